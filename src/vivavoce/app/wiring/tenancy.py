"""Builds tenancy: sign-in, passwords, invitations, keys, users, the audit and the demo organisation."""

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
from vivavoce.contracts.retention import RETENTION_DEFAULTS
from vivavoce.infra.database import Database
from vivavoce.infra.keys import Keys
from vivavoce.infra.rates import Rates
from vivavoce.infra.settings import Settings
from vivavoce.tenancy.adapters.devices import HmacDevices, KeyedLogHash
from vivavoce.tenancy.adapters.doorway import PostgresDoorway
from vivavoce.tenancy.adapters.installation import PostgresInstallationRoles
from vivavoce.tenancy.adapters.invitations import PostgresInvitations
from vivavoce.tenancy.adapters.journal import PostgresJournal
from vivavoce.tenancy.adapters.keyring import PostgresKeyRing
from vivavoce.tenancy.adapters.passwords import Argon2Passwords
from vivavoce.tenancy.adapters.people import PostgresPeople, PostgresTenants
from vivavoce.tenancy.adapters.tokens import JwtTokens
from vivavoce.tenancy.facade import Audit, Members, TenantReader
from vivavoce.tenancy.ports import AccountMail
from vivavoce.tenancy.routes import TenancyUseCases, router
from vivavoce.tenancy.usecases.accept_invitation import AcceptInvitation
from vivavoce.tenancy.usecases.authenticate import Authenticate
from vivavoce.tenancy.usecases.create_admin import CreateAdmin
from vivavoce.tenancy.usecases.installation_roles import ManageInstallationRoles
from vivavoce.tenancy.usecases.invite_person import InvitePerson
from vivavoce.tenancy.usecases.issue_api_key import ApiKeys, IssueApiKey
from vivavoce.tenancy.usecases.passwords import (
    ChangePassword,
    RequestPasswordReset,
    ResetPassword,
)
from vivavoce.tenancy.usecases.rules import OrganisationRules
from vivavoce.tenancy.usecases.seed_demo import SeedDemo
from vivavoce.tenancy.usecases.sign_in import SignIn
from vivavoce.tenancy.usecases.sign_in_limits import SignInLimits
from vivavoce.tenancy.usecases.sign_out import SignOut
from vivavoce.tenancy.usecases.token_issuer import TokenIssuer
from vivavoce.tenancy.usecases.users import Users


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
    accept_invitation: AcceptInvitation
    seed_demo: SeedDemo
    rates: Rates


class _Parts:
    """The adapters of tenancy, and what several use cases share."""

    def __init__(self, on: Foundation, mail: AccountMail) -> None:
        self.on = on
        self.mail = mail
        self.doorway = PostgresDoorway(on.database)
        self.people, self.tenants = PostgresPeople(), PostgresTenants()
        self.keyring, self.invitations = PostgresKeyRing(), PostgresInvitations()
        self.journal = PostgresJournal(on.clock, on.ids)
        self.passwords, self.rates = Argon2Passwords(), Rates(on.database, on.keys)
        self.tokens = JwtTokens(*_token_secrets(on.settings, on.keys))
        self.hash_token, self.hash_for_log = on.keys.hash_token, KeyedLogHash(on.keys)
        self.is_local, self.public_url = on.settings.is_local, on.settings.gateway_url
        devices = HmacDevices(on.keys)
        self.issuer = TokenIssuer(tokens=self.tokens, devices=devices, clock=on.clock, ids=on.ids)
        self.limits = SignInLimits(
            attempts=self.rates, devices=devices, hash_for_log=self.hash_for_log, clock=on.clock
        )


def build_tenancy(on: Foundation, mail: AccountMail) -> Tenancy:
    """Return tenancy on real adapters."""
    of = _Parts(on, mail)
    rules = _rules(of)
    accept = _accept_invitation(of)
    is_https = of.public_url.startswith("https:")
    return Tenancy(
        router=router(_use_cases(of, accept, rules), is_https=is_https),
        authenticate=Authenticate(
            doorway=of.doorway,
            tokens=of.tokens,
            hash_token=of.hash_token,
            clock=on.clock,
            is_local=of.is_local,
        ),
        audit=Audit(of.journal),
        reader=TenantReader(open_work=on.open_work, tenants=of.tenants, doorway=of.doorway),
        members=Members(of.people),
        rules=rules,
        create_admin=CreateAdmin(
            open_work=on.open_work,
            doorway=of.doorway,
            tenants=of.tenants,
            people=of.people,
            invitations=of.invitations,
            mail=mail,
            journal=of.journal,
            hash_token=of.hash_token,
            clock=on.clock,
            ids=on.ids,
            public_url=of.public_url,
        ),
        accept_invitation=accept,
        seed_demo=SeedDemo(
            open_work=on.open_work,
            doorway=of.doorway,
            tenants=of.tenants,
            people=of.people,
            keyring=of.keyring,
            passwords=of.passwords,
            hash_token=of.hash_token,
            clock=on.clock,
            ids=on.ids,
            is_local=of.is_local,
        ),
        rates=of.rates,
    )


