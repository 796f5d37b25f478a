"""How the sound of a talk travels: over our own sockets, and through rooms of others."""
