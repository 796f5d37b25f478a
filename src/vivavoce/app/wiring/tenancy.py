"""Builds tenancy: sign-in, keys, users, the audit and the demo organisation."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.policies import (
    AUTO_APPROVE_PLANS,
    LEADERBOARD,
    LEADERBOARD_RULES,
    OTP_REQUIRED,
    RETRY_REJECTED_PLANS,
    VIDEO_ALLOWED,
)
from vivavoce.infra.keys import Keys
from vivavoce.infra.rates import Rates
from vivavoce.infra.settings import Settings
from vivavoce.tenancy.adapters.doorway import PostgresDoorway
from vivavoce.tenancy.adapters.journal import PostgresJournal
from vivavoce.tenancy.adapters.keyring import PostgresKeyRing
from vivavoce.tenancy.adapters.passwords import Argon2Passwords
from vivavoce.tenancy.adapters.people import PostgresPeople, PostgresTenants
from vivavoce.tenancy.adapters.tokens import JwtTokens
from vivavoce.tenancy.facade import Audit, Members, TenantReader
from vivavoce.tenancy.routes import TenancyUseCases, router
from vivavoce.tenancy.usecases.add_user import AddUser, Users
from vivavoce.tenancy.usecases.authenticate import Authenticate
from vivavoce.tenancy.usecases.create_admin import CreateAdmin
from vivavoce.tenancy.usecases.issue_api_key import ApiKeys, IssueApiKey
from vivavoce.tenancy.usecases.rules import OrganisationRules
from vivavoce.tenancy.usecases.seed_demo import SeedDemo
from vivavoce.tenancy.usecases.sign_in import SignIn


@dataclass(frozen=True, slots=True)
class Tenancy:
    """What the roof needs of tenancy."""

    router: APIRouter
    authenticate: Authenticate
    audit: Audit
    reader: TenantReader
    members: Members
    rules: OrganisationRules
    create_admin: CreateAdmin
    seed_demo: SeedDemo
    rates: Rates


def build_tenancy(on: Foundation) -> Tenancy:
    """Return tenancy on real adapters."""
    doorway, people, tenants = PostgresDoorway(on.database), PostgresPeople(), PostgresTenants()
    keyring, journal = PostgresKeyRing(), PostgresJournal(on.clock, on.ids)
    passwords, rates = Argon2Passwords(), Rates(on.database, on.keys)
    tokens = JwtTokens(*_token_secrets(on.settings, on.keys))
    is_local, hash_token = on.settings.is_local, on.keys.hash_token
    rules = OrganisationRules(
        open_work=on.open_work,
        tenants=tenants,
        journal=journal,
        defaults={
            AUTO_APPROVE_PLANS: False,
            OTP_REQUIRED: on.settings.otp_required,
            RETRY_REJECTED_PLANS: False,
            VIDEO_ALLOWED: True,
        },
        choices={LEADERBOARD: LEADERBOARD_RULES},
    )
    cases = TenancyUseCases(
        sign_in=SignIn(
            doorway=doorway,
            passwords=passwords,
            attempts=rates,
            tokens=tokens,
            journal=journal,
            open_work=on.open_work,
            clock=on.clock,
            is_local=is_local,
        ),
        issue_api_key=IssueApiKey(
            open_work=on.open_work,
            keyring=keyring,
            journal=journal,
            hash_token=hash_token,
            clock=on.clock,
            ids=on.ids,
        ),
        api_keys=ApiKeys(open_work=on.open_work, keyring=keyring, journal=journal, clock=on.clock),
        add_user=AddUser(
            open_work=on.open_work, people=people, passwords=passwords, journal=journal, ids=on.ids
        ),
        users=Users(open_work=on.open_work, people=people, journal=journal),
        rules=rules,
    )
    return Tenancy(
        router=router(cases),
        authenticate=Authenticate(
            doorway=doorway,
            people=people,
            tokens=tokens,
            hash_token=hash_token,
            open_work=on.open_work,
            clock=on.clock,
            is_local=is_local,
        ),
        audit=Audit(journal),
        reader=TenantReader(open_work=on.open_work, tenants=tenants, doorway=doorway),
        members=Members(people),
        rules=rules,
        create_admin=CreateAdmin(
            open_work=on.open_work,
            doorway=doorway,
            tenants=tenants,
            people=people,
            passwords=passwords,
            journal=journal,
            ids=on.ids,
        ),
        seed_demo=SeedDemo(
            open_work=on.open_work,
            doorway=doorway,
            tenants=tenants,
            people=people,
            keyring=keyring,
            passwords=passwords,
            hash_token=hash_token,
            clock=on.clock,
            ids=on.ids,
            is_local=is_local,
        ),
        rates=rates,
    )


def _token_secrets(settings: Settings, keys: Keys) -> tuple[bytes, tuple[bytes, ...]]:
    """Return what signs tokens and what former tokens were signed with."""
    if settings.jwt_secret is not None:
        return settings.jwt_secret.get_secret_value().encode(), ()
    return keys.derive("jwt"), ()
