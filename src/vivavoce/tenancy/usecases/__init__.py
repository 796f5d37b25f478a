"""What callers and operators can do: sign in, be recognised, add people, make and revoke keys."""
