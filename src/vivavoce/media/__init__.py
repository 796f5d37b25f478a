"""Recordings, uploads, signed links and their retention. Opens in a later issue."""
