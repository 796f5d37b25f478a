"""The doctor: what is set, what is missing, and whether everything stored is as it must be."""
