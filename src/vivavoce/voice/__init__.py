"""Sound in, sound out: turns, engines, fallbacks, transports. Opens in a later issue."""
