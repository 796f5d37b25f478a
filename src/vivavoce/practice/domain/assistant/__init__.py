"""The practice assistant by rules: what was said, what is meant, which calls follow, what is answered.

A message passes through ``parsed_message`` (read it) → ``intents`` (what is wanted) → ``decision_rules``
(which calls) → ``conversation_updates`` (what is known afterwards) → ``replies`` (what is said) →
``grounding`` (may it be sent?).
Everything here is pure: the same words in the same conversation give the same bytes.
"""
