"""Builds tenancy: sign-in, passwords, invitations, keys, users, the audit and the demo organization."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.policies import (
    ACCENT_COLOR,
    AUTO_APPROVE_PLANS,
    CONTACT_EMAIL,
    DECISION_DUE_HOURS,
    DECISION_NEWS_SENT,
    DECISIONS_EXPLAINED,
    DEFAULT_DECISION_DUE_HOURS,
    EMAIL_FOOTER,
    EMBED_ORIGINS,
    EMBED_REPLACES_OTP,
    LANGUAGE,
    LEADERBOARD,
    LEADERBOARD_RULES,
    OTP_REQUIRED,
    REMINDERS_SENT,
    REPLY_DAYS,
    RETRY_REJECTED_PLANS,
    REVIEW_ALLOWED,
    SECOND_DECIDER_REQUIRED,
    SELECTION_GROUP_MINIMUM,
    TIME_ZONE,
    VIDEO_ALLOWED,
    VOLUNTARY_QUESTIONS,
)
from vivavoce.calendars.adapters.calendars_postgres import PostgresCalendarRepository
from vivavoce.contracts.profiles import RETENTION_DEFAULTS
from vivavoce.hiring.domain.selection_rates import DEFAULT_GROUP_SIZE
from vivavoce.hiring.domain.voluntary_questions import QUESTION_SETS
from vivavoce.infra.database import Database
from vivavoce.infra.egress.client import make_outbound_http_client
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.settings import Settings
from vivavoce.infra.unit_of_work import AuditTrail
from vivavoce.kernel.translation import list_languages
from vivavoce.tenancy.adapters.api_keys import PostgresApiKeyRepository
from vivavoce.tenancy.adapters.application_grants import PostgresApplicationGrantRepository
from vivavoce.tenancy.adapters.audit_log import PostgresAuditLog
from vivavoce.tenancy.adapters.credentials import (
    Argon2PasswordHasher,
    HmacDeviceCookies,
    JwtSignInTokenCodec,
    make_log_hasher,
)
from vivavoce.tenancy.adapters.identity_lookup import (
    PostgresCrossTenantIdentityRepository,
    PostgresInstallationRoleRepository,
)
from vivavoce.tenancy.adapters.invitations import PostgresInvitationRepository
from vivavoce.tenancy.adapters.openid_provider import HttpOpenIdProvider
from vivavoce.tenancy.adapters.roles import PostgresRoleRepository
from vivavoce.tenancy.adapters.sealed_documents import KeySealedDocuments
from vivavoce.tenancy.adapters.staff_identities import (
    PostgresIdentityProviderRepository,
    PostgresStaffIdentityRepository,
)
from vivavoce.tenancy.adapters.users import PostgresTenantRepository, PostgresUserRepository
from vivavoce.tenancy.domain.branding import check_accent_color, check_email_footer
from vivavoce.tenancy.domain.embed_origins import check_embed_origins
from vivavoce.tenancy.domain.form_fields import check_optional_email, check_optional_time_zone
from vivavoce.tenancy.facade import MemberReader, TenantReader
from vivavoce.tenancy.ports.users import AccountMail
from vivavoce.tenancy.routes import TenancyUseCases, router
from vivavoce.tenancy.usecases.accept_invitation import AcceptInvitation
from vivavoce.tenancy.usecases.admit_identity import IdentityMembers
from vivavoce.tenancy.usecases.application_tokens import ApplicationTokens
from vivavoce.tenancy.usecases.authenticate import AuthenticateCaller, AuthenticateSession, SignOut
from vivavoce.tenancy.usecases.connect_application import (
    ConnectApplication,
    ManageConnectedApplications,
)
from vivavoce.tenancy.usecases.console_session import ConsoleSessionCodec
from vivavoce.tenancy.usecases.create_organization import CreateAdmin, SeedDemoTenant
from vivavoce.tenancy.usecases.identity_provider import ManageIdentityProvider
from vivavoce.tenancy.usecases.installation_roles import ManageInstallationRoles
from vivavoce.tenancy.usecases.invite_person import ManageUserInvitations
from vivavoce.tenancy.usecases.issue_api_key import IssueApiKey, ManageApiKeys
from vivavoce.tenancy.usecases.manage_organization import (
    ManageTenantSettings,
    ManageUsers,
)
from vivavoce.tenancy.usecases.manage_profile import ManageOwnProfile
from vivavoce.tenancy.usecases.manage_roles import ManageRoles
from vivavoce.tenancy.usecases.organization_sign_in import SignInByOrganization
from vivavoce.tenancy.usecases.passwords import (
    ChangePassword,
    RequestPasswordReset,
    ResetPassword,
)
from vivavoce.tenancy.usecases.provision_people import ProvisionPeople
from vivavoce.tenancy.usecases.read_audit_log import ReadAuditLog
from vivavoce.tenancy.usecases.sign_in import SignIn, SignInLimits, TokenIssuer


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


class _TenancyAdapters:
    """The adapters of tenancy, shared by its use cases."""

    def __init__(self, platform: Platform, mail: AccountMail) -> None:
        self.platform = platform
        self.mail = mail
        self.identity_lookup = PostgresCrossTenantIdentityRepository(platform.database)
        self.people, self.tenants = PostgresUserRepository(), PostgresTenantRepository()
        self.keyring, self.invitations = PostgresApiKeyRepository(), PostgresInvitationRepository()
        self.roles = PostgresRoleRepository(platform.clock)
        self.application_grants = PostgresApplicationGrantRepository()
        self.providers = PostgresIdentityProviderRepository(platform.keys)
        self.identities = PostgresStaffIdentityRepository()
        self.audit_log = PostgresAuditLog(platform.clock, platform.ids)
        self.passwords, self.rates = (
            Argon2PasswordHasher(),
            RateLimiter(platform.database, platform.keys),
        )
        self.tokens = JwtSignInTokenCodec(*_read_token_secrets(platform.settings, platform.keys))
        self.hash_token, self.hash_for_log = (
            platform.keys.hash_token,
            make_log_hasher(platform.keys),
        )
        self.is_local, self.public_url = platform.settings.is_local, platform.settings.gateway_url
        devices = HmacDeviceCookies(platform.keys)
        self.sessions = ConsoleSessionCodec(KeySealedDocuments(platform.keys), platform.clock)
        self.issuer = TokenIssuer(
            tokens=self.tokens,
            sessions=self.sessions,
            devices=devices,
            clock=platform.clock,
            ids=platform.ids,
        )
        self.openid = HttpOpenIdProvider(
            make_outbound_http_client(platform.clock, is_local=self.is_local)
        )
        self.erase_member_data = PostgresCalendarRepository(platform.keys).forget_member
        self.members = IdentityMembers(
            identities=self.identities,
            users=self.people,
            api_keys=self.keyring,
            invitations=self.invitations,
            erase_member_data=self.erase_member_data,
            audit_log=self.audit_log,
            clock=platform.clock,
            ids=platform.ids,
        )
        self.limits = SignInLimits(
            attempts=self.rates,
            devices=devices,
            hash_for_log=self.hash_for_log,
            clock=platform.clock,
        )


def build_tenancy(platform: Platform, mail: AccountMail) -> TenancySlice:
    """Return tenancy with its production adapters."""
    adapters = _TenancyAdapters(platform, mail)
    rules = _build_rules(adapters)
    accept = _build_accept_invitation(adapters)
    connect = _build_connect_application(adapters)
    is_https = adapters.public_url.startswith("https:")
    return TenancySlice(
        router=router(_build_use_cases(adapters, accept, rules, connect), is_https=is_https),
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
        create_admin=CreateAdmin(
            open_work=platform.open_work,
            lookup=adapters.identity_lookup,
            tenants=adapters.tenants,
            users=adapters.people,
            invitations=adapters.invitations,
            mail=mail,
            audit_log=adapters.audit_log,
            hash_token=adapters.hash_token,
            clock=platform.clock,
            ids=platform.ids,
            public_url=adapters.public_url,
        ),
        accept_invitation=accept,
        seed_demo=SeedDemoTenant(
            open_work=platform.open_work,
            lookup=adapters.identity_lookup,
            tenants=adapters.tenants,
            users=adapters.people,
            api_keys=adapters.keyring,
            password_hasher=adapters.passwords,
            hash_token=adapters.hash_token,
            clock=platform.clock,
            ids=platform.ids,
            is_local=adapters.is_local,
        ),
        rate_limiter=adapters.rates,
        connect_application=connect,
        application_tokens=ApplicationTokens(
            lookup=adapters.identity_lookup,
            open_work=platform.open_work,
            grants=adapters.application_grants,
            audit_log=adapters.audit_log,
            hash_token=adapters.hash_token,
            clock=platform.clock,
            ids=platform.ids,
            is_local=adapters.is_local,
        ),
        provision_people=ProvisionPeople(
            open_work=platform.open_work,
            providers=adapters.providers,
            identities=adapters.identities,
            members=adapters.members,
            users=adapters.people,
            clock=platform.clock,
        ),
    )


def build_installation_role_use_case(owner_database: Database) -> ManageInstallationRoles:
    """Return the management of installation roles; the database refuses it to the app's own role."""
    return ManageInstallationRoles(PostgresInstallationRoleRepository(owner_database))


