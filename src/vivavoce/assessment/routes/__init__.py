"""Routes of assessment, for staff."""
