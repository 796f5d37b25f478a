"""SMTP as it goes wrong: refusals, delays, silence, and a password that never goes in the open."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from tests.fakes.smtp_server import SmtpServer

from vivavoce.delivery.adapters.mail_smtp import SmtpMailer, parse_smtp_url
from vivavoce.delivery.domain.emails import Email, EmailDelayedError, EmailRefusedError
from vivavoce.kernel.ids import DEMO_TENANT_ID

WHOSE = {"tenant_id": DEMO_TENANT_ID, "message_id": UUID(int=1)}
EMAIL = Email(to="ada@example.org", subject="Hello", text="there\n")


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
async def test_the_reply_code_decides_and_the_reply_text_is_not_exposed(
    replies: dict[str, str], error: type[Exception]
) -> None:
    async with SmtpServer(replies=replies) as server:
        with pytest.raises(error) as raised:
            await mailer(server.url()).send(EMAIL, **WHOSE)

    assert "ada" not in f"{raised.value!r} {raised.value.__cause__!r}"
    assert server.taken == []


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "DATA"])
async def test_a_silent_server_delays_the_email_within_the_deadline(verb: str) -> None:
    async with SmtpServer(silent_at=verb) as server:
        started = asyncio.get_running_loop().time()
        with pytest.raises(EmailDelayedError):
            await mailer(server.url(), operation_timeout_s=0.2, timeout_s=1).send(EMAIL, **WHOSE)

    assert asyncio.get_running_loop().time() - started < 2


async def test_a_slow_server_is_disconnected_and_frees_its_thread() -> None:
    async with SmtpServer(trickles=True) as rude, SmtpServer() as kind:
        one = SmtpMailer(parse_smtp_url(rude.url(), sender="a@b.example"), timeout_s=0.5, threads=1)
        with pytest.raises(EmailDelayedError):
            await one.send(EMAIL, **WHOSE)
        one._account = parse_smtp_url(kind.url(), sender="a@b.example")

        await asyncio.wait_for(one.send(EMAIL, **WHOSE), timeout=2)

    assert len(kind.taken) == 1


async def test_an_endless_reply_of_the_server_is_not_read_to_its_end() -> None:
    line = f"250-{'x' * 1000}\r\n"
    async with SmtpServer(replies={"EHLO": line * 2000 + "250 8BITMIME"}) as server:
        with pytest.raises(EmailDelayedError):
            await mailer(server.url()).send(EMAIL, **WHOSE)

    assert server.verbs == ["EHLO"]


async def test_an_unreachable_server_delays_the_email() -> None:
    async with SmtpServer() as server:
        url = server.url()

    with pytest.raises(EmailDelayedError):
        await mailer(url).send(EMAIL, **WHOSE)


async def test_an_error_after_the_accepted_email_is_not_a_failure() -> None:
    async with SmtpServer(replies={"QUIT": "500 what"}) as server:
        await mailer(server.url()).send(EMAIL, **WHOSE)

    assert len(server.taken) == 1


async def test_a_password_is_not_sent_to_a_server_without_tls() -> None:
    async with SmtpServer() as server:
        with pytest.raises(EmailDelayedError):
            await mailer(server.url(user="me:secret@")).send(EMAIL, **WHOSE)

    assert "AUTH" not in server.verbs
    assert "MAIL" not in server.verbs
