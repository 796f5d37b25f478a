"""Use cases that open, run, recover and read sessions."""
