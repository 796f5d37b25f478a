"""The users of an organization, and what is sent to them and deleted with them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.tenancy.domain.roles import AssignedRole
from vivavoce.tenancy.domain.users import Account, User

MemberDataEraser = Callable[[UnitOfWork, UUID], Awaitable[None]]
"""Deletes what other slices store for a user alone, such as their calendars."""


class AccountMail(Protocol):
    """Sends e-mails about a person's account, and returns their ids; sent only if ``work`` commits."""

    async def send_join_link(
        self,
        work: UnitOfWork,
        *,
        person_id: UUID,
        to: str,
        name: str,
        organization: str,
        invited_by: str,
        link: str,
        expires_at: datetime,
    ) -> object:
        """Send the link with which a person accepts an invitation."""

    async def send_reset_link(
        self, work: UnitOfWork, *, person_id: UUID, to: str, link: str, minutes: int
    ) -> object:
        """Send the link with which a person sets a new password; it is valid for ``minutes``."""

    async def send_password_changed(self, work: UnitOfWork, *, person_id: UUID, to: str) -> object:
        """Notify a person that their password was changed."""


class UserRepository(Protocol):
    """The users of an organization, and their accounts."""

    async def ensure_demo_account(
        self, work: UnitOfWork, account_id: UUID, email: str, password_hash: str
    ) -> UUID:
        """Return the id of the demo account with that address; create it if there is none."""

    async def seed_operator(self, work: UnitOfWork, email: str) -> bool:
        """Make a user in the tenant of ``work`` operator of the installation.

        Returns False, and does nothing, if there has ever been an operator.
        """

    async def claim_account(
        self,
        work: UnitOfWork,
        account_id: UUID,
        email: str,
        password_hash: str,
        *,
        is_by_owner: bool,
    ) -> tuple[UUID, int] | None:
        """Set the first password of an address; return account id and version, or None if it has one."""

    async def lock_account(self, work: UnitOfWork, account: Account) -> bool:
        """Lock an account until ``work`` ends; return False if its version has changed."""

    async def find_account(self, work: UnitOfWork, user_id: UUID) -> tuple[Account, str] | None:
        """Return a user's account and address, or None."""

    async def change_password(
        self, work: UnitOfWork, account: Account, password_hash: str
    ) -> int | None:
        """Set a new password and end every token.

        Returns the account's new version, or None if the account's version has changed.
        """

    async def end_tokens(self, work: UnitOfWork, account: Account) -> int:
        """End every token of an account and return its new version."""

    async def add_user(self, work: UnitOfWork, user: User, account_id: UUID) -> User | None:
        """Make the account a user; return the user with its id and version, or None if it already is one."""

    async def create_account(self, work: UnitOfWork, account_id: UUID) -> None:
        """Create an account for an identity of a provider: without an address, without a password."""

    async def readmit(self, work: UnitOfWork, user_id: UUID, role: AssignedRole) -> None:
        """Make a removed user a user again, with this role; their old tokens stay invalid."""

    async def rename(self, work: UnitOfWork, user_id: UUID, name: str) -> None:
        """Set a user's name."""

    async def change_role(self, work: UnitOfWork, user_id: UUID, role: AssignedRole) -> None:
        """Set a user's role."""

    async def lock_administrators(self, work: UnitOfWork) -> Sequence[UUID]:
        """Return the ids of the administrators; nobody else can change or remove them until ``work`` ends."""

    async def find(self, work: UnitOfWork, user_id: UUID) -> User | None:
        """Return a user who was not removed, without the address, or None."""

    async def list(
        self, work: UnitOfWork, *, offset: int, limit: int, after: UUID | None = None
    ) -> tuple[list[User], int]:
        """Return a page of users in the order in which they joined, and the total."""

    async def find_by_email(self, work: UnitOfWork, email: str) -> User | None:
        """Return the user whose account has that address, or None; identities of a provider have none."""

    async def address(self, work: UnitOfWork, user_id: UUID) -> str:
        """Return the address to which a user gets e-mail, or '' without one."""

    async def get_time_zone(self, work: UnitOfWork, user_id: UUID) -> str:
        """Return the time zone that a user chose, or '' for that of the organization."""

    async def change_time_zone(self, work: UnitOfWork, user_id: UUID, time_zone: str) -> None:
        """Set a user's time zone; '' is that of the organization."""

    async def remove(self, work: UnitOfWork, user_id: UUID) -> bool:
        """Remove a user and end their tokens and keys; return whether there was one.

        If the account then belongs to no organization, its password is deleted.
        """

    async def end_token(self, work: UnitOfWork, token_id: UUID, ends_at: datetime) -> None:
        """End one token before it expires at ``ends_at``."""
