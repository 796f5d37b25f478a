"""What a model found in the answers: isolated calls, guards over each item, votes, and the arithmetic."""
