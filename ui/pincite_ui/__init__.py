"""The doors: command line, browser chat, HTTP and MCP over one assistant."""
