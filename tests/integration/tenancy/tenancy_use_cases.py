"""Tenancy's use cases on a real database, as the wiring makes them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from uuid import UUID, uuid4  # noqa: TID251 - a fresh address per test

import httpx
from tests.fakes.account_mailbox import AccountMailbox
from tests.fakes.passwords import CHEAP
from tests.infrastructure import Ground

from vivavoce.calendars.adapters.calendars_postgres import PostgresCalendarRepository
from vivavoce.contracts.profiles import RETENTION_DEFAULTS
from vivavoce.infra.egress.client import make_outbound_http_client
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.adapters.api_keys import PostgresApiKeyRepository
from vivavoce.tenancy.adapters.application_grants import PostgresApplicationGrantRepository
from vivavoce.tenancy.adapters.audit_log import PostgresAuditLog
from vivavoce.tenancy.adapters.credentials import (
    Argon2PasswordHasher,
    HmacDeviceCookies,
    JwtSignInTokenCodec,
    make_log_hasher,
)
from vivavoce.tenancy.adapters.identity_lookup import PostgresCrossTenantIdentityRepository
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
from vivavoce.tenancy.domain.users import User
from vivavoce.tenancy.usecases.accept_invitation import AcceptInvitation
from vivavoce.tenancy.usecases.admit_identity import IdentityMembers
from vivavoce.tenancy.usecases.authenticate import AuthenticateCaller, AuthenticateSession, SignOut
from vivavoce.tenancy.usecases.connect_application import (
    ConnectApplication,
    ManageConnectedApplications,
)
from vivavoce.tenancy.usecases.console_session import ConsoleSessionCodec
from vivavoce.tenancy.usecases.create_organization import CreateAdmin, SeedDemoTenant
from vivavoce.tenancy.usecases.identity_provider import ManageIdentityProvider
from vivavoce.tenancy.usecases.invite_person import ManageUserInvitations
from vivavoce.tenancy.usecases.issue_api_key import IssueApiKey, ManageApiKeys
from vivavoce.tenancy.usecases.manage_organization import ManageTenantSettings, ManageUsers
from vivavoce.tenancy.usecases.manage_profile import ManageOwnProfile
from vivavoce.tenancy.usecases.manage_roles import ManageRoles
from vivavoce.tenancy.usecases.organization_sign_in import SignInByOrganization
from vivavoce.tenancy.usecases.passwords import (
    ChangePassword,
    RequestPasswordReset,
    ResetPassword,
)
from vivavoce.tenancy.usecases.read_audit_log import ReadAuditLog
from vivavoce.tenancy.usecases.sign_in import SignIn, SignInLimits, SignInSource, TokenIssuer

API = "/api/v1"
PASSWORD = "a long enough password"
OTHER_PASSWORD = "quite another secret"


def fresh_address() -> str:
    return f"{uuid4().hex}@example.com"


@dataclass(frozen=True)
class Admin:
    """An administrator who accepted, and what they joined."""

    tenant_id: TenantId
    slug: str
    user_id: UUID
    is_new_tenant: bool


@dataclass
class Parts:
    ground: Ground
    mailbox: AccountMailbox
    passwords: Argon2PasswordHasher
    sign_in: SignIn
    sign_out: SignOut
    change_password: ChangePassword
    request_password_reset: RequestPasswordReset
    reset_password: ResetPassword
    invite_person: ManageUserInvitations
    accept_invitation: AcceptInvitation
    authenticate: AuthenticateCaller
    authenticate_session: AuthenticateSession
    issue_api_key: IssueApiKey
    api_keys: ManageApiKeys
    users: ManageUsers
    roles: ManageRoles
    settings: ManageTenantSettings
    create_admin: CreateAdmin
    seed_demo: SeedDemoTenant
    connected_applications: ManageConnectedApplications
    connect_application: ConnectApplication
    audit_log: ReadAuditLog
    organization_sign_in: SignInByOrganization
    identity_provider: ManageIdentityProvider
    profile: ManageOwnProfile

    async def admin(self, email: str = "", *, is_mailed: bool = True) -> tuple[Caller, Admin]:
        """Return the administrator of a fresh organisation, who accepted the operator's link."""
        address = email or fresh_address()
        made = await self.create_admin(
            email=address, name="Ada", tenant_name=f"Firm {uuid4().hex}", is_mailed=is_mailed
        )
        token = made.link.partition("#")[2] if made.link else self.mailbox.token(address)
        done = await self.accept_invitation(token, PASSWORD)
        return done.user.to_caller(), Admin(
            made.tenant_id, made.slug, done.user.id, made.is_new_tenant
        )

    async def join(
        self, admin: Caller, email: str, name: str, *, role: str, password: str = PASSWORD
    ) -> User:
        """Invite a person and have them accept what lies in their mailbox."""
        await self.invite_person(admin, email, name, role=role)
        done = await self.accept_invitation(self.mailbox.token(email), password)
        return done.user

    async def reset(self, email: str, password: str) -> None:
        """Set a new password by the link in the mailbox."""
        await self.request_password_reset(email, source=HERE)
        await self.reset_password(self.mailbox.token(email, "reset"), password, source=HERE)

    async def by_key(self, secret: str) -> Caller:
        return await self.authenticate(authorization="", api_key=secret, tenant="")

    async def by_token(self, token: str) -> Caller:
        return await self.authenticate(authorization=f"Bearer {token}", api_key="", tenant="")


