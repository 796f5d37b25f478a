"""Ports of tenancy: what its use cases need, by noun."""
