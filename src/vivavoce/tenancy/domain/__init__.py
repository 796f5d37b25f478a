"""Domain rules of addresses, passwords, users, invitations and API keys."""
