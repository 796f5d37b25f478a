"""Speech engines: local ones in their own processes, cloud ones over HTTP with an API key."""
