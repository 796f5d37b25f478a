"""The contract of a mailer: an e-mail arrives complete, or the caller gets the reason."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from tests.database import KEYS, TestDatabase, cloned_database, drop, fresh_tenant
from tests.fakes.mailer import MemoryMailer
from tests.fakes.smtp_server import SmtpServer
from tests.infrastructure import open_ground

from vivavoce.delivery.adapters.mail_postgres import PostgresMailbox
from vivavoce.delivery.adapters.mail_smtp import SmtpMailer, parse_smtp_url
from vivavoce.delivery.domain.emails import Email, EmailRefusedError
from vivavoce.delivery.ports import Mailer
from vivavoce.kernel.ids import TenantId

EMAIL = Email(to="ada@example.org", subject="Ein schöner Tag 🌞", text="Grüße\n.\n.. bis bald\n")


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

    async def send(self, email: Email, number: int = 1) -> None:
        await self.mailer.send(email, tenant_id=self.tenant, message_id=UUID(int=number))


@pytest.fixture(scope="session")
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_contract")
    yield made
    drop(made)


async def _kept() -> AsyncIterator[Post]:
    fake = MemoryMailer()

    async def arrived() -> list[Arrived]:
        return [Arrived(key, one.to, one.subject, one.text) for key, one in fake.kept]

    yield Post(fake, fresh_tenant(), arrived)


async def _smtp() -> AsyncIterator[Post]:
    async with SmtpServer() as server:

        async def arrived() -> list[Arrived]:
            return [
                Arrived(
                    UUID(one["Message-ID"].strip("<>").partition("@")[0]),
                    one["To"],
                    one["Subject"],
                    one.get_content().replace("\r\n", "\n"),
                )
                for one in server.taken
            ]

        account = parse_smtp_url(server.url(), sender="unused@example.org")
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


async def test_an_email_arrives_complete(post: Post) -> None:
    await post.send(EMAIL)

    assert await post.arrived() == [Arrived(UUID(int=1), EMAIL.to, EMAIL.subject, EMAIL.text)]


async def test_a_retry_carries_the_same_message_id(post: Post) -> None:
    await post.send(EMAIL)
    await post.send(EMAIL)

    assert {one.id for one in await post.arrived()} == {UUID(int=1)}


async def test_ten_concurrent_emails_all_arrive(post: Post) -> None:
    await asyncio.gather(*(post.send(EMAIL, number) for number in range(10)))

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
async def test_a_malformed_email_is_refused_and_not_sent(post: Post, broken: Email) -> None:
    with pytest.raises(EmailRefusedError):
        await post.send(broken)

    assert await post.arrived() == []
