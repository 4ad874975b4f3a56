"""Answering: which sentences answer, and whether any does."""
