"""What is asked of spoken talks over HTTP."""
