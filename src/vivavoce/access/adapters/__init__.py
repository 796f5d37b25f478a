"""Candidate links, one-time codes and consents on PostgreSQL."""
