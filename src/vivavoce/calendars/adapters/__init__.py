"""Readers of calendars, and connected calendars in PostgreSQL."""
