"""HTTP routes for calls, LiveKit rooms and speech synthesis."""
