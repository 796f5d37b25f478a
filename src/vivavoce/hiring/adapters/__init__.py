"""PostgreSQL adapters of hiring."""
