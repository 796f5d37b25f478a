"""The roles of the program: each can run alone; ``up`` runs all of them in one process."""
