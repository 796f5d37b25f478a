"""Use cases of voice interviews."""
