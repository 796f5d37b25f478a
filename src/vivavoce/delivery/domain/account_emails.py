"""The e-mails about a person's account: joining an organization, and a new password."""

from __future__ import annotations

from datetime import datetime

from vivavoce.delivery.domain.email import TIME_FORMAT, Email, to_single_line


def build_user_invitation_email(
    *, to: str, name: str, organization: str, invited_by: str, link: str, expires_at: datetime
) -> Email:
    """Return the e-mail with the link with which a person accepts an invitation."""
    organization = to_single_line(organization)
    text = (
        f"Hello {to_single_line(name)},\n\n"
        f"{to_single_line(invited_by)} invites you to join {organization} on Vivavoce.\n\n"
        "To accept, open this link:\n\n"
        f"{link}\n\n"
        "If you are new to Vivavoce, you choose a password there. If you already have an "
        "account, sign in with your\n"
        "own password.\n\n"
        f"The link works once, until {expires_at:{TIME_FORMAT}} UTC. It is for you only, so "
        "please do not forward it.\n\n"
        "If you did not expect this e-mail, you can ignore it. Nothing happens unless you "
        "accept.\n"
    )
    return Email(to=to, subject=f"Join {organization} on Vivavoce", text=text)


def build_password_reset_email(*, to: str, link: str, minutes: int) -> Email:
    """Return the e-mail with the link for a new password."""
    text = (
        "Hello,\n\n"
        "We received a request to reset the password of your Vivavoce account. To choose a "
        "new password, open this link:\n\n"
        f"{link}\n\n"
        f"The link works once, for {minutes} minutes. A newer link replaces it.\n\n"
        "If you did not ask for this, you can ignore this e-mail. Your password stays the "
        "same.\n"
    )
    return Email(to=to, subject="Reset your Vivavoce password", text=text)


def build_password_changed_email(*, to: str) -> Email:
    """Return the e-mail that notifies a person of a changed password."""
    text = (
        "Hello,\n\n"
        "The password of your Vivavoce account was just changed. All devices have been "
        "signed out.\n\n"
        'If you changed it, you do not need to do anything. If you did not, choose "Forgot '
        'your password?" on the\n'
        "sign-in page now, and tell your administrator.\n"
    )
    return Email(to=to, subject="Your Vivavoce password was changed", text=text)
