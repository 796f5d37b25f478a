"""The intake: what a hiring manager is asked, what was said, and what is written from it."""
