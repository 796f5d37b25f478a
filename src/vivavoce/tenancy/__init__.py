"""Tenancy: who is calling, for which organization, and with which permissions.

A *tenant* is an organization. An *account* is one person's sign-in. A *membership* makes an account a
*user* of one tenant, with a role. An *API key* carries some of its creator's permissions. The *audit*
records what users and keys did. An *invitation* makes a person a user; it grants nothing until the
owner of the mailbox accepts it.
"""
