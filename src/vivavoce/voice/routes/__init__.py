"""What is asked about calls over HTTP."""
