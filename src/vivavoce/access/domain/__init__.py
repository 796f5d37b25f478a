"""The rules of the door, without a clock or a machine."""
