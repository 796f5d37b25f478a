"""Adapters of live sessions: PostgreSQL and the question composer."""
