"""The ground floor: a file becomes a :class:`Document`, a document becomes passages."""
