"""The rules of media: pure, and therefore tested without anything running."""
