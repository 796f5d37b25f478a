"""How practice is connected with the rest of the house."""
