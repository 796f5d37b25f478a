"""The roles of the one binary: each starts alone, ``up`` starts them all in one process."""
