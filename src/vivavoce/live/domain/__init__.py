"""Pure domain logic: events, their fold, the interviewer's decisions, and the frames for candidates."""
