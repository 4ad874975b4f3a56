"""Extraction: from PDFium's glyphs to lines of text with exact places."""
