"""Views: values in, HTML or Gradio components out. They change nothing."""