HERE = SignInSource("192.0.2.1")


def parts(ground: Ground, *, is_local: bool = True) -> Parts:
    attempts, devices = RateLimiter(ground.database, ground.keys), HmacDeviceCookies(ground.keys)
    hash_for_log, mailbox = make_log_hasher(ground.keys), AccountMailbox()
    tokens = JwtSignInTokenCodec(ground.keys.derive("jwt"))
    sessions = ConsoleSessionCodec(KeySealedDocuments(ground.keys), ground.clock)
    everything = {
        "open_work": ground.open_work,
        "lookup": PostgresCrossTenantIdentityRepository(ground.database),
        "users": PostgresUserRepository(),
        "roles": PostgresRoleRepository(ground.clock),
        "tenants": PostgresTenantRepository(),
        "api_keys": PostgresApiKeyRepository(),
        "invitations": PostgresInvitationRepository(),
        "password_hasher": Argon2PasswordHasher(CHEAP),
        "attempts": attempts,
        "limits": SignInLimits(
            attempts=attempts, devices=devices, hash_for_log=hash_for_log, clock=ground.clock
        ),
        "issuer": TokenIssuer(
            tokens=tokens, sessions=sessions, devices=devices, clock=ground.clock, ids=ground.ids
        ),
        "sessions": sessions,
        "tokens": tokens,
        "mail": mailbox,
        "grants": PostgresApplicationGrantRepository(),
        "documents": KeySealedDocuments(ground.keys),
        "providers": PostgresIdentityProviderRepository(ground.keys),
        "identities": PostgresStaffIdentityRepository(),
        "openid": HttpOpenIdProvider(make_outbound_http_client(ground.clock, is_local=is_local)),
        "audit_log": PostgresAuditLog(ground.clock, ground.ids),
        "hash_token": ground.keys.hash_token,
        "hash_for_log": hash_for_log,
        "clock": ground.clock,
        "ids": ground.ids,
        "is_local": is_local,
        "public_url": "http://test",
        "defaults": {
            "autoApprovePlans": False,
            "otpRequired": True,
            "retryRejectedPlans": False,
            "secondDeciderRequired": False,
            "videoAllowed": True,
            "voiceRecordingAllowed": False,
            "reviewAllowed": True,
            "decisionsExplained": False,
            "remindersSent": True,
            "decisionNewsSent": False,
            "embedReplacesOtp": False,
        },
        "choices": {
            "language": ("en", "de"),
            "leaderboard": ("opt_in", "off"),
            "voluntaryQuestions": ("off", "us", "gb", "other"),
        },
        "numbers": {
            **RETENTION_DEFAULTS,
            "replyDays": 0,
            "decisionDueHours": 48,
            "selectionGroupMinimum": 10,
        },
        "texts": {
            "contactEmail": check_optional_email,
            "timeZone": check_optional_time_zone,
            "accentColor": check_accent_color,
            "emailFooter": check_email_footer,
        },
        "lists": {"embedOrigins": check_embed_origins},
        "time_zone_setting": "timeZone",
    }
    everything["erase_member_data"] = PostgresCalendarRepository(ground.keys).forget_member
    shared = ("identities", "users", "api_keys", "invitations", "erase_member_data", "audit_log")
    everything["members"] = IdentityMembers(
        **{name: everything[name] for name in (*shared, "clock", "ids")}
    )
    made = {}
    for kept in dataclasses.fields(Parts)[3:]:
        case = globals()[kept.type]
        names = case.__init__.__kwdefaults__ or case.__init__.__annotations__
        made[kept.name] = case(**{n: everything[n] for n in names if n in everything})
    return Parts(ground=ground, mailbox=mailbox, passwords=everything["password_hasher"], **made)


async def make_role(
    client: httpx.AsyncClient, admin: dict[str, str], name: str, *permissions: str
) -> httpx.Response:
    body = {"name": name, "description": "Of a test.", "permissions": list(permissions)}
    return await client.post(f"{API}/roles", json=body, headers=admin)
