"""Adapters of planning: PostgreSQL repositories, document extraction, planners and writers."""
