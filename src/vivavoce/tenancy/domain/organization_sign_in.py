"""Sign-in by an organization's OpenID provider: its settings, what it must answer, and who it vouches for.

A person is known by issuer and subject, in one organization. An e-mail address never leads to an account: a
provider could name any address.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast
from uuid import UUID

from vivavoce.kernel.caller import Role
from vivavoce.kernel.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnauthenticatedError,
    UpstreamError,
)
from vivavoce.kernel.translation import translatable
from vivavoce.tenancy.domain.form_fields import (
    InvalidFieldError,
    build_field_error,
    check_name,
    normalize_email,
)
from vivavoce.tenancy.domain.roles import AssignedRole

ALLOWED_ALGORITHMS = (
    *("RS256", "RS384", "RS512"),
    *("PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512"),
)
"""Signatures of public keys only: with others, who knows the public key or the secret could sign."""
DEFAULT_ROLES = (Role.SEEKER, Role.VIEWER, Role.HIRING_MANAGER, Role.RECRUITER)
"""The roles that people can get at their first sign-in, least first; an administrator is made by one."""
REQUEST_LIFETIME = timedelta(minutes=10)
"""How long a person can take at the provider."""
LEEWAY_S = 60
"""How far the provider's clock may differ from ours."""
MAX_SUBJECT_LENGTH = 255
MAX_ISSUER_LENGTH = 1000
_LATEST_TIME_S = 1 << 40
_SCOPE = "openid profile email"

IdTokenFault = Literal[
    "malformed",
    "algorithm",
    "key",
    "signature",
    "issuer",
    "audience",
    "authorized_party",
    "expired",
    "not_yet_valid",
    "nonce",
    "subject",
]


class OrganizationSignInUnavailableError(NotFoundError):
    """No organization with this name offers this sign-in. Check the name, or sign in with a password."""

    code = "organization_sign_in_unavailable"


class OrganizationSignInEndedError(ConflictError):
    """This sign-in took longer than ten minutes, or was started in another browser. Start again."""

    code = "organization_sign_in_ended"


class OrganizationSignInDeniedError(ForbiddenError):
    """Your organization's sign-in refused. Ask the people who manage it if you may use this application."""

    code = "organization_sign_in_denied"


class IdentityNotAdmittedError(ForbiddenError):
    """Your organization has not added you here yet. Ask an administrator to add you."""

    code = "identity_not_admitted"


class IdentityDeactivatedError(ForbiddenError):
    """Your access here has ended. Ask an administrator of your organization."""

    code = "identity_deactivated"


class ProviderUnreachableError(UpstreamError):
    """Your organization's sign-in does not answer. Try again in a minute."""

    code = "identity_provider_unreachable"


class ProviderAnswerError(UpstreamError):
    """Your organization's sign-in did not follow OpenID Connect. Tell the people who manage it."""

    code = "identity_provider_answer_invalid"


class IdTokenRefusedError(UnauthenticatedError):
    """Your organization's sign-in sent an invalid proof. Start again, or tell the people who manage it."""

    code = "id_token_refused"

    def __init__(self, *, reason: IdTokenFault) -> None:
        super().__init__(extra={"reason": reason})
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """An organization's OpenID provider, and who may join by it."""

    issuer: str
    client_id: str
    client_secret: str
    default_role: Role
    admits_unknown: bool
    """Whether a person who was not added before becomes a member at the first sign-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderEndpoints:
    """Where a provider does what, from its discovery document."""

    authorization: str
    token: str
    keys: str
    has_basic_authentication: bool
    """Whether the token endpoint takes the client's secret in the header; else it takes it in the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom a provider vouches for. Only issuer and subject say who it is; the rest is what it tells."""

    issuer: str
    subject: str
    name: str
    email: str
    """'' if the provider tells none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffIdentity:
    """A stored identity, with the person's current state."""

    id: UUID
    issuer: str
    subject: str
    user_id: UUID
    user_name: str | None
    """How the provider names the person by SCIM; None if it never did."""
    email: str
    name: str
    """The name that is shown."""
    name_parts: Mapping[str, str]
    """What the provider told of the name by SCIM: 'givenName', 'familyName' and so on."""
    role: AssignedRole
    is_active: bool
    """Whether the person is a member."""
    created_at: datetime
    changed_at: datetime
    is_deleted: bool = False


