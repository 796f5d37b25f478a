"""The demo organisation of the local profile: five people, one password, one API key."""

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
        if await self._doorway.find_key(self._hash_token(DEMO_KEY)) is not None:
            return False
        kept = await self._passwords.hash(DEMO_PASSWORD)
        async with self._open_work(DEMO_TENANT) as work:
            await self._tenants.add(work, slug="demo", name="Demo organisation")
            for who, (name, role) in DEMO_PEOPLE.items():
                address = demo_address(who)
                account_id = await self._people.add_account(work, self._ids.new(), address, kept)
                user = User(tenant_id=DEMO_TENANT, id=self._ids.new(), name=name, role=role)
                user_id = await self._people.join(work, user, account_id)
                if user_id is None:
                    user_id = await self._people.promote(work, account_id, role)
                if role is Role.ADMIN:
                    key = ApiKey(
                        id=self._ids.new(),
                        name="Demo key",
                        prefix=shown(DEMO_KEY),
                        permissions=PERMISSIONS[Role.ADMIN],
                        made_by=user_id,
                        made_at=self._clock.now(),
                    )
                    await self._keyring.add(work, key, self._hash_token(DEMO_KEY))
        return True
