"""Pages without a script: one citation, one page's layout."""
