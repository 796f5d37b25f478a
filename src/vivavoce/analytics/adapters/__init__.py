"""The process's registry, and tables."""
