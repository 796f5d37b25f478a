"""The pure reading of a transcript: evidence first, then plain arithmetic over it."""
