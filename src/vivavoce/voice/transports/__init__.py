"""Ways for sound to come and go that are not sockets of ours."""
