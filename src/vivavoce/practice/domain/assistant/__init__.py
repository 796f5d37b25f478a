"""The practice assistant by rules: what was said, what is meant, which calls follow, what is answered.

The way of a message: ``said`` (read it) → ``intents`` (what is wanted) → ``moves`` (which calls) →
``conversation`` (what is known afterwards) → ``replies`` (what is said) → ``grounding`` (may it leave?).
Everything here is pure: the same words in the same conversation give the same bytes.
"""
