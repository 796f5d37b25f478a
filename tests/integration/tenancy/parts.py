"""Tenancy's use cases on a real ground, as the wiring makes them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from uuid import uuid4  # noqa: TID251 - a fresh address per test

from argon2 import PasswordHasher
from tests.world import Ground

from vivavoce.infra.rates import Rates
from vivavoce.kernel.caller import Caller, Role
from vivavoce.tenancy.adapters.doorway import PostgresDoorway
from vivavoce.tenancy.adapters.journal import PostgresJournal
from vivavoce.tenancy.adapters.keyring import PostgresKeyRing
from vivavoce.tenancy.adapters.passwords import Argon2Passwords
from vivavoce.tenancy.adapters.people import PostgresPeople, PostgresTenants
from vivavoce.tenancy.adapters.tokens import JwtTokens
from vivavoce.tenancy.domain.people import User
from vivavoce.tenancy.usecases.add_user import AddUser, Users
from vivavoce.tenancy.usecases.authenticate import Authenticate
from vivavoce.tenancy.usecases.create_admin import AdminCreated, CreateAdmin
from vivavoce.tenancy.usecases.issue_api_key import ApiKeys, IssueApiKey
from vivavoce.tenancy.usecases.rules import OrganisationRules
from vivavoce.tenancy.usecases.seed_demo import SeedDemo
from vivavoce.tenancy.usecases.sign_in import SignIn

CHEAP = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
"""Only the price differs from the product's."""
PASSWORD = "a long enough password"


def fresh_address() -> str:
    return f"{uuid4().hex}@example.com"


@dataclass
class Parts:
    ground: Ground
    passwords: Argon2Passwords
    sign_in: SignIn
    authenticate: Authenticate
    issue_api_key: IssueApiKey
    api_keys: ApiKeys
    add_user: AddUser
    users: Users
    rules: OrganisationRules
    create_admin: CreateAdmin
    seed_demo: SeedDemo

    async def admin(self, email: str = "") -> tuple[Caller, AdminCreated]:
        """Return the administrator of a fresh organisation."""
        made = await self.create_admin(
            email=email or fresh_address(),
            name="Ada",
            password=PASSWORD,
            tenant_name=f"Firm {uuid4().hex}",
        )
        user = User(tenant_id=made.tenant_id, id=made.user_id, name="Ada", role=Role.ADMIN)
        return user.caller(), made

    async def by_key(self, secret: str) -> Caller:
        return await self.authenticate(authorization="", api_key=secret, tenant="")


def parts(ground: Ground, *, is_local: bool = True) -> Parts:
    everything = {
        "open_work": ground.open_work,
        "doorway": PostgresDoorway(ground.database),
        "people": PostgresPeople(),
        "tenants": PostgresTenants(),
        "keyring": PostgresKeyRing(),
        "passwords": Argon2Passwords(CHEAP),
        "attempts": Rates(ground.database, ground.keys),
        "tokens": JwtTokens(ground.keys.derive("jwt")),
        "journal": PostgresJournal(ground.clock, ground.ids),
        "hash_token": ground.keys.hash_token,
        "clock": ground.clock,
        "ids": ground.ids,
        "is_local": is_local,
        "defaults": {
            "autoApprovePlans": False,
            "otpRequired": True,
            "retryRejectedPlans": False,
            "videoAllowed": True,
        },
        "choices": {"leaderboard": ("on", "opt_in", "off")},
    }
    made = {}
    for kept in dataclasses.fields(Parts)[2:]:
        case = globals()[kept.type]
        names = case.__init__.__kwdefaults__ or case.__init__.__annotations__
        made[kept.name] = case(**{n: everything[n] for n in names if n in everything})
    return Parts(ground=ground, passwords=everything["passwords"], **made)
