"""Ports of the voice slice: what it needs from other slices, engines and providers."""
