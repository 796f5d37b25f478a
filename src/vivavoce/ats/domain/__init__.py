"""What a connection, an order and an outcome are, for every applicant tracking system."""
