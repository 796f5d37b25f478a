"""The adapters of tenancy, which its use cases share."""

from __future__ import annotations

from vivavoce.app.platform import Platform
from vivavoce.calendars.adapters.calendars_postgres import PostgresCalendarRepository
from vivavoce.infra.egress.client import make_outbound_http_client
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.settings import Settings
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
from vivavoce.tenancy.ports import AccountMail
from vivavoce.tenancy.usecases.admit_identity import IdentityMembers
from vivavoce.tenancy.usecases.console_session import ConsoleSessionCodec
from vivavoce.tenancy.usecases.sign_in import SignInLimits, TokenIssuer


class TenancyAdapters:
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
            platform.password_hasher or Argon2PasswordHasher(),
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


def _read_token_secrets(
    settings: Settings, keys: InstallationKeys
) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the key that signs tokens, and the earlier keys that still verify them."""
    if settings.jwt_secret is not None:
        return settings.jwt_secret.get_secret_value().encode(), ()
    return keys.derive("jwt"), ()
