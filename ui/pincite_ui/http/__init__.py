"""The web server: the application, its guard, its settings."""
