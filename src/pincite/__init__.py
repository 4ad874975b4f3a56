"""Pincite answers questions about documents with verified, verbatim quotes and their pages.

>>> import pincite
>>> sorted(pincite.__all__)[:3]
['AddReport', 'Added', 'Answer']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pincite.assistant import Assistant, open
    from pincite.indexing import Added, AddReport
    from pincite.progress import Progress
    from pincite.settings import Settings
    from pincite.types import (
        Answer,
        AnswerKind,
        Citation,
        Claim,
        Detail,
        Hit,
        Quote,
        QuoteCheck,
        Section,
        Status,
        Verdict,
    )
    from pincite_index.storage.base import DocumentInfo
    from pincite_index.storage.feedback import Feedback
    from pincite_ingest.errors import PinciteError

_HOME = {
    "AddReport": "pincite.indexing",
    "Added": "pincite.indexing",
    "Answer": "pincite.types",
    "AnswerKind": "pincite.types",
    "Assistant": "pincite.assistant",
    "Citation": "pincite.types",
    "Claim": "pincite.types",
    "Detail": "pincite.types",
    "DocumentInfo": "pincite_index.storage.base",
    "Feedback": "pincite_index.storage.feedback",
    "Hit": "pincite.types",
    "PinciteError": "pincite_ingest.errors",
    "Progress": "pincite.progress",
    "Quote": "pincite.types",
    "QuoteCheck": "pincite.types",
    "Section": "pincite.types",
    "Settings": "pincite.settings",
    "Status": "pincite.types",
    "Verdict": "pincite.types",
    "open": "pincite.assistant",
}

__all__ = [
    "AddReport",
    "Added",
    "Answer",
    "AnswerKind",
    "Assistant",
    "Citation",
    "Claim",
    "Detail",
    "DocumentInfo",
    "Feedback",
    "Hit",
    "PinciteError",
    "Progress",
    "Quote",
    "QuoteCheck",
    "Section",
    "Settings",
    "Status",
    "Verdict",
    "open",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for, and only then: ``import pincite`` costs next to nothing."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'pincite' has no attribute {name!r}")
