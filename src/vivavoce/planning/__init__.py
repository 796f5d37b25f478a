"""Skills validated, questions planned, rubric written: what a session asks and how it is read."""
