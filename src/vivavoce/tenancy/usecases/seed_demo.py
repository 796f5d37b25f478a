"""The demo organisation of the local profile: five people, one password, one API key, one operator."""

from __future__ import annotations

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import PERMISSIONS, Role
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Refused
from vivavoce.kernel.ids import DEMO_TENANT, Ids
from vivavoce.tenancy.domain.keys import DEMO_KEY, ApiKey, shown
from vivavoce.tenancy.domain.people import User
from vivavoce.tenancy.ports import Doorway, HashToken, KeyRing, Passwords, People, Tenants

DEMO_PASSWORD = "Admin123!"  # noqa: S105 - printed by the quick start, local profile only
DEMO_PEOPLE = {
    "admin": ("Ada Demo", Role.ADMIN),
    "recruiter": ("Ruth Demo", Role.RECRUITER),
    "viewer": ("Vito Demo", Role.VIEWER),
    "manager": ("Mina Demo", Role.HIRING_MANAGER),
    "seeker": ("Sam Demo", Role.SEEKER),
}


class DemoRefused(Refused):
    """The demo organisation exists in the local profile only."""

    code = "demo_refused"


def demo_address(who: str) -> str:
    """Return the address of one of the demo people."""
    return f"{who}@demo.ai-interview.com"


class SeedDemo:
    """Makes what is missing of the demo organisation; safe at every start."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        doorway: Doorway,
        tenants: Tenants,
        people: People,
        keyring: KeyRing,
        passwords: Passwords,
        hash_token: HashToken,
        clock: Clock,
        ids: Ids,
        is_local: bool,
    ) -> None:
        self._open_work = open_work
        self._doorway = doorway
        self._tenants = tenants
        self._people = people
        self._keyring = keyring
        self._passwords = passwords
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids
        self._is_local = is_local

    async def __call__(self) -> bool:
        """Return whether anything was missing and is there now; raise ``DemoRefused`` in production."""
        if not self._is_local:
            raise DemoRefused
        is_new = await self._doorway.find_key(self._hash_token(DEMO_KEY)) is None
        if is_new:
            await self._make_organisation()
        async with self._open_work(DEMO_TENANT) as work:
            is_operated = await self._people.seed_operator(work, demo_address("admin"))
        return is_new or is_operated

    async def _make_organisation(self) -> None:
        kept = await self._passwords.hash(DEMO_PASSWORD)
        async with self._open_work(DEMO_TENANT) as work:
            await self._tenants.add(work, slug="demo", name="Demo organisation")
            for who, (name, role) in DEMO_PEOPLE.items():
                address = demo_address(who)
                account_id = await self._people.seed_account(work, self._ids.new(), address, kept)
                user = User(tenant_id=DEMO_TENANT, id=self._ids.new(), name=name, role=role)
                joined = await self._people.join(work, user, account_id)
                here = joined or await self._people.find_by_address(work, address)
                if role is Role.ADMIN and here is not None:
                    key = ApiKey(
                        id=self._ids.new(),
                        name="Demo key",
                        prefix=shown(DEMO_KEY),
                        permissions=PERMISSIONS[Role.ADMIN],
                        made_by=here.id,
                        made_at=self._clock.now(),
                    )
                    await self._keyring.add(work, key, self._hash_token(DEMO_KEY))
