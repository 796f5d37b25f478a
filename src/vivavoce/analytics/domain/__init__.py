"""What is watched, when it is alarming, what a use costs, and how figures are told."""
