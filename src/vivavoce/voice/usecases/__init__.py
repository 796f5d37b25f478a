"""Conversations by ear."""
