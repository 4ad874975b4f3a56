"""Retrieval: which passages and sentences are worth reading."""
