"""Asking a model for a typed answer; nothing of it is loaded where no model is configured."""
