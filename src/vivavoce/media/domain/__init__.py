"""The rules of media: pure functions and types without I/O."""
