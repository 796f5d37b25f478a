"""The rule-based practice assistant.

A message passes through ``parsed_message`` (parse it) → ``intents`` (what the person wants) →
``decision_rules`` (which tools to call) → ``conversation_updates`` (the state afterwards) → ``replies``
(compose the reply) → ``grounding`` (may it be sent?).
All functions are pure: the same message in the same conversation gives the same bytes.
"""
