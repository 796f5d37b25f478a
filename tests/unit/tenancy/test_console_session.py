"""How long a session of the console lasts, on the clock of the test."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.simulated_clock import SimulatedClock
from tests.unit.tenancy.memory_ports import MemoryIdentityLookup, PlainDocuments

from vivavoce.kernel.caller import Role
from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import DEMO_TENANT_ID, TenantId
from vivavoce.tenancy.domain.console_session import (
    ABSOLUTE_LIMIT,
    IDLE_LIMIT,
    RENEWAL_INTERVAL,
    AnotherPersonSignedInError,
    SignInEndedError,
    SignInExpiredError,
)
from vivavoce.tenancy.domain.users import Account, User
from vivavoce.tenancy.ports import Claims
from vivavoce.tenancy.usecases.authenticate import AuthenticateSession
from vivavoce.tenancy.usecases.console_session import ConsoleSessionCodec

A_MOMENT = timedelta(seconds=1)


class World:
    """One person who has just signed in to the console."""

    def __init__(self, *, tenant: TenantId = TenantId(UUID(int=11)), is_local: bool = True) -> None:
        self.clock = SimulatedClock()
        self.user = User(tenant_id=tenant, id=UUID(int=21), name="Ada", role=Role.ADMIN)
        self.claims = Claims(
            tenant_id=tenant,
            user_id=self.user.id,
            token_id=UUID(int=31),
            user_version=1,
            account_version=1,
        )
        self.sessions = ConsoleSessionCodec(PlainDocuments(), self.clock)
        account = Account(id=UUID(int=1), password_hash="kept")
        self.authenticate = AuthenticateSession(
            lookup=MemoryIdentityLookup(
                accounts={"ada@example.com": account}, users={account.id: [self.user]}
            ),
            sessions=self.sessions,
            is_local=is_local,
        )
        self.cookie = self.sessions.begin(self.claims)

    async def passes(self, time: timedelta) -> None:
        await self.clock.sleep(time.total_seconds())

    async def uses(self) -> None:
        """Send a request, and keep the cookie that comes back."""
        _, renewed = await self.authenticate(self.cookie, user_id=None)
        self.cookie = renewed or self.cookie


async def test_a_session_that_is_not_used_for_an_hour_is_over() -> None:
    world = World()

    await world.passes(IDLE_LIMIT - A_MOMENT)
    caller, _ = await world.authenticate(world.cookie, user_id=str(world.user.id))
    await world.passes(A_MOMENT)

    assert caller == world.user.to_caller()
    with pytest.raises(SignInExpiredError):
        await world.authenticate(world.cookie, user_id=None)


async def test_a_session_slides_while_it_is_used_and_ends_after_twelve_hours() -> None:
    world = World()
    step = IDLE_LIMIT - A_MOMENT

    for _ in range(ABSOLUTE_LIMIT // step):
        await world.passes(step)
        await world.uses()
    await world.passes(ABSOLUTE_LIMIT - ABSOLUTE_LIMIT // step * step)

    with pytest.raises(SignInExpiredError):
        await world.authenticate(world.cookie, user_id=None)


async def test_a_cookie_is_renewed_once_a_minute_at_most() -> None:
    world = World()

    _, at_once = await world.authenticate(world.cookie, user_id=None)
    await world.passes(RENEWAL_INTERVAL)
    _, later = await world.authenticate(world.cookie, user_id=None)

    assert at_once == ""
    assert later
    assert world.sessions.read(later)[0] == world.claims


async def test_an_open_connection_keeps_its_session_until_the_absolute_limit() -> None:
    world = World()

    await world.passes(ABSOLUTE_LIMIT - A_MOMENT)
    caller, _ = await world.authenticate(world.cookie, user_id=None, is_in_use=True)
    await world.passes(A_MOMENT)

    assert caller.id == world.user.id
    with pytest.raises(SignInExpiredError):
        await world.authenticate(world.cookie, user_id=None, is_in_use=True)


async def test_a_page_that_shows_another_person_is_refused() -> None:
    world = World()

    with pytest.raises(AnotherPersonSignedInError):
        await world.authenticate(world.cookie, user_id=str(UUID(int=22)))


async def test_what_was_sealed_for_another_purpose_is_no_session() -> None:
    world = World()

    for forged in ("", "nonsense", world.cookie.replace("console-session", "another", 1)):
        with pytest.raises(SignInEndedError):
            await world.authenticate(forged, user_id=None)


async def test_the_demo_organization_has_no_sessions_in_production() -> None:
    world = World(tenant=DEMO_TENANT_ID, is_local=False)

    with pytest.raises(UnauthenticatedError):
        await world.authenticate(world.cookie, user_id=None)
