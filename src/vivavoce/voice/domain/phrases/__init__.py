"""Frequent phrases, their cached audio, and the unspoken rest of interrupted speech."""
