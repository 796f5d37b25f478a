"""Transports of audio: each creates an ``AudioInput`` and an ``AudioOutput``."""
