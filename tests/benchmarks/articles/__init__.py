"""Questions on articles, each asked of a version that answers it and of one that only seems to."""

from pathlib import Path

_HERE = Path(__file__).parent
DOCUMENTS = tuple(sorted((_HERE / "docs").glob("*.txt")))
QUESTIONS = _HERE / "questions.jsonl"
