"""Routes of delivery: webhooks, the mailbox of the local profile, and the texts of e-mails."""
