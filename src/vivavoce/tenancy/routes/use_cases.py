"""The use cases that the tenancy routes call, and the limits of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from vivavoce.tenancy.usecases.accept_invitation import AcceptInvitation
from vivavoce.tenancy.usecases.authenticate import SignOut
from vivavoce.tenancy.usecases.connect_application import (
    ConnectApplication,
    ManageConnectedApplications,
)
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
from vivavoce.tenancy.usecases.sign_in import SignIn

Page = Annotated[int, Query(ge=1, le=1_000_000)]
Limit = Annotated[int, Query(ge=1, le=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TenancyUseCases:
    """The use cases behind the tenancy routes."""

    sign_in: SignIn
    sign_out: SignOut
    change_password: ChangePassword
    request_password_reset: RequestPasswordReset
    reset_password: ResetPassword
    invite_person: ManageUserInvitations
    accept_invitation: AcceptInvitation
    issue_api_key: IssueApiKey
    api_keys: ManageApiKeys
    users: ManageUsers
    roles: ManageRoles
    settings: ManageTenantSettings
    profile: ManageOwnProfile
    connect_application: ConnectApplication
    connected_applications: ManageConnectedApplications
    audit_log: ReadAuditLog
    organization_sign_in: SignInByOrganization
    identity_provider: ManageIdentityProvider
