"""Builds practice: one module for each of its parts."""
