"""Change a password, or reset it with a link sent by e-mail."""

from __future__ import annotations

from uuid import UUID

import structlog

from vivavoce.infra.metrics import count_sign_in_failure
from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ConflictError, FieldError, NotFoundError, TooManyRequestsError
from vivavoce.kernel.ids import DEMO_TENANT_ID, IdGenerator, TenantId
from vivavoce.tenancy.adapters.users import PostgresUserRepository
from vivavoce.tenancy.domain.form_fields import (
    MAX_PASSWORD_LENGTH,
    InvalidFieldError,
    check_password,
    normalize_email,
)
from vivavoce.tenancy.domain.users import (
    LINK_TOKEN_BITS,
    MAX_LINK_TOKEN_LENGTH,
    RESET_LINK_LIFETIME,
    AccountChangedError,
    ResetLinkNotOpenError,
)
from vivavoce.tenancy.ports import (
    AccountMail,
    AsyncPasswordHasher,
    CrossTenantIdentityRepository,
    LogHasher,
    TokenHasher,
)
from vivavoce.tenancy.usecases.authenticate import SignedInPersonNeededError
from vivavoce.tenancy.usecases.sign_in import (
    MAX_SIGN_IN_FAILURES,
    SIGN_IN_WINDOW_S,
    SignInLimits,
    SignInResult,
    SignInSource,
    TokenIssuer,
)

MAX_LINK_REQUESTS = 60
"""How many links of any kind one source may try or request within a window."""
_MAX_EMAILS_PER_SOURCE = 3
_MAX_EMAILS_PER_ADDRESS = 10
_EMAIL_WINDOW_S = 3600
RESPONSE_TIME_S = 0.5
"""Response time of a request for a reset link, whether or not the address is known."""

_log = structlog.get_logger(__name__)


class WrongPasswordError(InvalidFieldError):
    """The current password is incorrect."""

    code = "password_incorrect"

    def __init__(self) -> None:
        sentence = str(self.__class__.__doc__)
        super().__init__(sentence, errors=[FieldError("currentPassword", self.code, sentence)])


class PasswordMissingError(ConflictError):
    """You sign in with your organization. There is no password to change here."""

    code = "password_missing"


