"""What planning does: skills are validated, plans are written, taken in and read."""