def check_default_role(text: str) -> Role:
    """Return the role of new people, or raise ``InvalidFieldError``."""
    name = text.strip().upper()
    if name not in DEFAULT_ROLES:
        message = translatable(
            "People cannot get this role at their first sign-in. Choose from: {roles}.",
            roles=", ".join(DEFAULT_ROLES),
        )
        raise build_field_error("defaultRole", message, code="role_too_high")
    return Role(name)


def describe_refused_issuer(code: str) -> InvalidFieldError:
    """Return the error for an issuer whose provider cannot be used; ``code`` is that of the cause."""
    message = translatable(
        "No OpenID provider answers correctly at this address. Enter the issuer exactly as the provider "
        "names it."
    )
    return build_field_error("issuer", message, code=code)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def authorization_parameters(
    provider: IdentityProvider, *, redirect_uri: str, state: str, nonce: str, verifier: str
) -> dict[str, str]:
    """Return what the person's browser takes to the provider."""
    return {
        "response_type": "code",
        "scope": _SCOPE,
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }


def read_endpoints(issuer: str, document: Mapping[str, object]) -> ProviderEndpoints:
    """Return the endpoints of a discovery document; raise ``ProviderAnswerError`` if it does not fit.

    The document must name the issuer itself (OpenID Connect Discovery 1.0, section 4.3).
    """
    if document.get("issuer") != issuer:
        raise ProviderAnswerError
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    urls = [document.get(name) for name in names]
    if not all(isinstance(url, str) and url for url in urls):
        raise ProviderAnswerError
    authorization, token, keys = cast("list[str]", urls)
    methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not isinstance(methods, list):
        raise ProviderAnswerError
    return ProviderEndpoints(
        authorization=authorization,
        token=token,
        keys=keys,
        has_basic_authentication="client_secret_basic" in methods,
    )


def read_identity(
    claims: Mapping[str, object], *, issuer: str, client_id: str, nonce: str, now: datetime
) -> Identity:
    """Return whom the claims of a verified ID token name, or raise ``IdTokenRefusedError``.

    The checks are those of OpenID Connect Core 1.0, section 3.1.3.7.
    """
    if claims.get("iss") != issuer:
        raise IdTokenRefusedError(reason="issuer")
    _check_audience(claims, client_id)
    _check_times(claims, now.timestamp())
    if claims.get("nonce") != nonce:
        raise IdTokenRefusedError(reason="nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not is_subject(subject):
        raise IdTokenRefusedError(reason="subject")
    return Identity(
        issuer=issuer,
        subject=subject,
        name=read_name(claims.get("name"), claims.get("preferred_username"), claims.get("email")),
        email=read_email(claims.get("email")),
    )


def _check_audience(claims: Mapping[str, object], client_id: str) -> None:
    audience, party = claims.get("aud"), claims.get("azp")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        raise IdTokenRefusedError(reason="audience")
    if party != client_id and (party is not None or len(audiences) > 1):
        raise IdTokenRefusedError(reason="authorized_party")


def _check_times(claims: Mapping[str, object], now: float) -> None:
    ends, issued, begins = claims.get("exp"), claims.get("iat"), claims.get("nbf", 0)
    for moment in (ends, issued, begins):
        if not isinstance(moment, int | float) or isinstance(moment, bool):
            raise IdTokenRefusedError(reason="malformed")
        if not 0 <= moment <= _LATEST_TIME_S:  # also what is not a number
            raise IdTokenRefusedError(reason="malformed")
    if cast("float", ends) + LEEWAY_S <= now:
        raise IdTokenRefusedError(reason="expired")
    if max(cast("float", issued), cast("float", begins)) - LEEWAY_S > now:
        raise IdTokenRefusedError(reason="not_yet_valid")


def is_subject(text: str) -> bool:
    """Return whether a text can be a subject: up to 255 visible ASCII characters."""
    return 0 < len(text) <= MAX_SUBJECT_LENGTH and text.isascii() and text.isprintable()


def read_name(*candidates: object) -> str:
    """Return the first of these that can be a person's name; without one, 'Colleague'."""
    for text in candidates:
        if isinstance(text, str):
            try:
                return check_name(text)
            except InvalidFieldError:
                continue
    return "Colleague"


def read_email(text: object) -> str:
    """Return an address as it is stored, or '' for what is none."""
    try:
        return normalize_email(text) if isinstance(text, str) else ""
    except InvalidFieldError:
        return ""
