"""The Model Context Protocol at ``/mcp``, by the official SDK's server: tools for hiring and practice.

A tool is a call of the use case that the REST API calls, with the caller's permissions. Each request stands
for itself, so any gateway can answer it. Only ``endpoint`` is imported at the start (ADR 0018). ``stdio`` is
the other end: a local program that passes messages to this endpoint.
"""

MCP_PATH = "/mcp"
