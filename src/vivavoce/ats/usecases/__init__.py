"""Use cases of applicant tracking systems: connect, take orders, report outcomes."""
