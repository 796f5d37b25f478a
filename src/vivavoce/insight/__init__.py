"""What happened across interviews: wall, replay, quality, cost. Opens in a later issue."""
