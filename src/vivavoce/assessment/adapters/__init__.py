"""Assessments on PostgreSQL."""
