"""Quotes: matching a quotation against the stored text, character by character."""
