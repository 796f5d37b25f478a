"""Give, take and list roles of the installation: at the console of the machine, by no route."""

from __future__ import annotations

import structlog

from vivavoce.kernel.caller import InstallationRole
from vivavoce.kernel.errors import NotFound
from vivavoce.tenancy.domain.words import fold_address
from vivavoce.tenancy.ports import InstallationRoles, RoleGrant, RoleGranted

_log = structlog.get_logger(__name__)


class ManageInstallationRoles:
    """Manages who operates the installation. Each change is a log line and a row that stays."""

    def __init__(self, roles: InstallationRoles) -> None:
        self._roles = roles

    async def grant(self, email: str, role: InstallationRole, *, by: str) -> RoleGranted:
        """Give ``role`` to the person; a second time changes nothing. Raise ``NotFound``."""
        granted = await self._roles.grant(fold_address(email), role, by)
        if granted is None:
            raise NotFound(
                f"No account with the address '{email}' belongs to an organization. Invite the person "
                "first: vivavoce admin create."
            )
        if granted.is_new:
            _log.warning(
                "installation_role.granted", account_id=str(granted.account_id), role=role.value
            )
        return granted

    async def revoke(self, email: str, role: InstallationRole, *, by: str) -> None:
        """Take ``role`` from the person, from the next request on. Raise ``NotFound``."""
        account_id = await self._roles.revoke(fold_address(email), role, by)
        if account_id is None:
            raise NotFound(f"'{email}' is no {role.lower()} of this installation.")
        _log.warning("installation_role.revoked", account_id=str(account_id), role=role.value)

    async def list(self, *, has_revoked: bool = False) -> list[RoleGrant]:
        """Return the roles that hold, or also those that ended, the oldest first."""
        grants = await self._roles.list()
        return [grant for grant in grants if has_revoked or grant.revoked_at is None]
