"""Pure rules of speaking and hearing."""
