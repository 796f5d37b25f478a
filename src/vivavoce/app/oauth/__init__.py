"""OAuth 2.1 at ``/oauth``, by the handlers of the MCP SDK: applications that people connect.

The rules are use cases of tenancy. ``endpoint`` describes the server and is imported at the start; ``server``
loads the SDK at the first request (ADR 0019).
"""
