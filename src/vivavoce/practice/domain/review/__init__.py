"""Composing a review: what was said and how it was scored, turned into coaching. Pure, by rules."""
