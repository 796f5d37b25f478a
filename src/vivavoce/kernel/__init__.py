"""Pure words that every room may use: ids, errors, the caller, the clock."""
