"""The e-mails with a candidate's one-time code, and with the answer to their request for a review."""

from __future__ import annotations

from vivavoce.delivery.domain.email_texts import (
    ANSWER,
    CODE,
    MINUTES,
    ORGANIZATION,
    PAGE_LINK,
    POSITION,
    EmailFacts,
    EmailWording,
    render_own_email,
)
from vivavoce.delivery.domain.emails import (
    PLAIN_STYLE,
    Email,
    EmailStyle,
    render_email,
    to_single_line,
)
from vivavoce.kernel.translation import ENGLISH


def build_code_email(
    *,
    to: str,
    code: str,
    minutes: int,
    organization: str = "",
    language: str = ENGLISH,
    style: EmailStyle = PLAIN_STYLE,
    own: EmailWording | None = None,
) -> Email:
    """Return the e-mail with the one-time code; ``own`` is what the organization wrote instead."""
    if own is not None:
        values = {
            CODE: code,
            MINUTES: str(minutes),
            ORGANIZATION: to_single_line(organization),
        }
        return render_own_email(
            own,
            EmailFacts(values=values),
            to=to,
            language=language,
            style=style,
        )
    return render_email(
        "code",
        to=to,
        language=language,
        style=style,
        code=code,
        minutes=minutes,
        organization=to_single_line(organization),
    )


def build_review_answered_email(
    *,
    to: str,
    position: str,
    organization: str,
    answer: str,
    link: str,
    language: str = ENGLISH,
    style: EmailStyle = PLAIN_STYLE,
    own: EmailWording | None = None,
) -> Email:
    """Return the e-mail with the answer to a request for a review, or what the organization wrote."""
    if own is not None:
        values = {
            ANSWER: answer,
            PAGE_LINK: link,
            POSITION: to_single_line(position),
            ORGANIZATION: to_single_line(organization),
        }
        return render_own_email(
            own,
            EmailFacts(values=values),
            to=to,
            language=language,
            style=style,
        )
    return render_email(
        "review_answered",
        to=to,
        language=language,
        style=style,
        position=to_single_line(position),
        organization=to_single_line(organization),
        answer=answer,
        link=link,
    )
