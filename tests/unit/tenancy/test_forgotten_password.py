"""A forgotten password: a request reveals nothing to a stranger."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4  # noqa: TID251 - ids that nobody looks up

import pytest
from tests.simulated_clock import SimulatedClock
from tests.unit.tenancy.memory_ports import (
    MemoryAuditLog,
    MemoryIdentityLookup,
    MemoryRates,
    no_work,
    plain_hash,
)

from vivavoce.infra.clock import SystemIdGenerator
from vivavoce.kernel.errors import ConflictError, TooManyRequestsError
from vivavoce.kernel.ids import DEMO_TENANT_ID, TenantId
from vivavoce.tenancy.usecases.passwords import (
    MAX_LINK_REQUESTS,
    RESPONSE_TIME_S,
    RequestPasswordReset,
)
from vivavoce.tenancy.usecases.sign_in import SignInSource

ADA, TENANT, USER = "ada@example.com", TenantId(UUID(int=11)), UUID(int=21)
HERE = SignInSource("192.0.2.1")


class SlowMailbox:
    """Takes its time over each letter, as a real transaction does; ``refuses`` is a bad mailbox."""

    def __init__(self, clock: SimulatedClock, *, refuses: bool = False) -> None:
        self._clock = clock
        self._refuses = refuses
        self.links: list[str] = []

    async def send_reset_link(self, work: Any, *, link: str, **_said: Any) -> UUID:
        await self._clock.sleep(0.2)
        if self._refuses:
            raise ConflictError
        self.links.append(link)
        return uuid4()

    async def send_join_link(self, *_: Any, **__: Any) -> UUID:
        raise NotImplementedError

    async def send_password_changed(self, *_: Any, **__: Any) -> UUID:
        raise NotImplementedError


class OneAccount(MemoryIdentityLookup):
    """Knows one address."""

    async def create_password_reset(
        self, email: str, hashed: bytes, ends_at: datetime, *, excluded_tenant: TenantId | None
    ) -> tuple[TenantId, UUID] | None:
        return (
            (TENANT, USER) if email == ADA and excluded_tenant in (None, DEMO_TENANT_ID) else None
        )


class Office:
    def __init__(self, *, refuses: bool = False) -> None:
        self.clock = SimulatedClock()
        self.mailbox = SlowMailbox(self.clock, refuses=refuses)
        self.ask = RequestPasswordReset(
            lookup=OneAccount(),
            open_work=no_work,
            attempts=MemoryRates(self.clock),
            mail=self.mailbox,
            audit_log=MemoryAuditLog(),
            hash_token=str.encode,
            hash_for_log=plain_hash,
            clock=self.clock,
            ids=SystemIdGenerator(self.clock),
            is_local=False,
            public_url="https://interviews.example",
        )

    async def took(self, email: str, source: SignInSource = HERE) -> float:
        began = self.clock.monotonic()
        await self.ask(email, source=source)
        return self.clock.monotonic() - began


@pytest.mark.parametrize("refuses", [False, True])
async def test_every_address_gets_the_same_response_after_the_same_time(refuses: bool) -> None:
    office = Office(refuses=refuses)

    times = [
        await office.took(email)
        for email in (ADA, "nobody@example.com", "no address", "x" * 400, "")
    ]

    assert times == [RESPONSE_TIME_S] * 5
    assert len(office.mailbox.links) == (0 if refuses else 1)


async def test_repeated_requests_flood_no_mailbox_and_invalidate_no_link() -> None:
    office = Office()

    for _ in range(20):
        await office.took(ADA, SignInSource("198.51.100.7"))
    assert len(office.mailbox.links) == 3
    await office.took(ADA)
    assert len(office.mailbox.links) == 4
    for number in range(20):
        assert await office.took(ADA, SignInSource(f"198.51.100.{number}")) == RESPONSE_TIME_S
    assert len(office.mailbox.links) == 10


async def test_a_source_that_tries_many_addresses_is_refused() -> None:
    office = Office()
    for number in range(MAX_LINK_REQUESTS):
        await office.took(f"p{number}@example.com")

    with pytest.raises(TooManyRequestsError):
        await office.took(ADA)
    assert await office.took(ADA, SignInSource("198.51.100.7")) == RESPONSE_TIME_S


async def test_the_link_carries_256_random_bits_in_its_fragment() -> None:
    office = Office()

    await office.took(ADA)
    await office.took(ADA)

    tokens = {link.partition("/reset-password#")[2] for link in office.mailbox.links}
    assert len(tokens) == 2
    assert {len(token) for token in tokens} == {43}
