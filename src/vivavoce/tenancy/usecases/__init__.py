"""Use cases of tenancy: sign in, authenticate, manage users, invitations, passwords and API keys."""
