"""Chunking: a document's sentences, packed into the passages that are embedded."""
