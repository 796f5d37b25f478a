"""The pure rules of an interview: its workflow, its facts, what is missing from them."""
