"""Connected calendars and their readings, without input or output."""
