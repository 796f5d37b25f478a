"""Pure: events, their fold, what to ask next, and what a candidate is shown."""
