"""Sampling, judging, telling; figures and prices."""
