"""Command line, browser chat, HTTP API and MCP server over one assistant."""
