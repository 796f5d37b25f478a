"""Compose a review: turn the transcript and the scorecard into coaching. Pure functions with fixed rules."""
