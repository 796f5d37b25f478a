"""Engine failover: which engine is tried next, which is paused, and which audio is replayed."""
