"""Routes for the webhook configuration, the delivery log, and the mailbox of the local profile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field, SecretStr, StrictBool

from vivavoce.delivery.adapters.mail_postgres import PostgresMailbox
from vivavoce.delivery.adapters.messages_postgres import PostgresWebhookMessageRepository
from vivavoce.delivery.domain.webhook_delivery import (
    DeliveryRecord,
    DeliveryStatus,
    WebhookEndpoint,
)
from vivavoce.delivery.ports import InterviewIdResolver, TenantSettingsService
from vivavoce.delivery.usecases.manage_webhook_endpoint import (
    ManageWebhookEndpoint,
    WebhookEndpointChange,
)
from vivavoce.delivery.usecases.publish_webhook import RedeliverWebhook
from vivavoce.infra.cursors import cut_page, read_time_and_id
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.idempotency import shows_secret_once
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import (
    CamelModel,
    LenientRequestModel,
    make_lenient_router,
    make_strict_router,
)
from vivavoce.infra.web.unknown_members import RequestWarningResponse
from vivavoce.kernel.caller import Permission

_CONFIG_PATH = "/api/v1/tenants/me/webhook-config"
_AUTO_APPROVE_SETTING = "autoApprovePlans"
_MAX_BODY_CHARACTERS = 500
_DELIVERY_STATUSES: tuple[DeliveryStatus, ...] = get_args(DeliveryStatus)


class WebhookConfigRequest(LenientRequestModel):
    """Where webhooks are sent, and which events. ``events`` that are empty, or never set, mean all."""

    callback_url: str = Field(max_length=2048, examples=["https://ats.example.com/vivavoce"])
    """The https address that receives the organization's webhooks. An interview with its own
    `callbackUrl` sends its webhooks there instead."""
    secret: SecretStr | None = Field(
        None, max_length=256, examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8G"]
    )
    """A signing secret of your own, of at least 32 printable characters; after `whsec_`, the base64
    of at least 24 bytes. If absent, the current one stays, or one is generated."""
    rotate_secret: bool = False
    """Generate a new secret; the previous one also signs for 24 hours."""
    events: list[str] | None = Field(
        None, max_length=50, examples=[["interview.plan_generated", "interview.assessment_pending"]]
    )
    """The events to send. An empty list means all; if absent, the current choice stays."""
    is_active: bool = True
    """Whether webhooks are sent. While false, events are not stored for later."""
    auto_approve_plans: StrictBool | None = Field(
        None, description="The organization's setting: plans need no approval by a person."
    )


class WebhookConfigResponse(CamelModel):
    """The webhook configuration. ``secret`` is shown in full only in the response that created it."""

    callback_url: str = Field(examples=["https://ats.example.com/vivavoce"])
    """The address that receives the webhooks."""
    secret: str = Field(examples=["****Y29x"])
    """The signing secret: in full only in the response that set or generated it, otherwise its last
    four characters."""
    events: list[str] = Field(examples=[["interview.plan_generated"]])
    """The events that are sent, in alphabetical order; empty means all."""
    is_active: bool
    """Whether webhooks are sent."""
    is_gone: bool
    """Whether the endpoint returned 410; it receives nothing until it is configured again."""
    auto_approve_plans: bool
    """The organization's setting: whether plans need no approval by a person."""
    warnings: list[RequestWarningResponse] = []
    """The members of the request that are not known and were ignored."""


class WebhookTestResponse(CamelModel):
    """The endpoint's actual response to a test."""

    is_delivered: bool
    """Whether the endpoint returned a status from 200 to 299."""
    status: int | None = Field(examples=[204])
    """The HTTP status that the endpoint returned; null if there was no response."""
    latency_ms: int = Field(examples=[85])
    """How long the request took, in milliseconds."""
    error: str | None
    """The kind of failure if there was no response; null otherwise."""
    body: str = Field(examples=["ok"])
    """The first 500 characters of what the endpoint returned; empty without a response."""


class WebhookAttemptResponse(CamelModel):
    """One delivery attempt."""

    attempt: int
    """The number of the attempt, from 1."""
    at: datetime
    """When the attempt was made."""
    latency_ms: int = Field(examples=[85])
    """How long the request took, in milliseconds."""
    status: int | None = Field(examples=[204])
    """The HTTP status that the endpoint returned; null if there was no response."""
    error: str | None
    """The kind of failure if there was no response; null otherwise."""


