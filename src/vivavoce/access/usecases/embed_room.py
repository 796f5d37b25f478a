"""Embed the candidate's room: make a token for a customer's server, and open the room with it once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from vivavoce.access.adapters.candidate_links import PostgresCandidateLinkRepository
from vivavoce.access.adapters.embed_tokens import PostgresEmbedTokenRepository
from vivavoce.access.adapters.one_time_codes import PostgresOneTimeCodeRepository
from vivavoce.access.domain.candidate_access import CandidateLink
from vivavoce.access.domain.embedding import (
    EMBED_PAGE,
    EMBED_TOKEN_LIFETIME,
    EmbedToken,
    EmbedTokenNotUsableError,
    OriginNotRegisteredError,
)
from vivavoce.access.ports import CandidateAccessPolicy
from vivavoce.access.usecases.start_session import issue_session_token
from vivavoce.contracts.embedding import EmbedAddress, EmbedRules
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.kernel.signed_ids import read_signed_ids, sign_ids


class CreateEmbedToken:
    """Makes a token for one interview's link and one origin that the organization registered."""

    def __init__(
        self,
        *,
        tokens: PostgresEmbedTokenRepository,
        policy: CandidateAccessPolicy,
        clock: Clock,
        ids: IdGenerator,
        signing_key: bytes,
        public_url: str,
    ) -> None:
        self._tokens = tokens
        self._policy = policy
        self._clock = clock
        self._ids = ids
        self._signing_key = signing_key
        self._public_url = public_url.rstrip("/")

    async def __call__(
        self, work: UnitOfWork, link: CandidateLink, origin: str, *, is_vouched: bool
    ) -> EmbedAddress:
        """Return the token, or raise ``OriginNotRegisteredError``.

        With ``is_vouched``, the customer has identified the candidate; the token then replaces the
        one-time code if the organization allows that.
        """
        rules = await self._policy.embed_rules(work)
        if origin not in rules.origins:
            raise OriginNotRegisteredError(extra={"origin": origin})
        stored = EmbedToken(
            id=self._ids.new_id(),
            link_id=link.id,
            origin=origin,
            replaces_code=is_vouched and rules.replaces_code,
            expires_at=self._clock.now() + EMBED_TOKEN_LIFETIME,
        )
        await self._tokens.add(work, stored)
        token = sign_ids(work.tenant_id, stored.id, self._signing_key)
        return EmbedAddress(
            token=token,
            url=f"{self._public_url}{EMBED_PAGE}/{token}",
            origin=origin,
            replaces_code=stored.replaces_code,
            expires_at=stored.expires_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedRoom:
    """What the page in the frame needs to go on as the candidate's own page does."""

    link_token: str = field(repr=False)
    session_token: str = field(repr=False)
    """Empty if the candidate still enters a one-time code, or none is required."""
    origin: str
    """The only origin that may hear the page's events."""
    accent_color: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenToken:
    """A token that has not expired, whose origin is still registered and whose link is still open."""

    work: UnitOfWork
    stored: EmbedToken
    link: CandidateLink
    rules: EmbedRules
    now: datetime


class OpenEmbeddedRoom:
    """Opens the room for the holder of an embed token."""

    def __init__(
        self,
        *,
        tokens: PostgresEmbedTokenRepository,
        links: PostgresCandidateLinkRepository,
        codes: PostgresOneTimeCodeRepository,
        policy: CandidateAccessPolicy,
        open_work: UnitOfWorkFactory,
        clock: Clock,
        ids: IdGenerator,
        signing_key: bytes,
    ) -> None:
        self._tokens = tokens
        self._links = links
        self._codes = codes
        self._policy = policy
        self._open_work = open_work
        self._clock = clock
        self._ids = ids
        self._signing_key = signing_key

    async def find_origin(self, token: str) -> str | None:
        """Return the origin whose pages may show the room with ``token``, also after it was used, or None."""
        try:
            async with self._open(token) as opened:
                return opened.stored.origin
        except EmbedTokenNotUsableError:
            return None

    async def __call__(self, token: str, *, request_id: str = "") -> EmbeddedRoom:
        """Use the token up and return the room, or raise ``EmbedTokenNotUsableError``.

        The error of a token that was used before names its origin, which can be told of it.
        """
        async with self._open(token, request_id=request_id) as opened:
            work, stored, now = opened.work, opened.stored, opened.now
            if not await self._tokens.use(work, stored.id, now):
                raise EmbedTokenNotUsableError(extra={"origin": stored.origin})
            session_token = ""
            if stored.replaces_code and opened.rules.replaces_code:
                session_token = await issue_session_token(
                    work, opened.link, codes=self._codes, ids=self._ids, now=now
                )
            return EmbeddedRoom(
                link_token=opened.link.token,
                session_token=session_token,
                origin=stored.origin,
                accent_color=opened.rules.accent_color,
            )

    @asynccontextmanager
    async def _open(self, token: str, *, request_id: str = "") -> AsyncIterator[_OpenToken]:
        ids = read_signed_ids(token, self._signing_key)
        if ids is None:
            raise EmbedTokenNotUsableError
        tenant_id, token_id = ids
        now = self._clock.now()
        async with self._open_work(tenant_id, correlation_id=request_id) as work:
            stored = await self._tokens.find(work, token_id, now)
            link = None if stored is None else await self._links.find(work, stored.link_id)
            if stored is None or link is None or link.expires_at <= now:
                raise EmbedTokenNotUsableError
            rules = await self._policy.embed_rules(work)
            if stored.origin not in rules.origins:
                raise EmbedTokenNotUsableError
            yield _OpenToken(work=work, stored=stored, link=link, rules=rules, now=now)
