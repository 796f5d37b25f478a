"""The e-mails about a person's account: joining an organization, and a new password."""

from __future__ import annotations

from datetime import datetime

from vivavoce.delivery.domain.candidate_emails import format_time
from vivavoce.delivery.domain.email import Email, to_single_line
from vivavoce.delivery.domain.email_templates import render_email


def build_user_invitation_email(
    *, to: str, name: str, organization: str, invited_by: str, link: str, expires_at: datetime
) -> Email:
    """Return the e-mail with the link with which a person accepts an invitation."""
    return render_email(
        "user_invitation",
        to=to,
        name=to_single_line(name),
        organization=to_single_line(organization),
        invited_by=to_single_line(invited_by),
        link=link,
        expires_at=format_time(expires_at),
    )


def build_password_reset_email(*, to: str, link: str, minutes: int) -> Email:
    """Return the e-mail with the link for a new password."""
    return render_email("password_reset", to=to, link=link, minutes=minutes)


def build_password_changed_email(*, to: str) -> Email:
    """Return the e-mail that notifies a person of a changed password."""
    return render_email("password_changed", to=to)
