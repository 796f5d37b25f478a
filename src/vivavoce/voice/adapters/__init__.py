"""Engines, sound processing, providers."""
