"""One promise, every mailer: what was handed in arrives whole, or the caller hears why not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from tests.database import KEYS, TestDatabase, cloned_database, drop, fresh_tenant
from tests.fakes.mailer import KeptLetters
from tests.fakes.smtp_desk import SmtpDesk
from tests.world import open_ground

from vivavoce.delivery.adapters.mail_postgres import PostgresMailbox
from vivavoce.delivery.adapters.mail_smtp import SmtpMailer, parse_smtp_url
from vivavoce.delivery.domain.emails import Email, EmailRefusedError
from vivavoce.delivery.ports import Mailer
from vivavoce.kernel.ids import TenantId

LETTER = Email(to="ada@example.org", subject="Ein schöner Tag 🌞", text="Grüße\n.\n.. bis bald\n")


@dataclass(frozen=True)
class Arrived:
    id: UUID
    to: str
    subject: str
    text: str


@dataclass(frozen=True)
class Post:
    mailer: Mailer
    tenant: TenantId
    arrived: Callable[[], Awaitable[list[Arrived]]]

    async def send(self, letter: Email, number: int = 1) -> None:
        await self.mailer.send(letter, tenant_id=self.tenant, message_id=UUID(int=number))


@pytest.fixture(scope="session")
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_contract")
    yield made
    drop(made)


async def _kept() -> AsyncIterator[Post]:
    fake = KeptLetters()

    async def arrived() -> list[Arrived]:
        return [Arrived(key, one.to, one.subject, one.text) for key, one in fake.kept]

    yield Post(fake, fresh_tenant(), arrived)


async def _smtp() -> AsyncIterator[Post]:
    async with SmtpDesk() as desk:

        async def arrived() -> list[Arrived]:
            return [
                Arrived(
                    UUID(one["Message-ID"].strip("<>").partition("@")[0]),
                    one["To"],
                    one["Subject"],
                    one.get_content().replace("\r\n", "\n"),
                )
                for one in desk.taken
            ]

        account = parse_smtp_url(desk.url(), sender="unused@example.org")
        yield Post(SmtpMailer(account), fresh_tenant(), arrived)


async def _mailbox(database: TestDatabase) -> AsyncIterator[Post]:
    async with open_ground(database.app_url, KEYS) as ground:
        mailbox = PostgresMailbox(ground.open_work, ground.vault, ground.clock)
        tenant = fresh_tenant()

        async def arrived() -> list[Arrived]:
            return [
                Arrived(one.id, one.email.to, one.email.subject, one.email.text)
                for one in await mailbox.list_newest(tenant)
            ]

        yield Post(mailbox, tenant, arrived)


@pytest.fixture(params=["kept", "smtp", "mailbox"])
async def post(request: pytest.FixtureRequest) -> AsyncIterator[Post]:
    match request.param:
        case "kept":
            made = _kept()
        case "smtp":
            made = _smtp()
        case _:
            made = _mailbox(request.getfixturevalue("database"))
    async for one in made:
        yield one


async def test_a_letter_arrives_whole(post: Post) -> None:
    await post.send(LETTER)

    assert await post.arrived() == [Arrived(UUID(int=1), LETTER.to, LETTER.subject, LETTER.text)]


async def test_a_second_try_carries_the_same_id(post: Post) -> None:
    await post.send(LETTER)
    await post.send(LETTER)

    assert {one.id for one in await post.arrived()} == {UUID(int=1)}


async def test_ten_letters_at_once_all_arrive(post: Post) -> None:
    await asyncio.gather(*(post.send(LETTER, number) for number in range(10)))

    assert {one.id for one in await post.arrived()} == {UUID(int=number) for number in range(10)}


@pytest.mark.parametrize(
    "broken",
    [
        Email(to="nobody", subject="a", text="b"),
        Email(to="a@example.org\nBcc: b@example.org", subject="a", text="b"),
        Email(to="a@example.org", subject="a\r\nBcc: b@example.org", text="b"),
    ],
    ids=["no host", "address of two lines", "subject of two lines"],
)
async def test_a_malformed_letter_is_refused_and_stays_here(post: Post, broken: Email) -> None:
    with pytest.raises(EmailRefusedError):
        await post.send(broken)

    assert await post.arrived() == []