def _build_use_cases(
    adapters: _TenancyAdapters,
    accept: AcceptInvitation,
    rules: ManageTenantSettings,
    connect: ConnectApplication,
) -> TenancyUseCases:
    platform = adapters.platform
    return TenancyUseCases(
        sign_in=SignIn(
            lookup=adapters.identity_lookup,
            password_hasher=adapters.passwords,
            limits=adapters.limits,
            issuer=adapters.issuer,
            audit_log=adapters.audit_log,
            open_work=platform.open_work,
            is_local=adapters.is_local,
        ),
        sign_out=SignOut(
            open_work=platform.open_work,
            users=adapters.people,
            tokens=adapters.tokens,
            sessions=adapters.sessions,
            audit_log=adapters.audit_log,
            clock=platform.clock,
        ),
        change_password=ChangePassword(
            open_work=platform.open_work,
            users=adapters.people,
            password_hasher=adapters.passwords,
            attempts=adapters.rates,
            issuer=adapters.issuer,
            audit_log=adapters.audit_log,
            mail=adapters.mail,
        ),
        request_password_reset=_build_request_reset(adapters),
        reset_password=ResetPassword(
            lookup=adapters.identity_lookup,
            open_work=platform.open_work,
            password_hasher=adapters.passwords,
            attempts=adapters.rates,
            mail=adapters.mail,
            audit_log=adapters.audit_log,
            hash_token=adapters.hash_token,
            clock=platform.clock,
        ),
        invite_person=_build_invite_person(adapters),
        accept_invitation=accept,
        issue_api_key=IssueApiKey(
            open_work=platform.open_work,
            api_keys=adapters.keyring,
            audit_log=adapters.audit_log,
            hash_token=adapters.hash_token,
            clock=platform.clock,
            ids=platform.ids,
        ),
        api_keys=ManageApiKeys(
            open_work=platform.open_work,
            api_keys=adapters.keyring,
            audit_log=adapters.audit_log,
            clock=platform.clock,
        ),
        roles=ManageRoles(
            open_work=platform.open_work,
            roles=adapters.roles,
            users=adapters.people,
            api_keys=adapters.keyring,
            invitations=adapters.invitations,
            audit_log=adapters.audit_log,
            clock=platform.clock,
            ids=platform.ids,
        ),
        users=ManageUsers(
            open_work=platform.open_work,
            users=adapters.people,
            roles=adapters.roles,
            api_keys=adapters.keyring,
            invitations=adapters.invitations,
            erase_member_data=adapters.erase_member_data,
            audit_log=adapters.audit_log,
            clock=platform.clock,
        ),
        settings=rules,
        profile=ManageOwnProfile(
            open_work=platform.open_work,
            users=adapters.people,
            tenants=adapters.tenants,
            audit_log=adapters.audit_log,
            time_zone_setting=TIME_ZONE,
        ),
        connect_application=connect,
        connected_applications=ManageConnectedApplications(
            open_work=platform.open_work,
            grants=adapters.application_grants,
            audit_log=adapters.audit_log,
            clock=platform.clock,
        ),
        audit_log=ReadAuditLog(open_work=platform.open_work, audit_log=adapters.audit_log),
        organization_sign_in=_build_organization_sign_in(adapters),
        identity_provider=ManageIdentityProvider(
            open_work=platform.open_work,
            providers=adapters.providers,
            tenants=adapters.tenants,
            users=adapters.people,
            openid=adapters.openid,
            attempts=adapters.rates,
            audit_log=adapters.audit_log,
            clock=platform.clock,
            public_url=adapters.public_url,
        ),
    )


