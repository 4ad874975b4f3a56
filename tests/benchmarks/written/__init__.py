"""Questions written for the reranker, on the texts that it did not learn from."""

from pathlib import Path

_HERE = Path(__file__).parent
DOCUMENTS = tuple(sorted((_HERE / "docs").glob("*.txt")))
QUESTIONS = _HERE / "questions.jsonl"
