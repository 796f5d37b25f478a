"""What people do in practice."""
