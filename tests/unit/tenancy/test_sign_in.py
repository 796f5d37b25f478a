from dataclasses import replace
from uuid import UUID

import pytest
from structlog.testing import capture_logs
from tests.simulated_clock import SimulatedClock
from tests.unit.tenancy.memory_ports import (
    MemoryAuditLog,
    MemoryIdentityLookup,
    MemoryRates,
    PlainDevices,
    PlainDocuments,
    PlainPasswords,
    no_work,
    plain_hash,
)

from vivavoce.infra.clock import SystemIdGenerator
from vivavoce.kernel.caller import Permission, Role
from vivavoce.kernel.errors import TooManyRequestsError, UnauthenticatedError
from vivavoce.kernel.ids import DEMO_TENANT_ID, TenantId
from vivavoce.tenancy.adapters.credentials import JwtSignInTokenCodec
from vivavoce.tenancy.domain.api_keys import ResolvedApiKey
from vivavoce.tenancy.domain.users import Account, SignInRefusedError, User
from vivavoce.tenancy.usecases.authenticate import (
    AuthenticateCaller,
    TenantMismatchError,
    TwoCredentialsError,
)
from vivavoce.tenancy.usecases.console_session import ConsoleSessionCodec
from vivavoce.tenancy.usecases.sign_in import (
    SLOWDOWN_S,
    SOURCE_REFUSED_AFTER,
    SOURCE_SLOW_AFTER,
    SignIn,
    SignInLimits,
    SignInLockedError,
    SignInSource,
    TokenIssuer,
)

ADA = "ada@example.com"
PASSWORD = "a long enough password"
FIRST, SECOND = TenantId(UUID(int=11)), TenantId(UUID(int=12))


class World:
    """One account in two organisations, and one key."""

    def __init__(self, *, is_local: bool = True, tenant: TenantId = FIRST) -> None:
        self.clock = SimulatedClock()
        self.account = Account(id=UUID(int=1), password_hash=f"kept:{PASSWORD}")
        self.first = User(tenant_id=tenant, id=UUID(int=21), name="Ada", role=Role.ADMIN)
        self.second = User(tenant_id=SECOND, id=UUID(int=22), name="A. L.", role=Role.VIEWER)
        self.identity_lookup = MemoryIdentityLookup(
            accounts={ADA: self.account}, users={self.account.id: [self.first, self.second]}
        )
        self.passwords = PlainPasswords()
        self.audit_log = MemoryAuditLog()
        tokens, devices = JwtSignInTokenCodec(b"s" * 32), PlainDevices()
        self.sign_in = SignIn(
            lookup=self.identity_lookup,
            password_hasher=self.passwords,
            limits=SignInLimits(
                attempts=MemoryRates(self.clock),
                devices=devices,
                hash_for_log=plain_hash,
                clock=self.clock,
            ),
            issuer=TokenIssuer(
                tokens=tokens,
                sessions=ConsoleSessionCodec(PlainDocuments(), self.clock),
                devices=devices,
                clock=self.clock,
                ids=SystemIdGenerator(self.clock),
            ),
            audit_log=self.audit_log,
            open_work=no_work,
            is_local=is_local,
        )
        self.authenticate = AuthenticateCaller(
            lookup=self.identity_lookup,
            tokens=tokens,
            hash_token=str.encode,
            clock=self.clock,
            is_local=is_local,
        )

    async def call(self, authorization: str = "", api_key: str = "", tenant: str = ""):
        return await self.authenticate(authorization=authorization, api_key=api_key, tenant=tenant)

    def keep_key(self, secret: str) -> None:
        self.identity_lookup.keys[secret.encode()] = ResolvedApiKey(
            tenant_id=self.first.tenant_id,
            id=UUID(int=31),
            name="key",
            permissions=frozenset({Permission.INTERVIEW_READ}),
            mode="live",
            expires_at=None,
            creator_role=Role.ADMIN,
        )


async def test_signing_in_opens_the_last_used_organization() -> None:
    world = World()

    done = await world.sign_in(" Ada@Example.com", PASSWORD)

    assert (done.user.tenant_id, done.user.role, done.expires_in) == (FIRST, Role.ADMIN, 3600)
    assert (await world.call(f"Bearer {done.access_token}")).id == world.first.id
    assert world.audit_log.rows == [("user.signed_in", str(world.first.id))]


async def test_signing_in_opens_the_requested_organization() -> None:
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
async def test_every_refusal_is_the_same_and_costs_one_hash(
    email: str, password: str, tenant: TenantId | None
) -> None:
    world = World()

    with pytest.raises(SignInRefusedError) as refused:
        await world.sign_in(email, password, tenant)

    assert refused.value.detail == SignInRefusedError().detail
    assert world.passwords.checks == 1