def build_installation_roles(owner_database: Database) -> ManageInstallationRoles:
    """Return what manages the installation's roles; the app's own role is refused by the database."""
    return ManageInstallationRoles(PostgresInstallationRoles(owner_database))


def _use_cases(of: _Parts, accept: AcceptInvitation, rules: OrganisationRules) -> TenancyUseCases:
    on = of.on
    return TenancyUseCases(
        sign_in=SignIn(
            doorway=of.doorway,
            passwords=of.passwords,
            limits=of.limits,
            issuer=of.issuer,
            journal=of.journal,
            open_work=on.open_work,
            is_local=of.is_local,
        ),
        sign_out=SignOut(
            open_work=on.open_work,
            people=of.people,
            tokens=of.tokens,
            journal=of.journal,
            clock=on.clock,
        ),
        change_password=ChangePassword(
            open_work=on.open_work,
            people=of.people,
            passwords=of.passwords,
            attempts=of.rates,
            issuer=of.issuer,
            journal=of.journal,
            mail=of.mail,
        ),
        request_password_reset=_request_reset(of),
        reset_password=ResetPassword(
            doorway=of.doorway,
            open_work=on.open_work,
            passwords=of.passwords,
            attempts=of.rates,
            mail=of.mail,
            journal=of.journal,
            hash_token=of.hash_token,
            clock=on.clock,
        ),
        invite_person=_invite_person(of),
        accept_invitation=accept,
        issue_api_key=IssueApiKey(
            open_work=on.open_work,
            keyring=of.keyring,
            journal=of.journal,
            hash_token=of.hash_token,
            clock=on.clock,
            ids=on.ids,
        ),
        api_keys=ApiKeys(
            open_work=on.open_work, keyring=of.keyring, journal=of.journal, clock=on.clock
        ),
        users=Users(
            open_work=on.open_work,
            people=of.people,
            keyring=of.keyring,
            invitations=of.invitations,
            journal=of.journal,
            clock=on.clock,
        ),
        rules=rules,
    )


def _rules(of: _Parts) -> OrganisationRules:
    return OrganisationRules(
        open_work=of.on.open_work,
        tenants=of.tenants,
        journal=of.journal,
        defaults={
            AUTO_APPROVE_PLANS: False,
            OTP_REQUIRED: of.on.settings.otp_required,
            RETRY_REJECTED_PLANS: False,
            VIDEO_ALLOWED: True,
        },
        choices={LEADERBOARD: LEADERBOARD_RULES},
        days=RETENTION_DEFAULTS,
    )


def _request_reset(of: _Parts) -> RequestPasswordReset:
    return RequestPasswordReset(
        doorway=of.doorway,
        open_work=of.on.open_work,
        attempts=of.rates,
        mail=of.mail,
        journal=of.journal,
        hash_token=of.hash_token,
        hash_for_log=of.hash_for_log,
        clock=of.on.clock,
        ids=of.on.ids,
        is_local=of.is_local,
        public_url=of.public_url,
    )


def _invite_person(of: _Parts) -> InvitePerson:
    return InvitePerson(
        open_work=of.on.open_work,
        people=of.people,
        tenants=of.tenants,
        invitations=of.invitations,
        keyring=of.keyring,
        attempts=of.rates,
        mail=of.mail,
        journal=of.journal,
        hash_token=of.hash_token,
        clock=of.on.clock,
        ids=of.on.ids,
        public_url=of.public_url,
    )


def _accept_invitation(of: _Parts) -> AcceptInvitation:
    return AcceptInvitation(
        doorway=of.doorway,
        open_work=of.on.open_work,
        invitations=of.invitations,
        tenants=of.tenants,
        people=of.people,
        passwords=of.passwords,
        limits=of.limits,
        attempts=of.rates,
        issuer=of.issuer,
        journal=of.journal,
        hash_token=of.hash_token,
        clock=of.on.clock,
        ids=of.on.ids,
        is_local=of.is_local,
    )


def _token_secrets(settings: Settings, keys: Keys) -> tuple[bytes, tuple[bytes, ...]]:
    """Return what signs tokens and what former tokens were signed with."""
    if settings.jwt_secret is not None:
        return settings.jwt_secret.get_secret_value().encode(), ()
    return keys.derive("jwt"), ()
