"""Plain pages without scripts: a citation, and how a page was read."""
