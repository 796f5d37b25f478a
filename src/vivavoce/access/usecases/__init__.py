"""What a candidate does at the door: look, agree, ask for a code, give it, go in."""
