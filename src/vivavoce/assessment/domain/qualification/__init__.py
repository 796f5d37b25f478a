"""How a model earns the right to score: own material, properties with limits, and certificates.

Nothing else reads the material, so that no prompt and no rule is fitted to it.
"""
