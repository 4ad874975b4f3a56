"""Every format but PDF: text, Markdown, HTML, DOCX, PPTX and EPUB."""
