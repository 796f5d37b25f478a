"""Planning: validates skills, plans the questions of an interview and writes its rubric."""
