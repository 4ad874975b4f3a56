"""The bundled briefing, as Markdown and as PDF, with questions whose answers are known.

The demonstration, the tests and the benchmarks need a document that may ship with the project: a
typeset report with page labels, footnotes, tables and figures, and gold quotes for its questions.

>>> PDF.name, MARKDOWN.name, QUESTIONS.name
('briefing.pdf', 'briefing.md', 'questions.jsonl')
"""

from pathlib import Path

__all__ = ["MARKDOWN", "PDF", "QUESTIONS"]

MARKDOWN = Path(__file__).with_name("briefing.md")
"""The source that people edit."""

PDF = Path(__file__).with_name("briefing.pdf")
"""The PDF that ``python -m pincite.sample.build`` makes from the source."""

QUESTIONS = Path(__file__).with_name("questions.jsonl")
"""Questions about the PDF, with gold quotes and their page labels."""
