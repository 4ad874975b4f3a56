"""A briefing of our own, kept as Markdown and as PDF, with questions whose answers are known.

It gives the demonstration, the tests and the benchmarks a document that may travel with the
project: a typeset report with page labels, footnotes, tables and figures, and gold quotes to
measure answers against.

>>> PDF.name, MARKDOWN.name, QUESTIONS.name
('briefing.pdf', 'briefing.md', 'questions.jsonl')
"""

from pathlib import Path

__all__ = ["MARKDOWN", "PDF", "QUESTIONS"]

MARKDOWN = Path(__file__).with_name("briefing.md")
"""The source that people edit."""

PDF = Path(__file__).with_name("briefing.pdf")
"""What ``python -m pincite.sample.build`` makes of it."""

QUESTIONS = Path(__file__).with_name("questions.jsonl")
"""Questions over the PDF, with gold quotes and the page labels they stand on."""