class WebhookMessageResponse(CamelModel):
    """One webhook and its delivery attempts."""

    id: UUID
    """The message's id, sent as `webhook-id`; every attempt has the same."""
    interview_id: UUID
    """The interview that the webhook is about."""
    run_id: str
    """The interview's run id."""
    sequence: int
    """The number of the message among those of its interview, from 1."""
    event: str = Field(examples=["interview.plan_generated"])
    """The name of the event."""
    state: str = Field(examples=["PENDING"])
    """The interview's state when the event happened."""
    at: datetime
    """When the event happened."""
    url: str = Field(examples=["https://ats.example.com/vivavoce"])
    """The address that the message is sent to."""
    status: Literal["pending", "delivered", "dead", "gone"]
    """`pending`: still tried. `delivered`: the endpoint returned 2xx. `dead`: given up. `gone`: the
    endpoint returned 410 or was removed."""
    next_attempt_at: datetime | None
    """When the next attempt is due; null if there is none."""
    attempts: list[WebhookAttemptResponse]
    """The attempts so far, oldest first."""


class WebhookMessageListResponse(CamelModel):
    """A page of webhooks."""

    data: list[WebhookMessageResponse]
    """The webhooks of this page."""
    total: int
    """How many webhooks match, on all pages."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many webhooks a page has at most."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


class MailboxEmailResponse(CamelModel):
    """An e-mail in the mailbox of the local profile."""

    id: UUID
    """The e-mail's id."""
    at: datetime
    """When the e-mail was sent."""
    to: str = Field(examples=["ada@example.com"])
    """The address that it was sent to."""
    subject: str
    """The subject line."""
    text: str
    """The text of the e-mail, links and codes included."""


class MailboxResponse(CamelModel):
    """A page of the newest 500 e-mails."""

    data: list[MailboxEmailResponse]
    """The e-mails of this page, newest first."""
    total: int
    """How many e-mails match, on all pages."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many e-mails a page has at most."""


def build_webhook_config_router(
    webhook_endpoints: ManageWebhookEndpoint, tenant_settings: TenantSettingsService
) -> APIRouter:
    """Return the routes of the organization's webhook configuration."""
    router = make_lenient_router("webhooks")

    @router.get(_CONFIG_PATH)
    async def get_webhook_config(caller: CurrentCaller) -> WebhookConfigResponse:
        """Return the webhook configuration, with only the last four characters of its secret."""
        caller.require(Permission.TENANT_READ)
        endpoint = await webhook_endpoints.get(caller.tenant_id)
        return _config_response(endpoint, await tenant_settings.read(caller))

    @router.put(_CONFIG_PATH)
    @shows_secret_once
    async def put_webhook_config(
        caller: CurrentCaller, body: WebhookConfigRequest
    ) -> WebhookConfigResponse:
        """Set the webhook configuration. A new secret is shown only in this response."""
        caller.require(Permission.TENANT_UPDATE)
        endpoint, is_new = await webhook_endpoints.put(
            caller.tenant_id,
            WebhookEndpointChange(
                url=body.callback_url,
                secret=None if body.secret is None else body.secret.get_secret_value(),
                has_new_secret=body.rotate_secret,
                events=body.events,
                is_active=body.is_active,
            ),
        )
        wished = body.auto_approve_plans
        holding = await tenant_settings.change(
            caller, {} if wished is None else {_AUTO_APPROVE_SETTING: wished}
        )
        return _config_response(endpoint, holding, is_secret_shown=is_new)

    @router.delete(_CONFIG_PATH, status_code=204)
    async def delete_webhook_config(caller: CurrentCaller) -> None:
        """Delete the webhook configuration."""
        caller.require(Permission.TENANT_UPDATE)
        await webhook_endpoints.remove(caller.tenant_id)

    @router.post(f"{_CONFIG_PATH}/test")
    async def test_webhook_config(caller: CurrentCaller) -> WebhookTestResponse:
        """Send a sample event to the endpoint now and return its response."""
        caller.require(Permission.TENANT_UPDATE)
        answer = await webhook_endpoints.test(caller.tenant_id)
        is_delivered = answer.status is not None and 200 <= answer.status < 300
        return WebhookTestResponse(
            is_delivered=is_delivered,
            status=answer.status,
            latency_ms=answer.latency_ms,
            error=answer.error,
            body=_read_beginning(answer.body),
        )

    return router