def _build_organization_sign_in(adapters: _TenancyAdapters) -> SignInByOrganization:
    platform = adapters.platform
    return SignInByOrganization(
        lookup=adapters.identity_lookup,
        open_work=platform.open_work,
        providers=adapters.providers,
        identities=adapters.identities,
        members=adapters.members,
        users=adapters.people,
        openid=adapters.openid,
        documents=KeySealedDocuments(platform.keys),
        attempts=adapters.rates,
        issuer=adapters.issuer,
        audit_log=adapters.audit_log,
        clock=platform.clock,
        ids=platform.ids,
        is_local=adapters.is_local,
        public_url=adapters.public_url,
    )


def _build_connect_application(adapters: _TenancyAdapters) -> ConnectApplication:
    platform = adapters.platform
    return ConnectApplication(
        open_work=platform.open_work,
        grants=adapters.application_grants,
        tenants=adapters.tenants,
        documents=KeySealedDocuments(platform.keys),
        attempts=adapters.rates,
        audit_log=adapters.audit_log,
        hash_token=adapters.hash_token,
        clock=platform.clock,
        ids=platform.ids,
        public_url=adapters.public_url,
    )


def _build_rules(adapters: _TenancyAdapters) -> ManageTenantSettings:
    return ManageTenantSettings(
        open_work=adapters.platform.open_work,
        tenants=adapters.tenants,
        audit_log=adapters.audit_log,
        defaults={
            AUTO_APPROVE_PLANS: False,
            OTP_REQUIRED: adapters.platform.settings.otp_required,
            RETRY_REJECTED_PLANS: False,
            SECOND_DECIDER_REQUIRED: False,
            VIDEO_ALLOWED: True,
            REVIEW_ALLOWED: True,
            DECISIONS_EXPLAINED: False,
            REMINDERS_SENT: True,
            DECISION_NEWS_SENT: False,
            EMBED_REPLACES_OTP: False,
        },
        choices={
            LANGUAGE: list_languages(),
            LEADERBOARD: LEADERBOARD_RULES,
            VOLUNTARY_QUESTIONS: QUESTION_SETS,
        },
        numbers={
            **RETENTION_DEFAULTS,
            REPLY_DAYS: 0,
            DECISION_DUE_HOURS: DEFAULT_DECISION_DUE_HOURS,
            SELECTION_GROUP_MINIMUM: DEFAULT_GROUP_SIZE,
        },
        texts={
            CONTACT_EMAIL: check_optional_email,
            TIME_ZONE: check_optional_time_zone,
            ACCENT_COLOR: check_accent_color,
            EMAIL_FOOTER: check_email_footer,
        },
        lists={EMBED_ORIGINS: check_embed_origins},
    )


