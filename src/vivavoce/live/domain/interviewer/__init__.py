"""The interviewer's mind: what an answer means, what could be asked, and what is asked next."""
