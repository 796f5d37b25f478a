"""The panel: rule-based evaluators and perspectives that evaluate answers during the interview."""
