"""Opening, conducting, sweeping and reading sessions."""
