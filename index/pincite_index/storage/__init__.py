"""Storage: the store's protocol and the SQLite store behind it."""
