"""PostgreSQL adapters of practice, and the rule-based dialogue manager."""
