"""The e-mails with a candidate's one-time code, with news of a decision, and with the answer to a review."""

from __future__ import annotations

from vivavoce.delivery.domain.email_texts import (
    ANSWER,
    CODE,
    CONTACT,
    MINUTES,
    NAME,
    ORGANIZATION,
    PAGE_LINK,
    POSITION,
    EmailFacts,
    EmailWording,
)
from vivavoce.delivery.domain.emails import (
    PLAIN_STYLE,
    Email,
    EmailStyle,
    render_email,
    to_single_line,
)
from vivavoce.delivery.domain.own_email import render_own_email
from vivavoce.kernel.translation import ENGLISH, translatable, translate


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


def build_decision_news_email(
    *,
    to: str,
    name: str,
    position: str,
    organization: str,
    contact: str,
    link: str,
    language: str = ENGLISH,
    style: EmailStyle = PLAIN_STYLE,
    own: EmailWording | None = None,
) -> Email:
    """Return the e-mail that a decision was made, without the decision, or what the organization wrote.

    ``contact`` is the address for questions; '' names the person who invited the candidate. An empty
    ``link`` to the candidate's page is left out.
    """
    values = {
        NAME: to_single_line(name),
        POSITION: to_single_line(position),
        ORGANIZATION: to_single_line(organization),
        CONTACT: contact or translate(translatable("the person who invited you"), language),
        PAGE_LINK: link,
    }
    if own is not None:
        return render_own_email(
            own, EmailFacts(values=values), to=to, language=language, style=style
        )
    return render_email(
        "decision_news",
        to=to,
        language=language,
        style=style,
        name=values[NAME],
        position=values[POSITION],
        organization=values[ORGANIZATION],
        contact=values[CONTACT],
        link=link,
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
