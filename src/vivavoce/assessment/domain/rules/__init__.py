"""The built-in rules, one module a step: normalise, units, screen, route, find, compute.

Nothing in here reads how somebody talks: no lengths, no hedges, no speed, no grammar. What counts
is which distinct things the rubric asks for were told, affirmed, by the person who did them.
"""
