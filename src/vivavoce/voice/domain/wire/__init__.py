"""Audio on the wire: the messages of each protocol, and playback arithmetic. No I/O."""
