"""What media does, one case a file."""
