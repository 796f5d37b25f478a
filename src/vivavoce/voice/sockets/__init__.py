"""WebSockets that carry audio and are not opened by a browser."""
