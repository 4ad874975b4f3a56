"""Pincite answers questions about documents with verified, verbatim quotes and their pages."""
