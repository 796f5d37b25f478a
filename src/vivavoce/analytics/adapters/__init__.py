"""Adapters of analytics: the metrics registry and PostgreSQL."""
