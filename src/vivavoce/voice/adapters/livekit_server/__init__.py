"""A LiveKit server, through LiveKit's server SDK."""
