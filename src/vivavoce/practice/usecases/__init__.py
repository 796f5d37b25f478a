"""Use cases of practice."""
