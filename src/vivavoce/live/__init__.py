"""One interview as it happens: an append-only log, a fold, and the interviewer's next move."""
