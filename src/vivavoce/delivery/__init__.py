"""What leaves the house: signed webhooks and mail, each tried, recorded and repeatable."""
