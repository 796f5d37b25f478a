"""The demo organization of the local profile: five people, one password, one API key, one operator."""

from __future__ import annotations

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Role
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.ids import DEMO_TENANT_ID, IdGenerator
from vivavoce.tenancy.domain.api_keys import DEMO_KEY, ApiKey, visible_prefix
from vivavoce.tenancy.domain.users import User
from vivavoce.tenancy.ports import (
    ApiKeyRepository,
    AsyncPasswordHasher,
    CrossTenantIdentityRepository,
    TenantRepository,
    TokenHasher,
    UserRepository,
)

DEMO_PASSWORD = "Admin123!"  # noqa: S105 - printed by the quick start, local profile only
DEMO_USERS = {
    "admin": ("Ada Demo", Role.ADMIN),
    "recruiter": ("Ruth Demo", Role.RECRUITER),
    "viewer": ("Vito Demo", Role.VIEWER),
    "manager": ("Mina Demo", Role.HIRING_MANAGER),
    "seeker": ("Sam Demo", Role.SEEKER),
}


class DemoNotAvailableError(ConflictError):
    """The demo organization exists in the local profile only."""

    code = "demo_not_available"


def build_demo_email(name: str) -> str:
    """Return the e-mail address of a demo user."""
    return f"{name}@demo.ai-interview.com"


class SeedDemoTenant:
    """Creates missing parts of the demo organization; safe to run at every start."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        lookup: CrossTenantIdentityRepository,
        tenants: TenantRepository,
        users: UserRepository,
        api_keys: ApiKeyRepository,
        password_hasher: AsyncPasswordHasher,
        hash_token: TokenHasher,
        clock: Clock,
        ids: IdGenerator,
        is_local: bool,
    ) -> None:
        self._open_work = open_work
        self._lookup = lookup
        self._tenants = tenants
        self._users = users
        self._api_keys = api_keys
        self._password_hasher = password_hasher
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids
        self._is_local = is_local

    async def __call__(self) -> bool:
        """Return whether anything was created.

        Raises ``DemoNotAvailableError`` outside the local profile.
        """
        if not self._is_local:
            raise DemoNotAvailableError
        is_new = await self._lookup.find_key(self._hash_token(DEMO_KEY)) is None
        if is_new:
            await self._create_organization()
        async with self._open_work(DEMO_TENANT_ID) as work:
            is_operated = await self._users.seed_operator(work, build_demo_email("admin"))
        return is_new or is_operated

    async def _create_organization(self) -> None:
        kept = await self._password_hasher.hash(DEMO_PASSWORD)
        async with self._open_work(DEMO_TENANT_ID) as work:
            await self._tenants.add(work, slug="demo", name="Demo organization")
            for who, (name, role) in DEMO_USERS.items():
                address = build_demo_email(who)
                account_id = await self._users.ensure_demo_account(
                    work, self._ids.new_id(), address, kept
                )
                user = User(tenant_id=DEMO_TENANT_ID, id=self._ids.new_id(), name=name, role=role)
                joined = await self._users.add_user(work, user, account_id)
                here = joined or await self._users.find_by_email(work, address)
                if role is Role.ADMIN and here is not None:
                    key = ApiKey(
                        id=self._ids.new_id(),
                        name="Demo key",
                        prefix=visible_prefix(DEMO_KEY),
                        permissions=ROLE_PERMISSIONS[Role.ADMIN],
                        created_by=here.id,
                        created_at=self._clock.now(),
                    )
                    await self._api_keys.add(work, key, self._hash_token(DEMO_KEY))
