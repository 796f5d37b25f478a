"""Technology without an opinion about interviews: database, bus, jobs, web, keys, models."""
