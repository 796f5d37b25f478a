"""The intake: a hiring manager's statements, and the documents that are written from them."""
