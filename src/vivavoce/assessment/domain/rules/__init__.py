"""The built-in rules, one module for each step: normalize, split, screen, route, find, compute.

The rules ignore the style of speech: length, hedges, speed and grammar. What counts is which distinct things
of the rubric the candidate affirms to have done.
"""