def _build_request_reset(adapters: _TenancyAdapters) -> RequestPasswordReset:
    return RequestPasswordReset(
        lookup=adapters.identity_lookup,
        open_work=adapters.platform.open_work,
        attempts=adapters.rates,
        mail=adapters.mail,
        audit_log=adapters.audit_log,
        hash_token=adapters.hash_token,
        hash_for_log=adapters.hash_for_log,
        clock=adapters.platform.clock,
        ids=adapters.platform.ids,
        is_local=adapters.is_local,
        public_url=adapters.public_url,
    )


def _build_invite_person(adapters: _TenancyAdapters) -> ManageUserInvitations:
    return ManageUserInvitations(
        open_work=adapters.platform.open_work,
        users=adapters.people,
        roles=adapters.roles,
        tenants=adapters.tenants,
        invitations=adapters.invitations,
        api_keys=adapters.keyring,
        attempts=adapters.rates,
        mail=adapters.mail,
        audit_log=adapters.audit_log,
        hash_token=adapters.hash_token,
        clock=adapters.platform.clock,
        ids=adapters.platform.ids,
        public_url=adapters.public_url,
    )


def _build_accept_invitation(adapters: _TenancyAdapters) -> AcceptInvitation:
    return AcceptInvitation(
        lookup=adapters.identity_lookup,
        open_work=adapters.platform.open_work,
        invitations=adapters.invitations,
        tenants=adapters.tenants,
        users=adapters.people,
        password_hasher=adapters.passwords,
        limits=adapters.limits,
        attempts=adapters.rates,
        issuer=adapters.issuer,
        audit_log=adapters.audit_log,
        hash_token=adapters.hash_token,
        clock=adapters.platform.clock,
        ids=adapters.platform.ids,
        is_local=adapters.is_local,
    )


def _read_token_secrets(
    settings: Settings, keys: InstallationKeys
) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the key that signs tokens, and the earlier keys that still verify them."""
    if settings.jwt_secret is not None:
        return settings.jwt_secret.get_secret_value().encode(), ()
    return keys.derive("jwt"), ()
