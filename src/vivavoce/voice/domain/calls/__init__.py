"""Phone calls: the call and its attempts, calling hours, and providers' status messages."""
