"""What practice needs from outside, by part."""
