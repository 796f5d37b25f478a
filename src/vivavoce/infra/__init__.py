"""Infrastructure that knows nothing about interviews: database, bus, jobs, web, keys, models."""
