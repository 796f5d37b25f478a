"""Builds how people sign in: by password, by invitation and by their organization's provider."""

from __future__ import annotations

from vivavoce.app.wiring.tenancy.adapters import TenancyAdapters
from vivavoce.tenancy.adapters.sealed_documents import KeySealedDocuments
from vivavoce.tenancy.usecases.accept_invitation import AcceptInvitation
from vivavoce.tenancy.usecases.authenticate import SignOut
from vivavoce.tenancy.usecases.identity_provider import ManageIdentityProvider
from vivavoce.tenancy.usecases.organization_sign_in import SignInByOrganization
from vivavoce.tenancy.usecases.passwords import ChangePassword, RequestPasswordReset, ResetPassword
from vivavoce.tenancy.usecases.sign_in import SignIn


def build_sign_in(adapters: TenancyAdapters) -> SignIn:
    """Return the sign-in by password."""
    return SignIn(
        lookup=adapters.identity_lookup,
        password_hasher=adapters.passwords,
        limits=adapters.limits,
        issuer=adapters.issuer,
        audit_log=adapters.audit_log,
        open_work=adapters.platform.open_work,
        is_local=adapters.is_local,
    )


def build_sign_out(adapters: TenancyAdapters) -> SignOut:
    """Return the end of one session or of all sessions of a user."""
    return SignOut(
        open_work=adapters.platform.open_work,
        users=adapters.people,
        tokens=adapters.tokens,
        sessions=adapters.sessions,
        audit_log=adapters.audit_log,
        clock=adapters.platform.clock,
    )


def build_change_password(adapters: TenancyAdapters) -> ChangePassword:
    """Return the change of a password by its owner."""
    return ChangePassword(
        open_work=adapters.platform.open_work,
        users=adapters.people,
        password_hasher=adapters.passwords,
        attempts=adapters.rates,
        issuer=adapters.issuer,
        audit_log=adapters.audit_log,
        mail=adapters.mail,
    )


def build_request_reset(adapters: TenancyAdapters) -> RequestPasswordReset:
    """Return the request for a new password by e-mail."""
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


def build_reset_password(adapters: TenancyAdapters) -> ResetPassword:
    """Return the choice of a new password by the link of an e-mail."""
    return ResetPassword(
        lookup=adapters.identity_lookup,
        open_work=adapters.platform.open_work,
        password_hasher=adapters.passwords,
        limits=adapters.limits,
        attempts=adapters.rates,
        mail=adapters.mail,
        audit_log=adapters.audit_log,
        hash_token=adapters.hash_token,
        clock=adapters.platform.clock,
    )


def build_accept_invitation(adapters: TenancyAdapters) -> AcceptInvitation:
    """Return the first sign-in of an invited user."""
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


def build_organization_sign_in(adapters: TenancyAdapters) -> SignInByOrganization:
    """Return the sign-in by the organization's identity provider."""
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
        limits=adapters.limits,
        issuer=adapters.issuer,
        audit_log=adapters.audit_log,
        clock=platform.clock,
        ids=platform.ids,
        is_local=adapters.is_local,
        public_url=adapters.public_url,
    )


def build_identity_provider(adapters: TenancyAdapters) -> ManageIdentityProvider:
    """Return the settings of the organization's identity provider."""
    return ManageIdentityProvider(
        open_work=adapters.platform.open_work,
        providers=adapters.providers,
        tenants=adapters.tenants,
        users=adapters.people,
        openid=adapters.openid,
        attempts=adapters.rates,
        audit_log=adapters.audit_log,
        clock=adapters.platform.clock,
        public_url=adapters.public_url,
    )
