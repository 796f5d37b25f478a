"""The organisation's receiver: where it is, what it hears, what signs, and whether it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from vivavoce.delivery.domain.target import Endpoint, signing_secrets
from vivavoce.delivery.domain.webhook import (
    EVENTS,
    WebhookMessage,
    check_secret,
    new_secret,
    raw_body,
    signed_headers,
)
from vivavoce.delivery.ports import Endpoints, Outlet
from vivavoce.infra.egress.client import Answer
from vivavoce.infra.egress.target import TargetRefused
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, Malformed, NotFound
from vivavoce.kernel.ids import Ids, InterviewId, TenantId

FORMER_SECRET_SIGNS = timedelta(hours=24)
"""How long a replaced secret signs along, so that a receiver can change over in peace."""


class ConfigRefused(Malformed):
    """The receiver cannot be kept like this."""

    code = "webhook_config_refused"


class NoReceiver(NotFound):
    """The organisation has no receiver of its own."""

    code = "webhook_config_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants the receiver to be. None leaves a member as it is."""

    url: str
    secret: str | None = field(default=None, repr=False)
    has_new_secret: bool = False
    events: Sequence[str] | None = None
    is_active: bool = True


class Receivers:
    """Reads, sets, removes and tests the organisation's receiver."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        endpoints: Endpoints,
        outlet: Outlet,
        clock: Clock,
        ids: Ids,
        installation_secret: str,
    ) -> None:
        self._open_work = open_work
        self._endpoints = endpoints
        self._outlet = outlet
        self._clock = clock
        self._ids = ids
        self._installation_secret = installation_secret

    async def get(self, tenant_id: TenantId) -> Endpoint:
        """Return the receiver, or raise ``NoReceiver``."""
        async with self._open_work(tenant_id) as work:
            found = await self._endpoints.current(work, self._clock.now())
        if found is None:
            raise NoReceiver
        return found

    async def put(self, tenant_id: TenantId, wish: Wish) -> tuple[Endpoint, bool]:
        """Keep the receiver; return it, and whether its secret is new and must be shown now."""
        self._check(wish)
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            await self._endpoints.take_turn(work)
            known = await self._endpoints.current(work, now)
            secrets = known.secrets if known is not None else ()
            fresh = self._fresh_secret(wish, secrets)
            made = Endpoint(
                id=known.id if known is not None else self._ids.new(),
                url=wish.url,
                secrets=(fresh, *secrets[:1]) if fresh is not None else secrets,
                events=_events(wish, known),
                is_active=wish.is_active,
                former_until=known.former_until if known is not None else None,
            )
            if fresh is not None and secrets:
                made = replace(made, former_until=now + FORMER_SECRET_SIGNS)
            await self._endpoints.put(work, made)
        return made, fresh is not None

    async def remove(self, tenant_id: TenantId) -> None:
        """Forget the receiver, or raise ``NoReceiver``. What it still waited for is ended."""
        async with self._open_work(tenant_id) as work:
            if not await self._endpoints.remove(work):
                raise NoReceiver

    async def test(self, tenant_id: TenantId) -> Answer:
        """Send a made-up ``interview.plan_generated`` now, once, and return the real answer."""
        endpoint = await self.get(tenant_id)
        now = self._clock.now()
        interview_id = InterviewId(self._ids.new())
        message = WebhookMessage(
            id=self._ids.new(),
            event="interview.plan_generated",
            run_id="run_test",
            interview_id=interview_id,
            tenant_id=tenant_id,
            candidate_ref=None,
            state="PENDING",
            at=now,
            sequence=1,
            data={"isTest": True},
        )
        body = raw_body(message)
        headers = signed_headers(
            body,
            message_id=message.id,
            tenant_id=tenant_id,
            attempt=1,
            sent_at=now,
            secrets=signing_secrets(endpoint, self._installation_secret),
        )
        return await self._outlet.post(endpoint.url, headers=headers, body=body)

    def _check(self, wish: Wish) -> None:
        try:
            self._outlet.vet(wish.url)
        except TargetRefused as refused:
            raise _refused("callbackUrl", refused.detail) from None
        unknown = sorted(set(wish.events or ()) - set(EVENTS))
        if unknown:
            raise _refused("events", f"'{unknown[0]}' is not an event. Known: {', '.join(EVENTS)}.")
        if wish.secret is not None:
            check_secret(wish.secret)

    def _fresh_secret(self, wish: Wish, known: tuple[str, ...]) -> str | None:
        if wish.secret is not None:
            return wish.secret if wish.secret not in known[:1] else None
        if wish.has_new_secret or not known:
            return new_secret(self._ids.token(256))
        return None


def _events(wish: Wish, known: Endpoint | None) -> frozenset[str]:
    if wish.events is not None:
        return frozenset(wish.events)
    return known.events if known is not None else frozenset()


def _refused(name: str, detail: str) -> ConfigRefused:
    return ConfigRefused(detail, errors=[FieldError(name, "refused", detail)])
