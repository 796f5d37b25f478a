"""One connection's conversation: recognizes speech, plays speech, and reports both to the session."""
