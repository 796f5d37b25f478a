"""Calling somebody by telephone: the call, its tries, the hours, and what a provider says of it."""
