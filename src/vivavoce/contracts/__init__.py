"""Frozen events and values that slices exchange with one another."""
