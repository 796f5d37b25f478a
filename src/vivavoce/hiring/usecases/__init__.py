"""What people, partners and consumers ask of an interview."""
