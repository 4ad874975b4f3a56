"""Authentication: an API key for programs, a password for the page, or none.

The page uses HTTP Basic, so that one check covers the chat, its images and its uploads. The API key
also works as the password. Secrets are compared in constant time.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from pincite_ingest.errors import UsageError


@dataclass(frozen=True, slots=True)
class Credentials:
    """The secrets that a request needs. With none set, every request is accepted."""

    api_key: str = ""
    """For programs: ``Authorization: Bearer KEY`` or ``X-API-Key: KEY``; empty for none."""
    password: str = ""
    """For the page, with any user name; empty for none."""

    @classmethod
    def from_environment(cls) -> Credentials:
        """From PINCITE_API_KEY and PINCITE_PASSWORD; other users could see a command line."""
        return cls(
            os.environ.get("PINCITE_API_KEY", "").strip(),
            os.environ.get("PINCITE_PASSWORD", "").strip(),
        )

    @property
    def required(self) -> bool:
        return bool(self.api_key or self.password)

    def accept(self, headers: Mapping[str, str]) -> bool:
        """Whether a request with these headers is allowed.

        >>> Credentials(api_key="k").accept({"authorization": "Bearer k"})
        True
        >>> Credentials(api_key="k").accept({})
        False
        """
        if not self.required:
            return True
        scheme, _, value = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            offered = _basic_password(value)
            return _same(offered, self.password) or _same(offered, self.api_key)
        key = value.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
        return _same(key, self.api_key)


def _basic_password(value: str) -> str:
    try:
        pair = base64.b64decode(value.strip(), validate=True).decode("utf-8")
    except ValueError:  # binascii.Error and UnicodeDecodeError among them
        return ""
    return pair.partition(":")[2]


def _same(offered: str, secret: str) -> bool:
    return bool(secret) and hmac.compare_digest(
        offered.encode("utf-8", "surrogateescape"), secret.encode("utf-8", "surrogateescape")
    )


def is_loopback(host: str) -> bool:
    """Whether an address is reachable only from this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def host_names(host: str) -> tuple[str, ...]:
    """The names by which other machines can reach this host; empty for a loopback address."""
    return () if is_loopback(host) else (socket.gethostname(),)


def check_exposure(host: str, credentials: Credentials, *, exposed: bool) -> None:
    """Refuse to serve a network without credentials, unless the user asked for it.

    Raises:
        UsageError: The address is not a loopback address and no secret is set.
    """
    if is_loopback(host) or credentials.required or exposed:
        return
    raise UsageError(
        f"Listening on {host} would show these documents to everyone who can reach this machine: "
        "set PINCITE_PASSWORD or PINCITE_API_KEY, or add --expose-without-password if you mean it."
    )
