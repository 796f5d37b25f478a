"""Connectors of the applicant tracking systems, and the repositories on PostgreSQL."""
