"""Reading: turns a file into a :class:`Document`, and a document into passages."""
