"""Plans of German interviews: how a German posting is read, and what is asked about it."""
