"""Mock interviews that a person sets up, review, assignments. Opens in a later issue."""
