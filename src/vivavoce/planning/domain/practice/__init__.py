"""Plans for practice: a kind of talk, a level and an exact number of questions, for the person alone."""
