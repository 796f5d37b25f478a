"""Media on PostgreSQL and on a folder of this machine."""
