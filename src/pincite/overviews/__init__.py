"""Overviews: answers to broad questions (digests, comparisons, mentions, the document itself)."""
