"""Our own keeper of an embedded PostgreSQL: makes, starts, adopts, watches and stops it."""
