"""Adapters of delivery: PostgreSQL, SMTP, and the mailbox of the local profile."""
