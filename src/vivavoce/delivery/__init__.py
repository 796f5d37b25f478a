"""Delivery of signed webhooks and e-mails, with recorded attempts, retries and manual redelivery."""
