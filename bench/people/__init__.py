"""Scripted people who answer plans made from the question sets, and what is wrong with the follow-ups."""
