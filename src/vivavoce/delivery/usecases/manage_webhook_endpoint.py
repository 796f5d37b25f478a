"""Manage the organization's webhook endpoint: its URL, events and secrets, and a test delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from vivavoce.delivery.adapters.endpoints_postgres import PostgresWebhookEndpointRepository
from vivavoce.delivery.domain.webhook import (
    WEBHOOK_EVENTS,
    WebhookMessage,
    build_secret,
    build_signed_headers,
    check_secret,
    serialize_message,
)
from vivavoce.delivery.domain.webhook_delivery import WebhookEndpoint, choose_signing_secrets
from vivavoce.infra.egress.client import OutboundHttpClient, OutboundHttpResponse
from vivavoce.infra.egress.target import TargetRefusedError
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, InvalidRequestError, NotFoundError
from vivavoce.kernel.ids import IdGenerator, InterviewId, TenantId
from vivavoce.kernel.translation import translatable

PREVIOUS_SECRET_LIFETIME = timedelta(hours=24)
"""How long a replaced secret still signs, so that receivers have time to switch."""


class InvalidWebhookConfigError(InvalidRequestError):
    """The webhook configuration is not valid."""

    code = "webhook_config_invalid"


class WebhookEndpointNotFoundError(NotFoundError):
    """The organization has no webhook endpoint."""

    code = "webhook_config_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointChange:
    """The requested configuration of the endpoint; None leaves a field as it is."""

    url: str
    secret: str | None = field(default=None, repr=False)
    has_new_secret: bool = False
    events: Sequence[str] | None = None
    is_active: bool = True


class ManageWebhookEndpoint:
    """Reads, sets, removes and tests the organization's webhook endpoint."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        endpoints: PostgresWebhookEndpointRepository,
        sender: OutboundHttpClient,
        clock: Clock,
        ids: IdGenerator,
        installation_secret: str,
    ) -> None:
        self._open_work = open_work
        self._endpoints = endpoints
        self._sender = sender
        self._clock = clock
        self._ids = ids
        self._installation_secret = installation_secret

    async def get(self, tenant_id: TenantId) -> WebhookEndpoint:
        """Return the endpoint, or raise ``WebhookEndpointNotFoundError``."""
        async with self._open_work(tenant_id) as work:
            endpoint = await self._endpoints.find(work, self._clock.now())
        if endpoint is None:
            raise WebhookEndpointNotFoundError
        return endpoint

    async def put(
        self, tenant_id: TenantId, change: WebhookEndpointChange
    ) -> tuple[WebhookEndpoint, bool]:
        """Store the endpoint; return it, and whether its secret is new and must be shown now.

        Raises ``InvalidWebhookConfigError`` or ``InvalidWebhookSecretError``.
        """
        self._validate(change)
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            await self._endpoints.lock(work)
            existing = await self._endpoints.find(work, now)
            secrets = existing.secrets if existing is not None else ()
            new_secret = self._choose_new_secret(change, secrets)
            endpoint = WebhookEndpoint(
                id=existing.id if existing is not None else self._ids.new_id(),
                url=change.url,
                secrets=(new_secret, *secrets[:1]) if new_secret is not None else secrets,
                events=_choose_events(change, existing),
                is_active=change.is_active,
                previous_secret_expires_at=existing.previous_secret_expires_at
                if existing is not None
                else None,
            )
            if new_secret is not None and secrets:
                endpoint = replace(
                    endpoint, previous_secret_expires_at=now + PREVIOUS_SECRET_LIFETIME
                )
            await self._endpoints.save(work, endpoint)
        return endpoint, new_secret is not None

    async def remove(self, tenant_id: TenantId) -> None:
        """Delete the endpoint; its pending messages are closed without being sent.

        Raises ``WebhookEndpointNotFoundError``.
        """
        async with self._open_work(tenant_id) as work:
            if not await self._endpoints.delete(work):
                raise WebhookEndpointNotFoundError

    async def test(self, tenant_id: TenantId) -> OutboundHttpResponse:
        """Send a sample ``interview.plan_generated`` once, now, and return the actual response."""
        endpoint = await self.get(tenant_id)
        now = self._clock.now()
        interview_id = InterviewId(self._ids.new_id())
        message = WebhookMessage(
            id=self._ids.new_id(),
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
        body = serialize_message(message)
        headers = build_signed_headers(
            body,
            message_id=message.id,
            tenant_id=tenant_id,
            attempt=1,
            sent_at=now,
            secrets=choose_signing_secrets(endpoint, self._installation_secret),
        )
        return await self._sender.post(endpoint.url, headers=headers, body=body)

    def _validate(self, change: WebhookEndpointChange) -> None:
        try:
            self._sender.validate_url(change.url)
        except TargetRefusedError as refused:
            raise _config_error("callbackUrl", refused.detail) from None
        unknown = sorted(set(change.events or ()) - set(WEBHOOK_EVENTS))
        if unknown:
            raise _config_error(
                "events",
                translatable(
                    "'{unknown}' is not an event. Choose from: {webhook_events}.",
                    unknown=unknown[0],
                    webhook_events=", ".join(WEBHOOK_EVENTS),
                ),
            )
        if change.secret is not None:
            check_secret(change.secret)

    def _choose_new_secret(
        self, change: WebhookEndpointChange, current_secrets: tuple[str, ...]
    ) -> str | None:
        if change.secret is not None:
            return change.secret if change.secret not in current_secrets[:1] else None
        if change.has_new_secret or not current_secrets:
            return build_secret(self._ids.random_token(256))
        return None


def _choose_events(
    change: WebhookEndpointChange, current: WebhookEndpoint | None
) -> frozenset[str]:
    if change.events is not None:
        return frozenset(change.events)
    return current.events if current is not None else frozenset()


def _config_error(name: str, detail: str) -> InvalidWebhookConfigError:
    return InvalidWebhookConfigError(detail, errors=[FieldError(name, "refused", detail)])
