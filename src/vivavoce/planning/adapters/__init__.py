"""What planning needs from the machine: documents read, rows kept, models asked."""