OWNER, STRANGER = SignInSource("192.0.2.1"), SignInSource("198.51.100.7")
WRONG = "a wrong password!"


async def fail(world: World, email: str = ADA, source: SignInSource = STRANGER) -> None:
    with pytest.raises(SignInRefusedError):
        await world.sign_in(email, WRONG, source=source)


async def test_ten_failures_lock_an_address_for_their_source_for_fifteen_minutes() -> None:
    world = World()
    for _ in range(10):
        await fail(world)

    with pytest.raises(SignInLockedError) as locked:
        await world.sign_in("ADA@example.com", PASSWORD, source=STRANGER)
    assert locked.value.retry_after_s == 900
    assert world.passwords.checks == 10

    await world.clock.sleep(901)
    done = await world.sign_in(ADA, PASSWORD, source=STRANGER)
    assert done.user.id == world.first.id


async def test_an_attacker_cannot_lock_a_user_out() -> None:
    world = World()
    for _ in range(10):
        await fail(world)

    assert (await world.sign_in(ADA, PASSWORD, source=OWNER)).user.id == world.first.id


async def test_failures_from_many_sources_slow_unknown_browsers_and_never_lock_the_address() -> (
    None
):
    world = World()
    for number in range(60):
        await fail(world, source=SignInSource(f"198.51.100.{number}"))
    began = world.clock.monotonic()

    done = await world.sign_in(ADA, PASSWORD, source=OWNER)

    assert done.user.id == world.first.id
    assert world.clock.monotonic() - began == SLOWDOWN_S


async def test_a_known_browser_keeps_its_own_limit_even_beside_an_attacker_on_its_network() -> None:
    world = World()
    device = (await world.sign_in(ADA, PASSWORD, source=OWNER)).device
    for number in range(SOURCE_REFUSED_AFTER):
        await fail(world, f"p{number}@example.com", OWNER)
    with pytest.raises(SignInLockedError):
        await world.sign_in(ADA, PASSWORD, source=OWNER)
    began = world.clock.monotonic()

    known = replace(OWNER, device=device)
    done = await world.sign_in(ADA, PASSWORD, source=known)

    assert (done.user.id, world.clock.monotonic() - began) == (world.first.id, 0)
    for _ in range(10):
        await fail(world, source=known)
    with pytest.raises(SignInLockedError):
        await world.sign_in(ADA, PASSWORD, source=known)


async def test_the_cookie_of_another_person_does_not_make_a_browser_known() -> None:
    world = World()
    device = (await world.sign_in(ADA, PASSWORD, source=OWNER)).device
    for _ in range(10):
        await fail(world, "eve@example.com", replace(STRANGER, device=device))

    with pytest.raises(SignInLockedError):
        await world.sign_in("eve@example.com", WRONG, source=replace(STRANGER, device=device))


async def test_a_source_that_tries_many_addresses_is_logged_slowed_and_refused() -> None:
    world = World()
    began, outcomes = world.clock.monotonic(), []

    with capture_logs() as lines:
        for number in range(300):
            try:
                await world.sign_in(f"p{number}@example.com", WRONG, source=STRANGER)
            except (SignInRefusedError, SignInLockedError) as error:
                outcomes.append(type(error))

    assert outcomes.count(SignInRefusedError) == SOURCE_REFUSED_AFTER
    assert outcomes.count(SignInLockedError) == 300 - SOURCE_REFUSED_AFTER
    slowed = SOURCE_REFUSED_AFTER - SOURCE_SLOW_AFTER
    assert world.clock.monotonic() - began == slowed * SLOWDOWN_S
    events = [line["event"] for line in lines]
    assert events.count("sign_in.failed") == SOURCE_REFUSED_AFTER
    assert events.count("sign_in.slowed") == slowed
    assert events.count("sign_in.refused") == 300 - SOURCE_REFUSED_AFTER
    assert {line["source_hash"] for line in lines} == {"hash of 198.51.100.7"}
    assert lines[0]["address_hash"] == "hash of p0@example.com"


async def test_a_malformed_address_is_logged_as_a_failure() -> None:
    with capture_logs() as lines:
        await fail(World(), "no address")

    assert [(line["event"], line["address_hash"], line["source_hash"]) for line in lines] == [
        ("sign_in.failed", "hash of no address", "hash of 198.51.100.7")
    ]


