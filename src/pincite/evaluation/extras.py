"""Optional libraries: import one, or say which command installs it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pincite_ingest.errors import UsageError


def require(module: str, extra: str) -> Any:
    """Import a module that comes with an extra of Pincite.

    Raises UsageError with the install command when it is missing.

    >>> require("no_such_module.part", "eval")
    Traceback (most recent call last):
    pincite_ingest.errors.UsageError: This needs no_such_module; install it with: pip install \
'pincite[eval]'
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        missing = module.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != missing:
            raise
        raise UsageError(
            f"This needs {missing}; install it with: pip install 'pincite[{extra}]'"
        ) from None
