"""Practice on PostgreSQL."""
