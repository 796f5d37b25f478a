"""One connection's conversation: it listens, speaks, and tells the talk of both."""
