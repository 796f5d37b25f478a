"""What a candidate said: words and their places, the answers that they make, and when one is over."""
