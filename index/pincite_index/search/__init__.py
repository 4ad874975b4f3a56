"""Search: BM25 over the words, nearest neighbours over the vectors."""
