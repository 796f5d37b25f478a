"""Let an organization's provider add, change and deactivate its people (SCIM 2.0: RFC 7643 and 7644).

It reaches only identities of the organization's own provider. A person who joined by e-mail and password is
not among them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ConflictError, InvalidRequestError, NotFoundError
from vivavoce.tenancy.adapters.staff_identities import (
    PostgresIdentityProviderRepository,
    PostgresStaffIdentityRepository,
)
from vivavoce.tenancy.adapters.users import PostgresUserRepository
from vivavoce.tenancy.domain.organization_sign_in import Identity, IdentityProvider, StaffIdentity
from vivavoce.tenancy.usecases.admit_identity import IdentityMembers


class IdentityProviderMissingError(ConflictError):
    """The organization has no sign-in of its own. Set it up first, in Settings, Organization sign-in."""

    code = "identity_provider_missing"


class IdentityExistsError(ConflictError):
    """Another person already has this 'externalId' or this 'userName'."""

    code = "identity_exists"


class SubjectChangedError(InvalidRequestError):
    """'externalId' cannot change: it is the subject by which the person signs in."""

    code = "subject_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionedPerson:
    """A person as the provider wants them to be."""

    subject: str
    user_name: str
    name: str
    name_parts: Mapping[str, str]
    """The parts of the name by their members in SCIM, such as 'givenName'."""
    email: str
    is_active: bool


class ProvisionPeople:
    """Adds, reads, changes and deactivates the people of the organization's provider."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        providers: PostgresIdentityProviderRepository,
        identities: PostgresStaffIdentityRepository,
        members: IdentityMembers,
        users: PostgresUserRepository,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._identities = identities
        self._members = members
        self._users = users
        self._clock = clock

    async def page(
        self,
        caller: Caller,
        *,
        user_name: str | None = None,
        subject: str | None = None,
        offset: int,
        limit: int,
    ) -> tuple[list[StaffIdentity], int]:
        """Return a page of people, oldest first, and the total; with a name or subject, only those."""
        caller.require(Permission.USER_PROVISION)
        async with self._open_work(caller.tenant_id) as work:
            provider = await self._read_provider(work)
            return await self._identities.list(
                work,
                provider.issuer,
                user_name=user_name,
                subject=subject,
                offset=offset,
                limit=limit,
            )

    async def find(self, caller: Caller, identity_id: UUID) -> StaffIdentity:
        """Return a person, or raise ``NotFoundError``."""
        caller.require(Permission.USER_PROVISION)
        async with self._open_work(caller.tenant_id) as work:
            provider = await self._read_provider(work)
            return await self._find(work, provider, identity_id)

    async def create(
        self, caller: Caller, person: ProvisionedPerson, *, request_id: str = ""
    ) -> StaffIdentity:
        """Add a person with the role of new people, and return them.

        A person who signed in before the provider named them here, or whom it deleted, is the same person
        again. Raises ``IdentityExistsError``.
        """
        caller.require(Permission.USER_PROVISION)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            await self._identities.lock(work)
            provider = await self._read_provider(work)
            stored = await self._identities.find_by_subject(work, provider.issuer, person.subject)
            if stored is not None and stored.user_name is not None and not stored.is_deleted:
                raise IdentityExistsError
            await self._check_name_is_free(work, provider, person, stored)
            if stored is not None:
                return await self._change(
                    work, caller, provider, replace(stored, is_deleted=False), person
                )
            identity = Identity(
                issuer=provider.issuer,
                subject=person.subject,
                name=person.name,
                email=person.email,
            )
            created = await self._members.add(
                work,
                caller,
                identity,
                provider.default_role,
                user_name=person.user_name,
                name_parts=person.name_parts,
            )
            if person.is_active:
                return created
            return await self._members.deactivate(work, caller, created)

    async def change(
        self,
        caller: Caller,
        identity_id: UUID,
        revise: Callable[[StaffIdentity], ProvisionedPerson],
        *,
        request_id: str = "",
    ) -> StaffIdentity:
        """Change a person to what ``revise`` returns for how they are stored.

        Deactivating ends their membership at once, with sign-ins and API keys. A person who is activated
        again gets the role of new people. Raises ``NotFoundError``, ``SubjectChangedError``,
        ``IdentityExistsError`` or ``LastAdministratorError``.
        """
        caller.require(Permission.USER_PROVISION)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            await self._identities.lock(work)
            provider = await self._read_provider(work)
            stored = await self._find(work, provider, identity_id)
            person = revise(stored)
            if person.subject != stored.subject:
                raise SubjectChangedError
            await self._check_name_is_free(work, provider, person, stored)
            return await self._change(work, caller, provider, stored, person)

    async def delete(self, caller: Caller, identity_id: UUID, *, request_id: str = "") -> None:
        """Deactivate a person and forget how the provider named them.

        Raises ``NotFoundError`` or ``LastAdministratorError``.
        """
        caller.require(Permission.USER_PROVISION)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            await self._identities.lock(work)
            provider = await self._read_provider(work)
            stored = await self._find(work, provider, identity_id)
            if stored.is_active:
                stored = await self._members.deactivate(work, caller, stored)
            now = self._clock.now()
            await self._identities.update(
                work,
                replace(
                    stored, email="", user_name=None, name_parts={}, is_deleted=True, changed_at=now
                ),
            )

    async def _change(
        self,
        work: UnitOfWork,
        caller: Caller,
        provider: IdentityProvider,
        stored: StaffIdentity,
        person: ProvisionedPerson,
    ) -> StaffIdentity:
        if person.name != stored.name:
            await self._users.rename(work, stored.user_id, person.name)
        changed = replace(
            stored,
            name=person.name,
            name_parts=person.name_parts,
            user_name=person.user_name,
            email=person.email,
            changed_at=self._clock.now(),
        )
        await self._identities.update(work, changed)
        if person.is_active and not stored.is_active:
            return await self._members.readmit(work, caller, changed, provider.default_role)
        if stored.is_active and not person.is_active:
            return await self._members.deactivate(work, caller, changed)
        return changed

    async def _check_name_is_free(
        self,
        work: UnitOfWork,
        provider: IdentityProvider,
        person: ProvisionedPerson,
        stored: StaffIdentity | None,
    ) -> None:
        named, _ = await self._identities.list(
            work, provider.issuer, user_name=person.user_name, limit=2
        )
        if any(stored is None or other.id != stored.id for other in named):
            raise IdentityExistsError

    async def _find(
        self, work: UnitOfWork, provider: IdentityProvider, identity_id: UUID
    ) -> StaffIdentity:
        stored = await self._identities.find(work, provider.issuer, identity_id)
        if stored is None:
            raise NotFoundError
        return stored

    async def _read_provider(self, work: UnitOfWork) -> IdentityProvider:
        provider = await self._providers.find(work)
        if provider is None:
            raise IdentityProviderMissingError
        return provider
