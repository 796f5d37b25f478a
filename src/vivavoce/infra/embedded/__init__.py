"""Our own keeper of an embedded PostgreSQL: made, started, adopted, watched and stopped from here."""
