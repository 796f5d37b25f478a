"""Connect calendars, and read when people are busy."""
