"""One promise, every mailer: what was handed in arrives whole, or the caller hears why not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from tests.fakes.mailer import KeptLetters
from tests.fakes.smtp_desk import SmtpDesk

from vivavoce.delivery.adapters.mail_smtp import SmtpMailer, read_smtp_url
from vivavoce.delivery.domain.letter import Letter, MailRefused
from vivavoce.delivery.ports import Mailer

LETTER = Letter(to="ada@example.org", subject="Ein schöner Tag 🌞", text="Grüße\n.\n.. bis bald\n")


@dataclass(frozen=True)
class Arrived:
    message_id: str
    to: str
    subject: str
    text: str


@dataclass(frozen=True)
class Post:
    mailer: Mailer
    arrived: Callable[[], list[Arrived]]


@pytest.fixture(params=["kept", "smtp"])
async def post(request: pytest.FixtureRequest) -> AsyncIterator[Post]:
    if request.param == "kept":
        fake = KeptLetters()
        yield Post(
            fake,
            lambda: [Arrived(key, one.to, one.subject, one.text) for key, one in fake.kept],
        )
        return
    async with SmtpDesk() as desk:
        yield Post(
            SmtpMailer(read_smtp_url(desk.url(), sender="unused@example.org")),
            lambda: [
                Arrived(
                    one["Message-ID"].strip("<>").partition("@")[0],
                    one["To"],
                    one["Subject"],
                    one.get_content().replace("\r\n", "\n"),
                )
                for one in desk.taken
            ],
        )


async def test_a_letter_arrives_whole(post: Post) -> None:
    await post.mailer.send(LETTER, message_id="msg-1")

    assert post.arrived() == [Arrived("msg-1", LETTER.to, LETTER.subject, LETTER.text)]


async def test_a_second_try_carries_the_same_id(post: Post) -> None:
    await post.mailer.send(LETTER, message_id="msg-1")
    await post.mailer.send(LETTER, message_id="msg-1")

    assert {one.message_id for one in post.arrived()} == {"msg-1"}


async def test_ten_letters_at_once_all_arrive(post: Post) -> None:
    await asyncio.gather(*(post.mailer.send(LETTER, message_id=f"msg-{n}") for n in range(10)))

    assert {one.message_id for one in post.arrived()} == {f"msg-{n}" for n in range(10)}


@pytest.mark.parametrize(
    "broken",
    [
        Letter(to="nobody", subject="a", text="b"),
        Letter(to="a@example.org\nBcc: b@example.org", subject="a", text="b"),
        Letter(to="a@example.org", subject="a\r\nBcc: b@example.org", text="b"),
    ],
    ids=["no host", "address of two lines", "subject of two lines"],
)
async def test_a_malformed_letter_is_refused_and_nothing_arrives(
    post: Post, broken: Letter
) -> None:
    with pytest.raises(MailRefused):
        await post.mailer.send(broken, message_id="msg-1")

    assert post.arrived() == []
