"""The engines of a process, made into ears and a mouth for each connection."""
