"""An interview from its request to its last decision: the workflow that people decide in."""
