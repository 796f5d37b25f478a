"""A spoken turn: our own share of it, what a session costs, and what others' stacks take for the same."""
