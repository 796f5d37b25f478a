"""Benches: each prints its method, its machine and medians of several runs, the worst run beside them."""
