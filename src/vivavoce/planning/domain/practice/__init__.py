"""Practice plans: an interview type, a difficulty and an exact number of questions."""
