"""Rules of practice."""
