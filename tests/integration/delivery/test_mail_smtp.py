"""SMTP as it goes wrong: refusals, delays, silence, and a password that never goes in the open."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from tests.fakes.smtp_desk import SmtpDesk

from vivavoce.delivery.adapters.mail_smtp import SmtpMailer, parse_smtp_url
from vivavoce.delivery.domain.emails import Email, EmailDelayedError, EmailRefusedError
from vivavoce.kernel.ids import DEMO_TENANT_ID

WHOSE = {"tenant_id": DEMO_TENANT_ID, "message_id": UUID(int=1)}
LETTER = Email(to="ada@example.org", subject="Hello", text="there\n")


def mailer(url: str, **deadlines: float) -> SmtpMailer:
    return SmtpMailer(parse_smtp_url(url, sender="desk@vivavoce.example"), **deadlines)


@pytest.mark.parametrize(
    ("replies", "error"),
    [
        ({"RCPT": "550 5.1.1 <ada@example.org> unknown"}, EmailRefusedError),
        ({"RCPT": "451 4.7.1 <ada@example.org> come again"}, EmailDelayedError),
        ({"MAIL": "552 too much"}, EmailRefusedError),
        ({"DATA": "554 no"}, EmailRefusedError),
        ({"DATA": "421 closing"}, EmailDelayedError),
        ({"MAIL": "garbage"}, EmailDelayedError),
    ],
)
async def test_what_the_server_says_decides_and_its_words_stay_inside(
    replies: dict[str, str], error: type[Exception]
) -> None:
    async with SmtpDesk(replies=replies) as desk:
        with pytest.raises(error) as raised:
            await mailer(desk.url()).send(LETTER, **WHOSE)

    assert "ada" not in f"{raised.value!r} {raised.value.__cause__!r}"
    assert desk.taken == []


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "DATA"])
async def test_a_silent_server_delays_the_letter_within_the_deadline(verb: str) -> None:
    async with SmtpDesk(silent_at=verb) as desk:
        started = asyncio.get_running_loop().time()
        with pytest.raises(EmailDelayedError):
            await mailer(desk.url(), operation_timeout_s=0.2, timeout_s=1).send(LETTER, **WHOSE)

    assert asyncio.get_running_loop().time() - started < 2


async def test_a_trickling_server_is_cut_off_and_frees_its_thread() -> None:
    async with SmtpDesk(trickles=True) as rude, SmtpDesk() as kind:
        one = SmtpMailer(parse_smtp_url(rude.url(), sender="a@b.example"), timeout_s=0.5, threads=1)
        with pytest.raises(EmailDelayedError):
            await one.send(LETTER, **WHOSE)
        one._account = parse_smtp_url(kind.url(), sender="a@b.example")

        await asyncio.wait_for(one.send(LETTER, **WHOSE), timeout=2)

    assert len(kind.taken) == 1


async def test_nobody_there_is_a_delay() -> None:
    async with SmtpDesk() as desk:
        url = desk.url()

    with pytest.raises(EmailDelayedError):
        await mailer(url).send(LETTER, **WHOSE)


async def test_a_rude_goodbye_after_the_letter_is_not_a_failure() -> None:
    async with SmtpDesk(replies={"QUIT": "500 what"}) as desk:
        await mailer(desk.url()).send(LETTER, **WHOSE)

    assert len(desk.taken) == 1


async def test_a_password_is_not_sent_to_a_server_without_tls() -> None:
    async with SmtpDesk() as desk:
        with pytest.raises(EmailDelayedError):
            await mailer(desk.url(user="me:secret@")).send(LETTER, **WHOSE)

    assert "AUTH" not in desk.verbs
    assert "MAIL" not in desk.verbs
