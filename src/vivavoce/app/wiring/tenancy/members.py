"""Builds who belongs to an organization: users, invitations, roles, keys and applications."""

from __future__ import annotations

from vivavoce.app.wiring.policies import TIME_ZONE
from vivavoce.app.wiring.tenancy.adapters import TenancyAdapters
from vivavoce.tenancy.adapters.sealed_documents import KeySealedDocuments
from vivavoce.tenancy.usecases.application_tokens import ApplicationTokens
from vivavoce.tenancy.usecases.connect_application import (
    ConnectApplication,
    ManageConnectedApplications,
)
from vivavoce.tenancy.usecases.invite_person import ManageUserInvitations
from vivavoce.tenancy.usecases.issue_api_key import IssueApiKey, ManageApiKeys
from vivavoce.tenancy.usecases.manage_organization import ManageUsers
from vivavoce.tenancy.usecases.manage_profile import ManageOwnProfile
from vivavoce.tenancy.usecases.manage_roles import ManageRoles
from vivavoce.tenancy.usecases.provision_people import ProvisionPeople


def build_users(adapters: TenancyAdapters) -> ManageUsers:
    """Return the management of the users of an organization."""
    return ManageUsers(
        open_work=adapters.platform.open_work,
        users=adapters.people,
        roles=adapters.roles,
        api_keys=adapters.keyring,
        invitations=adapters.invitations,
        erase_member_data=adapters.erase_member_data,
        audit_log=adapters.audit_log,
        clock=adapters.platform.clock,
    )


def build_invite_person(adapters: TenancyAdapters) -> ManageUserInvitations:
    """Return the invitations of new users."""
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


def build_profile(adapters: TenancyAdapters) -> ManageOwnProfile:
    """Return what users change about themselves."""
    return ManageOwnProfile(
        open_work=adapters.platform.open_work,
        users=adapters.people,
        tenants=adapters.tenants,
        audit_log=adapters.audit_log,
        time_zone_setting=TIME_ZONE,
    )


def build_roles(adapters: TenancyAdapters) -> ManageRoles:
    """Return the management of an organization's own roles."""
    return ManageRoles(
        open_work=adapters.platform.open_work,
        roles=adapters.roles,
        users=adapters.people,
        api_keys=adapters.keyring,
        invitations=adapters.invitations,
        audit_log=adapters.audit_log,
        clock=adapters.platform.clock,
        ids=adapters.platform.ids,
    )


def build_issue_api_key(adapters: TenancyAdapters) -> IssueApiKey:
    """Return what makes API keys."""
    return IssueApiKey(
        open_work=adapters.platform.open_work,
        api_keys=adapters.keyring,
        audit_log=adapters.audit_log,
        hash_token=adapters.hash_token,
        clock=adapters.platform.clock,
        ids=adapters.platform.ids,
    )


def build_api_keys(adapters: TenancyAdapters) -> ManageApiKeys:
    """Return the list of API keys and their revocation."""
    return ManageApiKeys(
        open_work=adapters.platform.open_work,
        api_keys=adapters.keyring,
        audit_log=adapters.audit_log,
        clock=adapters.platform.clock,
    )


def build_connect_application(adapters: TenancyAdapters) -> ConnectApplication:
    """Return the consent by which an application is connected."""
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


def build_connected_applications(adapters: TenancyAdapters) -> ManageConnectedApplications:
    """Return the list of connected applications and their revocation."""
    return ManageConnectedApplications(
        open_work=adapters.platform.open_work,
        grants=adapters.application_grants,
        audit_log=adapters.audit_log,
        clock=adapters.platform.clock,
    )


def build_application_tokens(adapters: TenancyAdapters) -> ApplicationTokens:
    """Return what issues tokens to connected applications."""
    return ApplicationTokens(
        lookup=adapters.identity_lookup,
        open_work=adapters.platform.open_work,
        grants=adapters.application_grants,
        audit_log=adapters.audit_log,
        hash_token=adapters.hash_token,
        clock=adapters.platform.clock,
        ids=adapters.platform.ids,
        is_local=adapters.is_local,
    )


def build_provision_people(adapters: TenancyAdapters) -> ProvisionPeople:
    """Return the changes of users by a directory (SCIM)."""
    return ProvisionPeople(
        open_work=adapters.platform.open_work,
        providers=adapters.providers,
        identities=adapters.identities,
        members=adapters.members,
        users=adapters.people,
        clock=adapters.platform.clock,
    )
