"""Delivery's ways to the world: the database, SMTP, and the mailbox of the local profile."""
