"""Use cases of interviews, for staff, partners and event consumers."""