class ChangePassword:
    """Sets a new password for a person who knows the current one."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        users: PostgresUserRepository,
        password_hasher: AsyncPasswordHasher,
        attempts: AttemptCounter,
        issuer: TokenIssuer,
        audit_log: AuditTrail,
        mail: AccountMail,
    ) -> None:
        self._open_work = open_work
        self._users = users
        self._password_hasher = password_hasher
        self._attempts = attempts
        self._issuer = issuer
        self._audit_log = audit_log
        self._mail = mail

    async def __call__(
        self, caller: Caller, current: str, new: str, *, request_id: str = ""
    ) -> SignInResult:
        """Return a new token; every other token of the account is ended.

        Raises ``SignedInPersonNeededError``, ``PasswordMissingError``, ``WrongPasswordError``,
        ``InvalidFieldError``, ``TooManyRequestsError`` or ``AccountChangedError``.
        """
        if not caller.is_person:
            raise SignedInPersonNeededError
        async with self._open_work(caller.tenant_id) as work:
            account_and_address = await self._users.find_account(work, caller.id)
            user = await self._users.find(work, caller.id)
        if account_and_address is None or user is None:
            raise NotFoundError
        account, address = account_and_address
        if account.password_hash is None:
            raise PasswordMissingError
        key = f"password:{account.id}"
        await self._attempts.hit(key, window_s=SIGN_IN_WINDOW_S, limit=MAX_SIGN_IN_FAILURES)
        if not await self._password_hasher.verify(
            current[: MAX_PASSWORD_LENGTH + 1], account.password_hash
        ):
            raise WrongPasswordError
        await self._attempts.clear(key)
        password_hash = await self._password_hasher.hash(
            check_password(new, personal_details=(address, user.name))
        )
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            version = await self._users.change_password(work, account, password_hash)
            if version is None:
                raise AccountChangedError
            await self._audit_log.record(work, caller, "user.password_changed", str(caller.id), {})
            await self._mail.send_password_changed(work, person_id=caller.id, to=address)
        return self._issuer.issue(user, version, address)


class RequestPasswordReset:
    """E-mails a password reset link; the response does not reveal whether the address is known."""

    def __init__(
        self,
        *,
        lookup: CrossTenantIdentityRepository,
        open_work: UnitOfWorkFactory,
        attempts: AttemptCounter,
        mail: AccountMail,
        audit_log: AuditTrail,
        hash_token: TokenHasher,
        hash_for_log: LogHasher,
        clock: Clock,
        ids: IdGenerator,
        is_local: bool,
        public_url: str,
    ) -> None:
        self._lookup = lookup
        self._open_work = open_work
        self._attempts = attempts
        self._mail = mail
        self._audit_log = audit_log
        self._hash_token = hash_token
        self._hash_for_log = hash_for_log
        self._clock = clock
        self._ids = ids
        self._excluded_tenant = None if is_local else DEMO_TENANT_ID
        self._public_url = public_url

    async def __call__(self, email: str, *, source: SignInSource, request_id: str = "") -> None:
        """Send a reset link if the address has an account; takes the same time for every address.

        Raises ``TooManyRequestsError`` only for too many requests from one source.
        """
        began = self._clock.monotonic()
        key = f"links:source:{source.client}"
        await self._attempts.hit(key, window_s=SIGN_IN_WINDOW_S, limit=MAX_LINK_REQUESTS)
        try:
            await self._send(normalize_email(email), source, request_id)
        except InvalidFieldError:
            pass
        except ConflictError as error:  # no e-mail can be sent to this mailbox
            _log.warning("password_reset.not_sent", code=error.code)
        await self._clock.sleep(max(0.0, began + RESPONSE_TIME_S - self._clock.monotonic()))

    async def _send(self, address: str, source: SignInSource, request_id: str) -> None:
        if await self._is_flooding(address, source):
            return
        token = self._ids.random_token(LINK_TOKEN_BITS)
        ends_at = self._clock.now() + RESET_LINK_LIFETIME
        user_ref = await self._lookup.create_password_reset(
            address, self._hash_token(token), ends_at, excluded_tenant=self._excluded_tenant
        )
        if user_ref is None:
            return
        tenant_id, user_id = user_ref
        async with self._open_work(tenant_id, correlation_id=request_id) as work:
            await self._mail.send_reset_link(
                work,
                person_id=user_id,
                to=address,
                link=f"{self._public_url}/reset-password#{token}",
                minutes=int(RESET_LINK_LIFETIME.total_seconds() // 60),
            )
            await self._audit_log.record(
                work, None, "user.password_reset_requested", str(user_id), {}
            )

    async def _is_flooding(self, address: str, source: SignInSource) -> bool:
        """Count an e-mail, so that others cannot flood a mailbox or keep replacing its link."""
        pair, alone = f"reset:pair:{address}|{source.client}", f"reset:address:{address}"
        try:
            await self._attempts.hit(pair, window_s=_EMAIL_WINDOW_S, limit=_MAX_EMAILS_PER_SOURCE)
            await self._attempts.hit(alone, window_s=_EMAIL_WINDOW_S, limit=_MAX_EMAILS_PER_ADDRESS)
        except TooManyRequestsError:
            _log.warning("password_reset.held_back", address_hash=self._hash_for_log(address))
            return True
        return False


class ResetPassword:
    """Sets a new password with the link from the e-mail."""

    def __init__(
        self,
        *,
        lookup: CrossTenantIdentityRepository,
        open_work: UnitOfWorkFactory,
        password_hasher: AsyncPasswordHasher,
        limits: SignInLimits,
        attempts: AttemptCounter,
        mail: AccountMail,
        audit_log: AuditTrail,
        hash_token: TokenHasher,
        clock: Clock,
    ) -> None:
        self._lookup = lookup
        self._open_work = open_work
        self._password_hasher = password_hasher
        self._limits = limits
        self._attempts = attempts
        self._mail = mail
        self._audit_log = audit_log
        self._hash_token = hash_token
        self._clock = clock

    async def __call__(
        self, token: str, password: str, *, source: SignInSource, request_id: str = ""
    ) -> None:
        """Set the password and end every token, or raise ``ResetLinkNotOpenError``."""
        key = await self._limits.count_use_of_link("links:source", source.client, MAX_LINK_REQUESTS)
        token_hash = self._hash_token(token[:MAX_LINK_TOKEN_LENGTH])
        address = await self._lookup.find_password_reset(token_hash, self._clock.now())
        if address is None:
            count_sign_in_failure("expired_link")
            raise ResetLinkNotOpenError
        password_hash = await self._password_hasher.hash(
            check_password(password, personal_details=(address,))
        )
        account_id = await self._lookup.reset_password(token_hash, self._clock.now(), password_hash)
        if account_id is None:
            count_sign_in_failure("expired_link")
            raise ResetLinkNotOpenError
        await self._attempts.give_back(key)
        memberships = await self._lookup.list_memberships(account_id)
        for membership in memberships:
            await self._record_reset(
                membership, address, request_id, has_mail=membership == memberships[0]
            )

    async def _record_reset(
        self, membership: tuple[TenantId, UUID], address: str, request_id: str, *, has_mail: bool
    ) -> None:
        """Record the reset in one organization of the person; e-mail the person if ``has_mail``."""
        tenant_id, user_id = membership
        async with self._open_work(tenant_id, correlation_id=request_id) as work:
            await self._audit_log.record(work, None, "user.password_reset", str(user_id), {})
            if has_mail:
                await self._mail.send_password_changed(work, person_id=user_id, to=address)
