"""The candidate's door: link, consent, one-time code, start."""
