"""Readers for every format except PDF: text, Markdown, HTML, DOCX, PPTX and EPUB."""
