"""Adapters of tenancy: repositories on PostgreSQL, password hashing with argon2id, tokens with PyJWT."""
