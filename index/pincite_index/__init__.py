"""The store: passages in, scored passages out; one folder with SQLite as its only truth."""
