"""The doctor: what is configured, what is missing, and whether all stored data is consistent."""
