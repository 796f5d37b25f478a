"""Domain rules of practice."""
