"""A LiveKit server through its official SDK, and the legs that we hold there."""
