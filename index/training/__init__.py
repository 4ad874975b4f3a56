"""How the reranker's weights are made. A tool of the project's own, not part of the wheel."""
