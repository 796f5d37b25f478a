"""Use cases of delivery: publish, attempt and redeliver webhooks, manage the endpoint, send e-mails."""
