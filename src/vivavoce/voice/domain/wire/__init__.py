"""How sound travels: the frames of every dialect, and the arithmetic of listening. Nothing here waits."""
