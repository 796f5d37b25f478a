"""Pure planning: skills matched, questions chosen, plans revised and checked."""
