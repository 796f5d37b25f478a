"""Domain rules of voice interviews; no I/O."""
