"""Builds tenancy: sign-in, passwords, invitations, keys, users, the audit and the demo organization."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.tenancy.adapters import TenancyAdapters
from vivavoce.app.wiring.tenancy.members import (
    build_api_keys,
    build_application_tokens,
    build_connect_application,
    build_connected_applications,
    build_invite_person,
    build_issue_api_key,
    build_profile,
    build_provision_people,
    build_roles,
    build_users,
)
from vivavoce.app.wiring.tenancy.organization import (
    build_create_admin,
    build_rules,
    build_seed_demo,
)
from vivavoce.app.wiring.tenancy.sign_in import (
    build_accept_invitation,
    build_change_password,
    build_identity_provider,
    build_organization_sign_in,
    build_request_reset,
    build_reset_password,
    build_sign_in,
    build_sign_out,
)
from vivavoce.infra.database import Database
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.unit_of_work import AuditTrail
from vivavoce.tenancy.adapters.identity_lookup import PostgresInstallationRoleRepository
from vivavoce.tenancy.facade import MemberReader, TenantReader
from vivavoce.tenancy.ports import AccountMail
from vivavoce.tenancy.routes import TenancyUseCases, router
from vivavoce.tenancy.usecases.accept_invitation import AcceptInvitation
from vivavoce.tenancy.usecases.application_tokens import ApplicationTokens
from vivavoce.tenancy.usecases.authenticate import AuthenticateCaller, AuthenticateSession
from vivavoce.tenancy.usecases.connect_application import ConnectApplication
from vivavoce.tenancy.usecases.create_organization import CreateAdmin, SeedDemoTenant
from vivavoce.tenancy.usecases.installation_roles import ManageInstallationRoles
from vivavoce.tenancy.usecases.manage_organization import ManageTenantSettings
from vivavoce.tenancy.usecases.provision_people import ProvisionPeople
from vivavoce.tenancy.usecases.read_audit_log import ReadAuditLog


@dataclass(frozen=True, slots=True)
class TenancySlice:
    """What other wiring needs of tenancy."""

    router: APIRouter
    authenticate: AuthenticateCaller
    authenticate_session: AuthenticateSession
    audit: AuditTrail
    reader: TenantReader
    members: MemberReader
    rules: ManageTenantSettings
    create_admin: CreateAdmin
    accept_invitation: AcceptInvitation
    seed_demo: SeedDemoTenant
    rate_limiter: RateLimiter
    connect_application: ConnectApplication
    application_tokens: ApplicationTokens
    provision_people: ProvisionPeople


def build_tenancy(platform: Platform, mail: AccountMail) -> TenancySlice:
    """Return tenancy with its production adapters."""
    adapters = TenancyAdapters(platform, mail)
    rules = build_rules(adapters)
    accept = build_accept_invitation(adapters)
    connect = build_connect_application(adapters)
    is_https = adapters.public_url.startswith("https:")
    return TenancySlice(
        router=router(
            _build_use_cases(adapters, accept, rules, connect),
            is_https=is_https,
            delivery="mailbox" if platform.settings.smtp_url is None else "email",
        ),
        authenticate=AuthenticateCaller(
            lookup=adapters.identity_lookup,
            tokens=adapters.tokens,
            hash_token=adapters.hash_token,
            clock=platform.clock,
            is_local=adapters.is_local,
        ),
        authenticate_session=AuthenticateSession(
            lookup=adapters.identity_lookup,
            sessions=adapters.sessions,
            is_local=adapters.is_local,
        ),
        audit=adapters.audit_log,
        reader=TenantReader(open_work=platform.open_work, tenants=adapters.tenants),
        members=MemberReader(adapters.people),
        rules=rules,
        create_admin=build_create_admin(adapters),
        accept_invitation=accept,
        seed_demo=build_seed_demo(adapters),
        rate_limiter=adapters.rates,
        connect_application=connect,
        application_tokens=build_application_tokens(adapters),
        provision_people=build_provision_people(adapters),
    )


def build_installation_role_use_case(owner_database: Database) -> ManageInstallationRoles:
    """Return the management of installation roles; the database refuses it to the app's own role."""
    return ManageInstallationRoles(PostgresInstallationRoleRepository(owner_database))


def _build_use_cases(
    adapters: TenancyAdapters,
    accept: AcceptInvitation,
    rules: ManageTenantSettings,
    connect: ConnectApplication,
) -> TenancyUseCases:
    return TenancyUseCases(
        sign_in=build_sign_in(adapters),
        sign_out=build_sign_out(adapters),
        change_password=build_change_password(adapters),
        request_password_reset=build_request_reset(adapters),
        reset_password=build_reset_password(adapters),
        invite_person=build_invite_person(adapters),
        accept_invitation=accept,
        issue_api_key=build_issue_api_key(adapters),
        api_keys=build_api_keys(adapters),
        roles=build_roles(adapters),
        users=build_users(adapters),
        settings=rules,
        profile=build_profile(adapters),
        connect_application=connect,
        connected_applications=build_connected_applications(adapters),
        audit_log=ReadAuditLog(open_work=adapters.platform.open_work, audit_log=adapters.audit_log),
        organization_sign_in=build_organization_sign_in(adapters),
        identity_provider=build_identity_provider(adapters),
    )
