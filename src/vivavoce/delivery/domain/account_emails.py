"""The e-mails about a person's account: joining an organization, and a new password."""

from __future__ import annotations

from datetime import datetime

from vivavoce.delivery.domain.email import TIME_FORMAT, Email, to_single_line


def build_user_invitation_email(
    *, to: str, name: str, organization: str, invited_by: str, link: str, expires_at: datetime
) -> Email:
    """Return the e-mail with the link with which a person accepts an invitation."""
    organization = to_single_line(organization)
    text = f"""Hello {to_single_line(name)},

{to_single_line(invited_by)} invites you to join {organization} on Vivavoce.

To accept, open this link:

{link}

If you are new to Vivavoce, you choose a password there. If you already have an account, you sign in with
your own password.

The link works once, until {expires_at:{TIME_FORMAT}} UTC. It is meant for you, so please do not pass it on.

If you did not expect this e-mail, ignore it. Nothing happens unless you accept.
"""
    return Email(to=to, subject=f"Join {organization} on Vivavoce", text=text)


def build_password_reset_email(*, to: str, link: str, minutes: int) -> Email:
    """Return the e-mail with the link for a new password."""
    text = f"""Hello,

we received a request for a new password for your Vivavoce account. To choose one, open this link:

{link}

The link works once, for {minutes} minutes. A newer link replaces it.

If you did not ask for it, ignore this e-mail. Your password stays as it is.
"""
    return Email(to=to, subject="Set a new password for Vivavoce", text=text)


def build_password_changed_email(*, to: str) -> Email:
    """Return the e-mail that notifies a person of a changed password."""
    text = """Hello,

the password of your Vivavoce account was changed just now. Everyone who was signed in with it has been
signed out.

If that was you, there is nothing to do. If it was not, choose "Forgot your password?" on the sign-in page at
once, and tell your administrator.
"""
    return Email(to=to, subject="Your Vivavoce password was changed", text=text)
