"""What a spoken talk needs from outside."""
