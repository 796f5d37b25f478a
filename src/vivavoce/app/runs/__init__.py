"""Runs: the agents' work as the outside sees it, projected from orders, plans and assessments."""
