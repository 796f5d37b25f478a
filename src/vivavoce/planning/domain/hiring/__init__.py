"""Plans of hiring interviews: the tasks of the job, the competencies that they need, and their questions."""
