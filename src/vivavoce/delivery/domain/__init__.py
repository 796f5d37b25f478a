"""Domain rules of delivery: webhook bodies, signatures, retries, and the texts of e-mails."""
