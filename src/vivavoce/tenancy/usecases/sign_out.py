"""Sign out: end one token, or every token of the account."""

from __future__ import annotations

from datetime import timedelta

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.tenancy.ports import AuditLog, SignInTokenCodec, UserRepository
from vivavoce.tenancy.usecases.token_issuer import TOKEN_LIFETIME_S


class SignedInPersonNeededError(ForbiddenError):
    """Only a person who is signed in can do this; an API key cannot."""

    code = "signed_in_user_required"


class SignOut:
    """Ends tokens before they expire; API keys stay valid."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        users: UserRepository,
        tokens: SignInTokenCodec,
        audit_log: AuditLog,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._users = users
        self._tokens = tokens
        self._audit_log = audit_log
        self._clock = clock

    async def __call__(self, caller: Caller, token: str, *, request_id: str = "") -> None:
        """End the token that ``caller`` sent."""
        if not caller.is_person:
            raise SignedInPersonNeededError
        now = self._clock.now()
        claims = self._tokens.read(token, now=now)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            await self._users.end_token(
                work, claims.token_id, now + timedelta(seconds=TOKEN_LIFETIME_S)
            )
            await self._audit_log.write(work, caller, "user.signed_out", str(caller.id), {})

    async def end_all_tokens(self, caller: Caller, *, request_id: str = "") -> None:
        """End every token of the caller's account, in every organization."""
        if not caller.is_person:
            raise SignedInPersonNeededError
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            found = await self._users.find_account(work, caller.id)
            if found is not None:
                await self._users.end_tokens(work, found[0])
                await self._audit_log.write(
                    work, caller, "user.signed_out_everywhere", str(caller.id), {}
                )
