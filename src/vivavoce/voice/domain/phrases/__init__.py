"""Phrases that talk after talk needs, how they are kept as sound, and what is left of one that was cut."""
