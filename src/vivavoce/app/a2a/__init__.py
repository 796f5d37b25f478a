"""The A2A protocol (a2a-protocol.org), versions 1.0 and 0.3, by the official SDK's server.

The SDK does the protocol: JSON-RPC, HTTP+JSON, streams, versions and error codes. This package does the
projection: a task is an interview, read from its row, and a message is a call of the same use case that the
REST API calls. Nothing is stored twice. Only ``endpoint`` is imported at the start; the SDK is loaded by the
first request (ADR 0017).
"""
