"""What a webhook says, how it is signed and retried, and the letters we write. Pure."""
