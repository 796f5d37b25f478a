"""Speech engines with failover."""
