"""PDF: PDFium's glyphs become lines, blocks in reading order, and one canonical text."""
