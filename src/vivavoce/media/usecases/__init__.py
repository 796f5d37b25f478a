"""The use cases of media, one per file."""
