"""Changing a password, and setting a new one through the mailbox."""

from __future__ import annotations

from uuid import UUID

import structlog

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, NotFound, Refused, TooMany
from vivavoce.kernel.ids import DEMO_TENANT, Ids, TenantId
from vivavoce.tenancy.domain.invitation import (
    LINK_BITS,
    LONGEST_LINK_TOKEN,
    RESET_LASTS,
    AccountChangedError,
    ResetLinkOverError,
)
from vivavoce.tenancy.domain.words import LONGEST_PASSWORD, Unfit, check_password, fold_address
from vivavoce.tenancy.ports import (
    AccountMail,
    Attempts,
    Doorway,
    HashForLog,
    HashToken,
    Journal,
    Passwords,
    People,
)
from vivavoce.tenancy.usecases.sign_in_limits import MOST_FAILURES, WINDOW_S, Source
from vivavoce.tenancy.usecases.sign_out import SignedInPersonNeededError
from vivavoce.tenancy.usecases.token_issuer import SignedIn, TokenIssuer

MOST_LINKS = 60
"""Links of any kind that one source may try, or ask for, within a window."""
_MOST_MAILS_FROM_ONE_SOURCE = 3
_MOST_MAILS = 10
_MAIL_WINDOW_S = 3600
ANSWER_AFTER_S = 0.5
"""So long does the answer take to a request for a link, whether or not the address is known."""

_log = structlog.get_logger(__name__)


class WrongPasswordError(Unfit):
    """The current password is not right."""

    code = "wrong_password"

    def __init__(self) -> None:
        sentence = str(self.__class__.__doc__)
        super().__init__(sentence, errors=[FieldError("currentPassword", self.code, sentence)])


