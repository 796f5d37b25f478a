"""Wiring: each module builds one slice from the platform and from other slices' facades."""
