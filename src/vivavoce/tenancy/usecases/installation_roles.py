"""Manage the roles of the installation: on the command line only, never over HTTP."""

from __future__ import annotations

import structlog

from vivavoce.kernel.caller import InstallationRole
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.translation import translatable
from vivavoce.tenancy.adapters.identity_lookup import PostgresInstallationRoleRepository
from vivavoce.tenancy.domain.form_fields import normalize_email
from vivavoce.tenancy.ports import RoleGrant, RoleGrantResult

_log = structlog.get_logger(__name__)


class ManageInstallationRoles:
    """Manages who operates the installation. Each change is logged and stored permanently."""

    def __init__(self, roles: PostgresInstallationRoleRepository) -> None:
        self._roles = roles

    async def grant(self, email: str, role: InstallationRole, *, by: str) -> RoleGrantResult:
        """Grant ``role`` to a person; idempotent. Raises ``NotFoundError`` without a matching account."""
        granted = await self._roles.grant(normalize_email(email), role, by)
        if granted is None:
            raise NotFoundError(
                translatable(
                    "No member of an organization has the address '{email}'. "
                    "Invite the person first: vivavoce admin create.",
                    email=email,
                )
            )
        if granted.is_new:
            _log.warning(
                "installation_role.granted", account_id=str(granted.account_id), role=role.value
            )
        return granted

    async def revoke(self, email: str, role: InstallationRole, *, by: str) -> None:
        """Revoke ``role``, effective from the next request; raises ``NotFoundError`` if not granted."""
        account_id = await self._roles.revoke(normalize_email(email), role, by)
        if account_id is None:
            raise NotFoundError(
                translatable(
                    "'{email}' does not have the role '{role}' in this installation.",
                    email=email,
                    role=role.lower(),
                )
            )
        _log.warning("installation_role.revoked", account_id=str(account_id), role=role.value)

    async def list(self, *, wants_revoked: bool = False) -> list[RoleGrant]:
        """Return the current roles, with ``wants_revoked`` also the revoked ones, oldest first."""
        grants = await self._roles.list()
        return [grant for grant in grants if wants_revoked or grant.revoked_at is None]
