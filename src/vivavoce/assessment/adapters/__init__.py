"""Adapters of assessment: PostgreSQL repositories, panel members and rubric parsing."""
