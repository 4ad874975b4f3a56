"""The web server: the application, its middleware and its settings."""
