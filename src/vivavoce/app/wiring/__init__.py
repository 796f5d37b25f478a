"""Wiring: each module builds one slice from the foundation and from what other slices offer."""
