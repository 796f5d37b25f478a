"""Use cases of candidate access: show the invitation, record consent, verify a code, start a session."""