async def test_a_source_that_tries_too_many_links_is_logged_and_refused() -> None:
    clock = SimulatedClock()
    limits = SignInLimits(
        attempts=MemoryRates(clock), devices=PlainDevices(), hash_for_log=plain_hash, clock=clock
    )
    await limits.count_use_of_link("links", STRANGER.client, 1)

    with capture_logs() as lines, pytest.raises(TooManyRequestsError):
        await limits.count_use_of_link("links", STRANGER.client, 1)

    assert [(line["event"], line["source_hash"]) for line in lines] == [
        ("sign_in.refused", "hash of 198.51.100.7")
    ]
    await limits.count_use_of_link("links", OWNER.client, 1)


async def test_success_clears_the_own_earlier_failures_and_no_others() -> None:
    world = World()
    for _ in range(3):
        for _ in range(9):
            await fail(world, source=OWNER)
        await world.sign_in(ADA, PASSWORD, source=OWNER)
    began = world.clock.monotonic()

    for number in range(4):  # 27 failures before, and three successes that count for nothing
        await fail(world, f"p{number}@example.com", OWNER)

    assert world.clock.monotonic() - began == SLOWDOWN_S


async def test_a_locked_address_affects_no_other() -> None:
    world = World()
    for _ in range(10):
        await fail(world, "eve@example.com")

    assert (await world.sign_in(ADA, PASSWORD, source=STRANGER)).user.id == world.first.id


async def test_a_token_ends_at_once_with_the_membership_the_account_or_itself() -> None:
    def remove(world: World, _token_id: UUID) -> None:
        world.identity_lookup.users[world.account.id] = []

    def come_back(world: World, _token_id: UUID) -> None:
        world.identity_lookup.users[world.account.id] = [replace(world.first, version=2)]

    def change(world: World, _token_id: UUID) -> None:
        world.identity_lookup.accounts[ADA] = replace(world.account, version=2)

    def sign_out(world: World, token_id: UUID) -> None:
        world.identity_lookup.ended.add(token_id)

    for end in (remove, come_back, change, sign_out):
        world = World()
        token = (await world.sign_in(ADA, PASSWORD)).access_token
        await world.call(f"Bearer {token}")

        end(world, JwtSignInTokenCodec(b"s" * 32).read(token, now=world.clock.now()).token_id)

        with pytest.raises(UnauthenticatedError):
            await world.call(f"Bearer {token}")


async def test_another_role_takes_effect_at_once() -> None:
    world = World()
    header = f"Bearer {(await world.sign_in(ADA, PASSWORD)).access_token}"
    assert (await world.call(header)).role is Role.ADMIN

    world.identity_lookup.users[world.account.id] = [replace(world.first, role=Role.VIEWER)]

    assert (await world.call(header)).role is Role.VIEWER


async def test_a_revoked_key_stops_working_at_once() -> None:
    world = World()
    world.keep_key("sk_live_1")
    await world.call(api_key="sk_live_1")

    world.identity_lookup.keys.clear()

    with pytest.raises(UnauthenticatedError):
        await world.call(api_key="sk_live_1")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer nonsense"])
async def test_without_a_valid_credential_there_is_no_caller(header: str) -> None:
    with pytest.raises(UnauthenticatedError):
        await World().call(header)


async def test_two_credentials_at_once_are_refused() -> None:
    with pytest.raises(TwoCredentialsError):
        await World().call("Bearer x", "sk_live_1")


async def test_the_tenant_header_may_repeat_the_credential_and_not_contradict_it() -> None:
    world = World()
    world.keep_key("sk_live_1")

    caller = await world.call(api_key="sk_live_1", tenant=str(FIRST).upper())
    assert caller.tenant_id == FIRST
    for other in (str(SECOND), "demo", "\x00"):
        with pytest.raises(TenantMismatchError):
            await world.call(api_key="sk_live_1", tenant=other)


@pytest.mark.parametrize("key", ["sk_live_2", "x" * 10_000, "\x00"])
async def test_an_unknown_key_is_refused(key: str) -> None:
    with pytest.raises(UnauthenticatedError):
        await World().call(api_key=key)


async def test_the_demo_organization_is_closed_in_production() -> None:
    local = World(tenant=DEMO_TENANT_ID)
    local.keep_key("demo_api_key_1")
    assert (await local.call(api_key="demo_api_key_1")).tenant_id == DEMO_TENANT_ID
    token = (await local.sign_in(ADA, PASSWORD)).access_token

    production = World(is_local=False, tenant=DEMO_TENANT_ID)
    production.keep_key("demo_api_key_1")

    assert (await production.sign_in(ADA, PASSWORD)).user.tenant_id == SECOND
    for credentials in ({"api_key": "demo_api_key_1"}, {"authorization": f"Bearer {token}"}):
        with pytest.raises(UnauthenticatedError):
            await production.call(**credentials)
