"""The interviewer: classifies answers, determines possible questions, and decides what to ask next."""
