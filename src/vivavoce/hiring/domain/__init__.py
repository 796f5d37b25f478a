"""Domain rules of an interview: its workflow, its facts, and which facts are missing."""
