"""Several engines as one: who is asked next, who is left alone, and what the next one is given again."""