class ChangePassword:
    """Sets another password for a person who knows the present one."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        people: People,
        passwords: Passwords,
        attempts: Attempts,
        issuer: TokenIssuer,
        journal: Journal,
        mail: AccountMail,
    ) -> None:
        self._open_work = open_work
        self._people = people
        self._passwords = passwords
        self._attempts = attempts
        self._issuer = issuer
        self._journal = journal
        self._mail = mail

    async def __call__(
        self, caller: Caller, current: str, new: str, *, request_id: str = ""
    ) -> SignedIn:
        """Return a fresh token; every other token of the account has ended."""
        if not caller.is_person:
            raise SignedInPersonNeededError
        async with self._open_work(caller.tenant_id) as work:
            found = await self._people.account_of(work, caller.id)
            user = await self._people.find(work, caller.id)
        if found is None or user is None:
            raise NotFound
        account, address = found
        key = f"password:{account.id}"
        await self._attempts.hit(key, window_s=WINDOW_S, limit=MOST_FAILURES)
        if not await self._passwords.matches(
            current[: LONGEST_PASSWORD + 1], account.password_hash
        ):
            raise WrongPasswordError
        await self._attempts.clear(key)
        kept = await self._passwords.hash(check_password(new, about=(address, user.name)))
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            version = await self._people.change_password(work, account, kept)
            if version is None:
                raise AccountChangedError
            await self._journal.write(work, caller, "user.password_changed", str(caller.id), {})
            await self._mail.send_password_changed(work, person_id=caller.id, to=address)
        return self._issuer.issue(user, version, address)


class RequestPasswordReset:
    """Sends a link for a new password to a mailbox; the answer says nothing about the address."""

    def __init__(
        self,
        *,
        doorway: Doorway,
        open_work: OpenWork,
        attempts: Attempts,
        mail: AccountMail,
        journal: Journal,
        hash_token: HashToken,
        hash_for_log: HashForLog,
        clock: Clock,
        ids: Ids,
        is_local: bool,
        public_url: str,
    ) -> None:
        self._doorway = doorway
        self._open_work = open_work
        self._attempts = attempts
        self._mail = mail
        self._journal = journal
        self._hash_token = hash_token
        self._hash_for_log = hash_for_log
        self._clock = clock
        self._ids = ids
        self._closed = None if is_local else DEMO_TENANT
        self._public_url = public_url

    async def __call__(self, email: str, *, source: Source, request_id: str = "") -> None:
        """Return after the same time for every address; raise ``TooMany`` for a busy source only."""
        began = self._clock.monotonic()
        key = f"links:source:{source.client}"
        await self._attempts.hit(key, window_s=WINDOW_S, limit=MOST_LINKS)
        try:
            await self._send(fold_address(email), source, request_id)
        except Unfit:
            pass
        except Refused as error:  # a mailbox that no mail can be written to
            _log.warning("password_reset.not_sent", code=error.code)
        await self._clock.sleep(max(0.0, began + ANSWER_AFTER_S - self._clock.monotonic()))

    async def _send(self, address: str, source: Source, request_id: str) -> None:
        if await self._is_flood(address, source):
            return
        token = self._ids.token(LINK_BITS)
        ends_at = self._clock.now() + RESET_LASTS
        place = await self._doorway.open_reset(
            address, self._hash_token(token), ends_at, closed=self._closed
        )
        if place is None:
            return
        tenant_id, user_id = place
        async with self._open_work(tenant_id, correlation_id=request_id) as work:
            await self._mail.send_reset_link(
                work,
                person_id=user_id,
                to=address,
                link=f"{self._public_url}/reset-password#{token}",
                minutes=int(RESET_LASTS.total_seconds() // 60),
            )
            await self._journal.write(work, None, "user.password_reset_asked", str(user_id), {})

    async def _is_flood(self, address: str, source: Source) -> bool:
        """Count a mail; a mailbox is not filled, and a link not replaced, by the requests of others."""
        pair, alone = f"reset:pair:{address}|{source.client}", f"reset:address:{address}"
        try:
            await self._attempts.hit(
                pair, window_s=_MAIL_WINDOW_S, limit=_MOST_MAILS_FROM_ONE_SOURCE
            )
            await self._attempts.hit(alone, window_s=_MAIL_WINDOW_S, limit=_MOST_MAILS)
        except TooMany:
            _log.warning("password_reset.held_back", address_hash=self._hash_for_log(address))
            return True
        return False


class ResetPassword:
    """Sets a new password by the link from the mailbox."""

    def __init__(
        self,
        *,
        doorway: Doorway,
        open_work: OpenWork,
        passwords: Passwords,
        attempts: Attempts,
        mail: AccountMail,
        journal: Journal,
        hash_token: HashToken,
        clock: Clock,
    ) -> None:
        self._doorway = doorway
        self._open_work = open_work
        self._passwords = passwords
        self._attempts = attempts
        self._mail = mail
        self._journal = journal
        self._hash_token = hash_token
        self._clock = clock

    async def __call__(
        self, token: str, password: str, *, source: Source, request_id: str = ""
    ) -> None:
        """Set the password and end every token, or raise ``ResetLinkOverError``."""
        key = f"links:source:{source.client}"
        await self._attempts.hit(key, window_s=WINDOW_S, limit=MOST_LINKS)
        hashed = self._hash_token(token[:LONGEST_LINK_TOKEN])
        address = await self._doorway.find_reset(hashed, self._clock.now())
        if address is None:
            raise ResetLinkOverError
        kept = await self._passwords.hash(check_password(password, about=(address,)))
        account_id = await self._doorway.reset(hashed, self._clock.now(), kept)
        if account_id is None:
            raise ResetLinkOverError
        await self._attempts.give_back(key)
        places = await self._doorway.places(account_id)
        for place in places:
            await self._note(place, address, request_id, has_mail=place == places[0])

    async def _note(
        self, place: tuple[TenantId, UUID], address: str, request_id: str, *, has_mail: bool
    ) -> None:
        """Note the new password in every organization of the person, and tell them once."""
        tenant_id, user_id = place
        async with self._open_work(tenant_id, correlation_id=request_id) as work:
            await self._journal.write(work, None, "user.password_reset", str(user_id), {})
            if has_mail:
                await self._mail.send_password_changed(work, person_id=user_id, to=address)
