"""The socket protocol: internal frames, and one codec for each wire format."""
