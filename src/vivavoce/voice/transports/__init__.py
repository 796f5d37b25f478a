"""Ways for sound that are no socket of a browser: each makes a microphone and a loudspeaker."""
