"""Runs: the public view of the agents' work, derived from plan orders, plans and assessments."""
