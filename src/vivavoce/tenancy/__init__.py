"""Who is calling, for which organisation, and with what right.

Words: a *tenant* is an organisation; an *account* is one person's sign-in; a *membership* makes the
account a *user* of one tenant, with a role; an *API key* carries some of its maker's rights. What
people and keys did stands in the *audit*. An *invitation* is what makes a person a user: nothing is given
until the owner of the mailbox accepts it.
"""
