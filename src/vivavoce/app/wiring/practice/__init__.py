"""Builds practice, part by part."""
