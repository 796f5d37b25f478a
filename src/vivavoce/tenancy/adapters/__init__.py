"""Accounts, keys and the audit on PostgreSQL; passwords on argon2id; tokens on PyJWT."""
