"""Split a document into sentences, and pack the sentences into passages."""
