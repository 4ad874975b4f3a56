"""The errors that Pincite raises on purpose. Each message says what happened and what to do."""

from __future__ import annotations


class PinciteError(Exception):
    """The base of all of Pincite's own errors. Its message is written for the user."""


class UsageError(PinciteError):
    """The request is not valid: an empty question, or a setting out of range."""


class DocumentError(PinciteError):
    """A document is missing or could not be read.

    >>> str(DocumentError("a.pdf", "it is empty", "Add a file that has text."))
    'a.pdf could not be read: it is empty. Add a file that has text.'
    """

    def __init__(self, source: str, reason: str, advice: str = "") -> None:
        super().__init__(source, reason, advice)
        self.source = source
        self.reason = reason
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.source} could not be read: {self.reason}. {self.advice}".rstrip()


class PasswordError(DocumentError):
    """The document is encrypted, and the password is missing or wrong."""


class NoSuchDocumentError(DocumentError):
    """The library has no document with that id or source.

    >>> str(NoSuchDocumentError("a.pdf"))
    'The library holds no document a.pdf; list those that it holds.'
    """

    def __init__(self, reference: str) -> None:
        super().__init__(reference, "the library holds no such document")

    def __str__(self) -> str:
        return f"The library holds no document {self.source}; list those that it holds."


class LibraryError(PinciteError):
    """The library cannot be used: it is damaged, in use, or made by another encoder or version."""


class CitationError(PinciteError):
    """A citation id is malformed, or names a document that the library does not hold."""


class QuestionSetError(PinciteError):
    """A question set or a saved run cannot be used; the message names the line at fault."""
