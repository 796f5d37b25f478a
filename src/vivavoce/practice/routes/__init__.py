"""The practice API: snake_case, as its seed writes it."""
