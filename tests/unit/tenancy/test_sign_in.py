from uuid import UUID

import pytest
from tests.leap import LeapClock
from tests.unit.tenancy.memory import (
    MemoryDoorway,
    MemoryJournal,
    MemoryPeople,
    MemoryRates,
    PlainPasswords,
    no_work,
)

from vivavoce.kernel.caller import Permission, Role
from vivavoce.kernel.errors import Unauthenticated
from vivavoce.kernel.ids import DEMO_TENANT, TenantId
from vivavoce.tenancy.adapters.tokens import JwtTokens
from vivavoce.tenancy.domain.keys import FoundKey
from vivavoce.tenancy.domain.people import Account, SignInRefused, User
from vivavoce.tenancy.usecases.authenticate import Authenticate, TwoCredentials, WrongTenant
from vivavoce.tenancy.usecases.sign_in import SignIn, SignInLocked

ADA = "ada@example.com"
PASSWORD = "a long enough password"
FIRST, SECOND = TenantId(UUID(int=11)), TenantId(UUID(int=12))


class World:
    """One account in two organisations, and one key."""

    def __init__(self, *, is_local: bool = True, tenant: TenantId = FIRST) -> None:
        self.clock = LeapClock()
        self.account = Account(id=UUID(int=1), password_hash=f"kept:{PASSWORD}")
        self.first = User(tenant_id=tenant, id=UUID(int=21), name="Ada", role=Role.ADMIN)
        self.second = User(tenant_id=SECOND, id=UUID(int=22), name="A. L.", role=Role.VIEWER)
        self.doorway = MemoryDoorway(
            accounts={ADA: self.account}, users={self.account.id: [self.first, self.second]}
        )
        self.people = MemoryPeople({user.id: user for user in (self.first, self.second)})
        self.passwords = PlainPasswords()
        self.journal = MemoryJournal()
        tokens = JwtTokens(b"s" * 32)
        self.sign_in = SignIn(
            doorway=self.doorway,
            passwords=self.passwords,
            attempts=MemoryRates(self.clock),
            tokens=tokens,
            journal=self.journal,
            open_work=no_work,
            clock=self.clock,
            is_local=is_local,
        )
        self.authenticate = Authenticate(
            doorway=self.doorway,
            people=self.people,
            tokens=tokens,
            hash_token=str.encode,
            open_work=no_work,
            clock=self.clock,
            is_local=is_local,
        )

    async def call(self, authorization: str = "", api_key: str = "", tenant: str = ""):
        return await self.authenticate(authorization=authorization, api_key=api_key, tenant=tenant)

    def keep_key(self, secret: str) -> None:
        self.doorway.keys[secret.encode()] = FoundKey(
            tenant_id=self.first.tenant_id,
            id=UUID(int=31),
            name="key",
            permissions=frozenset({Permission.INTERVIEW_READ}),
            expires_at=None,
            maker_role=Role.ADMIN,
        )


async def test_signing_in_opens_the_last_used_organisation() -> None:
    world = World()

    done = await world.sign_in(" Ada@Example.com", PASSWORD)

    assert (done.user.tenant_id, done.user.role, done.expires_in) == (FIRST, Role.ADMIN, 3600)
    assert (await world.call(f"Bearer {done.access_token}")).id == world.first.id
    assert world.journal.rows == [("user.signed_in", str(world.first.id))]


async def test_signing_in_opens_the_organisation_that_is_asked_for() -> None:
    done = await World().sign_in(ADA, PASSWORD, SECOND)

    assert (done.user.tenant_id, done.user.name) == (SECOND, "A. L.")


@pytest.mark.parametrize(
    ("email", "password", "tenant"),
    [
        (ADA, "another long password", None),
        ("eve@example.com", PASSWORD, None),
        (ADA, PASSWORD, TenantId(UUID(int=99))),
    ],
)
async def test_every_refusal_looks_alike_and_costs_one_hash(
    email: str, password: str, tenant: TenantId | None
) -> None:
    world = World()

    with pytest.raises(SignInRefused) as refused:
        await world.sign_in(email, password, tenant)

    assert refused.value.detail == SignInRefused().detail
    assert world.passwords.checks == 1


async def test_ten_failures_lock_the_address_for_a_quarter_of_an_hour() -> None:
    world = World()
    for _ in range(10):
        with pytest.raises(SignInRefused):
            await world.sign_in(ADA, "a wrong password!")

    with pytest.raises(SignInLocked) as locked:
        await world.sign_in("ADA@example.com", PASSWORD)
    assert locked.value.retry_after_s == 900
    assert world.passwords.checks == 10

    await world.clock.sleep(901)
    assert (await world.sign_in(ADA, PASSWORD)).user.id == world.first.id


async def test_success_forgets_the_failures_before_it() -> None:
    world = World()
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(SignInRefused):
                await world.sign_in(ADA, "a wrong password!")
        await world.sign_in(ADA, PASSWORD)


async def test_a_locked_address_leaves_others_alone() -> None:
    world = World()
    for _ in range(10):
        with pytest.raises(SignInRefused):
            await world.sign_in("eve@example.com", "a wrong password!")

    assert (await world.sign_in(ADA, PASSWORD)).user.id == world.first.id


async def test_a_removed_person_is_out_within_a_minute() -> None:
    world = World()
    header = f"Bearer {(await world.sign_in(ADA, PASSWORD)).access_token}"
    await world.call(header)

    world.people.users.clear()
    await world.clock.sleep(59)

    with pytest.raises(Unauthenticated):
        await world.call(header)


async def test_a_revoked_key_is_out_within_five_seconds() -> None:
    world = World()
    world.keep_key("sk_live_1")
    for _ in range(5):
        await world.call(api_key="sk_live_1")
    assert world.doorway.key_look_ups == 1

    world.doorway.keys.clear()
    await world.clock.sleep(4.9)

    with pytest.raises(Unauthenticated):
        await world.call(api_key="sk_live_1")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer nonsense"])
async def test_without_a_good_credential_there_is_no_caller(header: str) -> None:
    with pytest.raises(Unauthenticated):
        await World().call(header)


async def test_two_credentials_at_once_are_refused() -> None:
    with pytest.raises(TwoCredentials):
        await World().call("Bearer x", "sk_live_1")


async def test_the_tenant_header_may_repeat_the_credential_but_not_contradict_it() -> None:
    world = World()
    world.keep_key("sk_live_1")

    caller = await world.call(api_key="sk_live_1", tenant=str(FIRST).upper())
    assert caller.tenant_id == FIRST
    for other in (str(SECOND), "demo", "\x00"):
        with pytest.raises(WrongTenant):
            await world.call(api_key="sk_live_1", tenant=other)


@pytest.mark.parametrize("key", ["sk_live_2", "x" * 10_000, "\x00"])
async def test_an_unknown_key_is_refused(key: str) -> None:
    with pytest.raises(Unauthenticated):
        await World().call(api_key=key)


async def test_the_demo_organisation_is_closed_in_production() -> None:
    local = World(tenant=DEMO_TENANT)
    local.keep_key("demo_api_key_1")
    assert (await local.call(api_key="demo_api_key_1")).tenant_id == DEMO_TENANT
    token = (await local.sign_in(ADA, PASSWORD)).access_token

    production = World(is_local=False, tenant=DEMO_TENANT)
    production.keep_key("demo_api_key_1")

    assert (await production.sign_in(ADA, PASSWORD)).user.tenant_id == SECOND
    for credentials in ({"api_key": "demo_api_key_1"}, {"authorization": f"Bearer {token}"}):
        with pytest.raises(Unauthenticated):
            await production.call(**credentials)
