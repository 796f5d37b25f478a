"""Asking for assessments and making them."""
