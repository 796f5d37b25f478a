"""The candidate's turns: words and their times, the answers they form, and when an answer is over."""
