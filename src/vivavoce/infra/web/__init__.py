"""The HTTP edge: strict bodies, one error body, the caller, and the frame around every request."""
