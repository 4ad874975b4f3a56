"""Pincite answers questions about documents with verified, verbatim quotes and their pages.

>>> import pincite
>>> sorted(pincite.__all__)[:3]
['AddReport', 'Added', 'Answer']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pincite.adding import Added, AddReport, Progress
    from pincite.answer import Answer, Citation, Claim, Hit, Quote, QuoteCheck, Status, Verdict
    from pincite.assistant import Assistant, open
    from pincite.settings import Settings
    from pincite_index.feedback import Feedback
    from pincite_index.store import DocumentInfo
    from pincite_ingest.errors import PinciteError

_HOME = {
    "AddReport": "pincite.adding",
    "Added": "pincite.adding",
    "Answer": "pincite.answer",
    "Assistant": "pincite.assistant",
    "Citation": "pincite.answer",
    "Claim": "pincite.answer",
    "DocumentInfo": "pincite_index.store",
    "Feedback": "pincite_index.feedback",
    "Hit": "pincite.answer",
    "PinciteError": "pincite_ingest.errors",
    "Progress": "pincite.adding",
    "Quote": "pincite.answer",
    "QuoteCheck": "pincite.answer",
    "Settings": "pincite.settings",
    "Status": "pincite.answer",
    "Verdict": "pincite.answer",
    "open": "pincite.assistant",
}

__all__ = [
    "AddReport",
    "Added",
    "Answer",
    "Assistant",
    "Citation",
    "Claim",
    "DocumentInfo",
    "Feedback",
    "Hit",
    "PinciteError",
    "Progress",
    "Quote",
    "QuoteCheck",
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
