"""Manages an embedded PostgreSQL: creates, starts, adopts, supervises and stops it."""
