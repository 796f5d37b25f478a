"""Recognising a caller by a sign-in token or an API key."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Forbidden, Unauthenticated
from vivavoce.kernel.ids import DEMO_TENANT
from vivavoce.tenancy.domain.keys import LONGEST_KEY, FoundKey
from vivavoce.tenancy.domain.people import User
from vivavoce.tenancy.ports import Claims, Doorway, HashToken, People, Tokens

_USERS_FOR_S = 30.0
_KEYS_FOR_S = 3.0
_MOST = 2048

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


class CredentialsMissing(Unauthenticated):
    """Sign in and send 'Authorization: Bearer …', or send a key in 'X-API-Key'."""

    code = "credentials_missing"


class TwoCredentials(Unauthenticated):
    """Send either 'Authorization' or 'X-API-Key', not both."""

    code = "two_credentials"


class BadKey(Unauthenticated):
    """This API key is unknown, revoked or expired."""

    code = "bad_key"


class NoLongerHere(Unauthenticated):
    """This person no longer belongs to the organisation. Sign in again."""

    code = "no_longer_here"


class WrongTenant(Forbidden):
    """'X-Tenant-ID' names another organisation than the credential does."""

    code = "wrong_tenant"


class Authenticate:
    """Finds the caller behind a request's headers; what it found it remembers for seconds only."""

    def __init__(
        self,
        *,
        doorway: Doorway,
        people: People,
        tokens: Tokens,
        hash_token: HashToken,
        open_work: OpenWork,
        clock: Clock,
        is_local: bool,
    ) -> None:
        self._doorway = doorway
        self._people = people
        self._tokens = tokens
        self._hash_token = hash_token
        self._open_work = open_work
        self._clock = clock
        self._is_local = is_local
        self._users: _Memory[Claims, User] = _Memory(clock, _USERS_FOR_S)
        self._keys: _Memory[bytes, FoundKey] = _Memory(clock, _KEYS_FOR_S)

    async def __call__(self, *, authorization: str, api_key: str, tenant: str) -> Caller:
        """Return the caller, or raise ``Unauthenticated`` or ``WrongTenant``. Missing headers are ''."""
        if authorization and api_key:
            raise TwoCredentials
        if api_key:
            caller = await self._by_key(api_key)
        else:
            caller = await self._by_token(authorization)
        if caller.tenant_id == DEMO_TENANT and not self._is_local:
            raise Unauthenticated
        if tenant and tenant.strip().lower() != str(caller.tenant_id):
            raise WrongTenant
        return caller

    async def _by_token(self, authorization: str) -> Caller:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise CredentialsMissing
        claims = self._tokens.read(token.strip(), now=self._clock.now())
        user = self._users.get(claims)
        if user is None:
            async with self._open_work(claims.tenant_id) as work:
                user = await self._people.find(work, claims.user_id)
            if user is None:
                raise NoLongerHere
            self._users.put(claims, user)
        return user.caller()

    async def _by_key(self, key: str) -> Caller:
        if len(key) > LONGEST_KEY:
            raise BadKey
        hashed = self._hash_token(key)
        found = self._keys.get(hashed)
        if found is None:
            found = await self._doorway.find_key(hashed)
            if found is None:
                raise BadKey
            self._keys.put(hashed, found)
        if found.is_over(self._clock.now()):
            raise BadKey
        return found.caller()


class _Memory(Generic[KeyT, ValueT]):
    """Remembers the latest answers for a while; failures are never remembered."""

    def __init__(self, clock: Clock, for_s: float) -> None:
        self._clock = clock
        self._for_s = for_s
        self._kept: OrderedDict[KeyT, tuple[float, ValueT]] = OrderedDict()

    def get(self, key: KeyT) -> ValueT | None:
        kept = self._kept.get(key)
        if kept is None or self._clock.monotonic() - kept[0] >= self._for_s:
            return None
        return kept[1]

    def put(self, key: KeyT, value: ValueT) -> None:
        self._kept.pop(key, None)
        self._kept[key] = (self._clock.monotonic(), value)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