def build_delivery_log_router(
    *,
    open_work: UnitOfWorkFactory,
    messages: PostgresWebhookMessageRepository,
    resolve_interview_id: InterviewIdResolver,
    redeliver: RedeliverWebhook,
) -> APIRouter:
    """Return the routes of the delivery log."""
    router = make_strict_router("webhooks")

    @router.get("/api/v1/interviews/{interview_id}/webhooks")
    async def list_interview_webhooks(
        caller: CurrentCaller, interview_id: str
    ) -> WebhookMessageListResponse:
        """List every webhook of an interview, by id or run id, with its delivery attempts."""
        caller.require(Permission.INTERVIEW_READ)
        async with open_work(caller.tenant_id) as work:
            resolved_id = await resolve_interview_id(work, interview_id)
            records = await messages.list_by_interview(work, resolved_id)
        views = [_message_response(record) for record in records]
        return WebhookMessageListResponse(
            data=views, total=len(views), page=1, limit=max(1, len(views))
        )

    @router.get("/api/v1/webhooks")
    async def list_webhooks(
        caller: CurrentCaller,
        status: Literal["pending", "delivered", "dead", "gone", "all"] = "dead",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        cursor: CursorParam = None,
    ) -> WebhookMessageListResponse:
        """List webhooks by status; by default those that were given up (``dead``). ``all`` lists all."""
        caller.require(Permission.INTERVIEW_READ)
        async with open_work(caller.tenant_id) as work:
            found, total = await messages.list_by_status(
                work,
                _DELIVERY_STATUSES if status == "all" else (status,),
                limit=limit + 1,
                offset=0 if cursor else (page - 1) * limit,
                after=read_time_and_id("webhooks", cursor),
            )
        records, next_cursor = cut_page("webhooks", found, limit, lambda one: (one.at, one.id))
        views = [_message_response(record) for record in records]
        return WebhookMessageListResponse(
            data=views, total=total, page=page, limit=limit, next_cursor=next_cursor
        )

    @router.post("/api/v1/webhooks/{message_id}/redeliver", status_code=202)
    async def redeliver_webhook(caller: CurrentCaller, message_id: UUID) -> WebhookMessageResponse:
        """Send an ended webhook again, with the same id and a new retry schedule."""
        caller.require(Permission.INTERVIEW_UPDATE)
        return _message_response(await redeliver(caller.tenant_id, message_id))

    return router


def build_mailbox_router(mailbox: PostgresMailbox) -> APIRouter:
    """Return the mailbox route; available only in the local profile."""
    router = make_strict_router("dev-mailbox")

    @router.get("/api/v1/dev/mailbox")
    async def read_dev_mailbox(
        caller: CurrentCaller,
        to: Annotated[str | None, Query(max_length=320)] = None,
        search: Annotated[str, Query(max_length=200)] = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> MailboxResponse:
        """List the newest e-mails: all, those to one address, or those with some words."""
        caller.require(Permission.INTERVIEW_READ)
        arrivals = await mailbox.list_newest(caller.tenant_id, to=to, words=search)
        return MailboxResponse(
            data=[
                MailboxEmailResponse(
                    id=arrival.id,
                    at=arrival.at,
                    to=arrival.email.to,
                    subject=arrival.email.subject,
                    text=arrival.email.text,
                )
                for arrival in arrivals[(page - 1) * limit : page * limit]
            ],
            total=len(arrivals),
            page=page,
            limit=limit,
        )

    return router


def _config_response(
    endpoint: WebhookEndpoint,
    settings: Mapping[str, bool | str | int | list[str]],
    *,
    is_secret_shown: bool = False,
) -> WebhookConfigResponse:
    secret = endpoint.secrets[0]
    return WebhookConfigResponse(
        callback_url=endpoint.url,
        secret=secret if is_secret_shown else f"****{secret[-4:]}",
        events=sorted(endpoint.events),
        is_active=endpoint.is_active,
        is_gone=endpoint.is_gone,
        auto_approve_plans=settings.get(_AUTO_APPROVE_SETTING) is True,
    )


def _read_beginning(body: bytes) -> str:
    """Return the first characters of a response as text; what is no text is replaced."""
    text = body[: 4 * _MAX_BODY_CHARACTERS].decode("utf-8", "replace")[:_MAX_BODY_CHARACTERS]
    return "".join(mark if mark.isprintable() or mark in "\n\t" else "\ufffd" for mark in text)


def _message_response(record: DeliveryRecord) -> WebhookMessageResponse:
    return WebhookMessageResponse(
        id=record.id,
        interview_id=record.interview_id,
        run_id=record.run_id,
        sequence=record.sequence,
        event=record.event,
        state=record.state,
        at=record.at,
        url=record.url,
        status=record.status,
        next_attempt_at=record.next_attempt_at,
        attempts=[
            WebhookAttemptResponse(
                attempt=attempt.attempt,
                at=attempt.at,
                latency_ms=attempt.duration_ms,
                status=attempt.status,
                error=attempt.error,
            )
            for attempt in record.attempts
        ],
    )
