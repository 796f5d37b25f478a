"""The log and the leases in PostgreSQL."""
