"""The e-mails that invite a candidate and call an appointment off.

An invitation tells how this interview can be answered, and what to do if something gets in the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from vivavoce.contracts.booking import HostAppointmentChange
from vivavoce.contracts.invitation import LINK_PLACEHOLDER, NAME_PLACEHOLDER, InterviewFormat
from vivavoce.delivery.domain.email_texts import (
    EXPECTATIONS,
    LINK,
    LINK_EXPIRES,
    NAME,
    OPENS_AT,
    ORGANIZATION,
    PAGE_LINK,
    PLAN_MESSAGE,
    POSITION,
    PREPARATIONS,
    REMEDIES,
    START_TIME,
    EmailFacts,
    EmailWording,
)
from vivavoce.delivery.domain.emails import (
    PLAIN_STYLE,
    CalendarEvent,
    Email,
    EmailStyle,
    format_entry_time,
    format_time,
    render_email,
    to_single_line,
)
from vivavoce.delivery.domain.own_email import render_own_email
from vivavoce.kernel.translation import ENGLISH, translatable, translatable_plural, translate

_SPACED_NAME = re.compile(" ?" + re.escape(NAME_PLACEHOLDER))


def build_invitation_email(
    *,
    to: str,
    name: str,
    position: str,
    organization: str,
    link: str,
    page_link: str,
    offer: InterviewFormat,
    minutes: int,
    expires_at: datetime,
    language: str = ENGLISH,
    style: EmailStyle = PLAIN_STYLE,
    opens_at: datetime | None = None,
    time_zone: str | None = None,
    event: CalendarEvent | None = None,
    message: str = "",
    is_moved: bool = False,
    own: EmailWording | None = None,
) -> Email:
    """Return the e-mail with the link to the interview, and with its appointment if there is one.

    It begins with ``message``, which holds ``LINK_PLACEHOLDER`` and perhaps ``NAME_PLACEHOLDER``. Without
    one, it has its usual words, and with ``is_moved`` it says that the appointment has a new time. It tells
    only the ways to answer that ``offer`` has. ``page_link`` leads to the candidate's own page. Times are
    those of ``time_zone``, an IANA name, or else of the organization, or UTC. ``own`` is what the
    organization wrote instead of all this.
    """
    zone = time_zone or style.time_zone
    is_scheduled = event is not None
    expectations = _list_expectations(offer, minutes, is_scheduled=is_scheduled)
    starts_at = None if event is None else format_time(event.starts_at, zone, language)
    facts = EmailFacts(
        values={
            NAME: to_single_line(name),
            POSITION: to_single_line(position),
            ORGANIZATION: to_single_line(organization),
            LINK: link,
            PAGE_LINK: page_link,
            LINK_EXPIRES: format_time(expires_at, zone, language),
            OPENS_AT: "" if opens_at is None else format_time(opens_at, zone, language),
            START_TIME: starts_at or "",
        },
        blocks={
            EXPECTATIONS: _translate(expectations, language),
            PREPARATIONS: _translate(_list_preparations(offer), language),
            REMEDIES: _translate(_list_remedies(is_scheduled=is_scheduled), language),
            PLAN_MESSAGE: tuple(
                line.replace(LINK_PLACEHOLDER, link)
                for line in _list_lines(message, to_single_line(name))
            ),
        },
    )
    if own is not None:
        return render_own_email(
            own,
            facts,
            to=to,
            language=language,
            style=style,
            event=event,
        )
    return render_email(
        "invitation",
        to=to,
        language=language,
        style=style,
        event=event,
        name=facts.values[NAME],
        position=facts.values[POSITION],
        organization=facts.values[ORGANIZATION],
        link=link,
        page_link=page_link,
        expectations=facts.blocks[EXPECTATIONS],
        preparations=facts.blocks[PREPARATIONS],
        remedies=facts.blocks[REMEDIES],
        expires_at=facts.values[LINK_EXPIRES],
        opens_at=format_entry_time(opens_at, event.starts_at if event else None, zone, language),
        starts_at=starts_at,
        message=() if is_moved else _list_lines(message, to_single_line(name)),
        link_placeholder=LINK_PLACEHOLDER,
        is_moved=is_moved,
    )


def _list_lines(message: str, name: str) -> tuple[str, ...]:
    """Return the lines of a message with the name, its paragraphs apart by one empty line."""
    named = message.replace(NAME_PLACEHOLDER, name) if name else _SPACED_NAME.sub("", message)
    lines = [line.strip() for line in named.strip().splitlines()]
    return tuple(line for line, before in zip(lines, ["", *lines], strict=False) if line or before)


def build_appointment_canceled_email(
    *,
    to: str,
    name: str,
    position: str,
    organization: str,
    event: CalendarEvent,
    language: str = ENGLISH,
    style: EmailStyle = PLAIN_STYLE,
    time_zone: str | None = None,
    is_withdrawn: bool = False,
    own: EmailWording | None = None,
) -> Email:
    """Return the e-mail that calls off an appointment, with the event that calendars remove.

    The time is that of ``time_zone``, an IANA name, or else of the organization, or UTC. With
    ``is_withdrawn``, the candidate ended the interview. ``own`` is what the organization wrote instead of
    the built-in text.
    """
    starts_at = format_time(event.starts_at, time_zone or style.time_zone, language)
    if own is not None:
        values = {
            NAME: to_single_line(name),
            POSITION: to_single_line(position),
            ORGANIZATION: to_single_line(organization),
            START_TIME: starts_at,
        }
        return render_own_email(
            own,
            EmailFacts(values=values),
            to=to,
            language=language,
            style=style,
            event=event,
        )
    return render_email(
        "appointment_canceled",
        to=to,
        language=language,
        style=style,
        event=event,
        name=to_single_line(name),
        position=to_single_line(position),
        organization=to_single_line(organization),
        starts_at=starts_at,
        is_withdrawn="yes" if is_withdrawn else "",
    )


def build_host_appointment_email(
    *,
    to: str,
    candidate: str,
    position: str,
    link: str,
    event: CalendarEvent,
    change: HostAppointmentChange,
    style: EmailStyle = PLAIN_STYLE,
) -> Email:
    """Return the e-mail that a candidate booked, moved or gave up a time of ``to``, with the event.

    It is in the language and the time zone of the organization.
    """
    return render_email(
        "host_appointment",
        to=to,
        language=style.language,
        style=style,
        event=event,
        candidate=to_single_line(candidate),
        position=to_single_line(position),
        link=link,
        change=change,
        starts_at=format_time(event.starts_at, style.time_zone, style.language),
    )


def build_appointment_title(position: str, organization: str, language: str = ENGLISH) -> str:
    """Return the title of an interview in a calendar."""
    title = translatable(
        "Interview for {position} at {organization}", position=position, organization=organization
    )
    return to_single_line(translate(title, language))


def _translate(texts: Iterator[str], language: str) -> tuple[str, ...]:
    return tuple(translate(text, language) for text in texts)


def _list_expectations(
    offer: InterviewFormat, minutes: int, *, is_scheduled: bool
) -> Iterator[str]:
    yield translatable_plural(
        "It takes about {count} minute.", "It takes about {count} minutes.", count=minutes
    )
    if not is_scheduled:
        yield translatable("You decide when it starts.")
    yield translatable(
        "A computer program asks the questions. A person reads your answers and decides."
    )
    yield _describe_answers(offer)
    if offer.voice.is_available and offer.voice.has_tts:
        yield translatable("A computer voice can read the questions to you.")
    if offer.is_video_offered:
        yield translatable("You can agree to a video recording. You can also do without it.")


def _describe_answers(offer: InterviewFormat) -> str:
    if _is_speech_offered(offer):
        return translatable(
            "You can type your answers, or speak them in your browser. You can type at any time."
        )
    return translatable("You type your answers in your browser.")


def _list_preparations(offer: InterviewFormat) -> Iterator[str]:
    yield translatable("A quiet place, and a computer or phone with a browser.")
    if _is_speech_offered(offer):
        yield translatable("A microphone, if you want to speak. A headset helps.")
    if offer.is_video_offered:
        yield translatable("A camera, if you agree to the video recording.")
    if not _is_speech_offered(offer) and not offer.is_video_offered:
        yield translatable("You do not need a camera or a microphone.")
    if offer.is_code_required:
        yield translatable("This mailbox: before the interview, we send a code to this address.")


def _list_remedies(*, is_scheduled: bool) -> Iterator[str]:
    if is_scheduled:
        yield translatable("Choose another time on your page.")
    yield translatable("Ask for a person on your page. We then contact you.")
    yield translatable(
        "Before the interview starts, we ask for your consent. There, you can also ask for more "
        "time to answer and for larger text."
    )


def _is_speech_offered(offer: InterviewFormat) -> bool:
    return offer.voice.is_available and offer.voice.answer_mode != "typed"
