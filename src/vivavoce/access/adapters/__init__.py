"""Doors, codes and consents on PostgreSQL."""
