"""Adapters of media: PostgreSQL and a local folder."""
