"""Views: values to escaped HTML. Nothing here changes state."""
