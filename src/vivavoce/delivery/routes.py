"""The organisation's receiver, the delivery log, and the mailbox of the local profile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field, SecretStr, StrictBool

from vivavoce.delivery.adapters.mail_postgres import PostgresMailbox
from vivavoce.delivery.domain.record import Record
from vivavoce.delivery.domain.target import Endpoint
from vivavoce.delivery.ports import Interviews, Messages, Rules
from vivavoce.delivery.usecases.configure import Receivers, Wish
from vivavoce.delivery.usecases.redeliver import Redeliver
from vivavoce.infra.web.bodies import CamelModel, SeedBody, own_router, seed_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Permission

_CONFIG = "/api/v1/tenants/me/webhook-config"
_AUTO_APPROVE = "autoApprovePlans"


class ReceiverBody(SeedBody):
    """Where webhooks go and which of them. No ``events`` at first, or an empty list, is all."""

    callback_url: str = Field(max_length=2048, examples=["https://ats.example.com/vivavoce"])
    secret: SecretStr | None = Field(None, max_length=256)
    rotate_secret: bool = False
    """Make a new secret; the former one signs along for 24 hours."""
    events: list[str] | None = Field(None, max_length=50)
    is_active: bool = True
    auto_approve_plans: StrictBool | None = Field(
        None, description="The organisation's rule: plans need no person's approval."
    )


class ReceiverView(CamelModel):
    """The receiver as it is kept. ``secret`` is whole only in the answer that made it."""

    callback_url: str
    secret: str
    events: list[str]
    is_active: bool
    is_gone: bool
    """It answered 410 and is told nothing until it is configured anew."""
    auto_approve_plans: bool
    warnings: list[str] = []


class TestView(CamelModel):
    """What the receiver really answered to a test."""

    is_delivered: bool
    status: int | None
    ms: int
    error: str | None


class AttemptView(CamelModel):
    """One try."""

    attempt: int
    at: datetime
    ms: int
    status: int | None
    error: str | None


class MessageView(CamelModel):
    """One webhook and its tries."""

    id: UUID
    interview_id: UUID
    run_id: str
    sequence: int
    event: str
    state: str
    at: datetime
    url: str
    status: Literal["pending", "delivered", "dead", "gone"]
    next_attempt_at: datetime | None
    attempts: list[AttemptView]


class MessagePage(CamelModel):
    """A page of webhooks."""

    data: list[MessageView]
    total: int
    page: int
    limit: int


class MailView(CamelModel):
    """A letter that arrived in the mailbox of the local profile."""

    id: UUID
    at: datetime
    to: str
    subject: str
    text: str


class MailPage(CamelModel):
    """The newest letters, newest first."""

    data: list[MailView]


def receiver_routes(receivers: Receivers, rules: Rules) -> APIRouter:
    """Return the routes of the organisation's own receiver."""
    router = seed_router("webhooks")

    @router.get(_CONFIG)
    async def get_webhook_config(caller: CallerOf) -> ReceiverView:
        """Show the receiver; of its secret only the last four characters."""
        caller.require(Permission.TENANT_READ)
        found = await receivers.get(caller.tenant_id)
        return _receiver(found, await rules.read(caller))

    @router.put(_CONFIG)
    async def put_webhook_config(caller: CallerOf, body: ReceiverBody) -> ReceiverView:
        """Set the receiver. A new secret is shown in this answer and never again."""
        caller.require(Permission.TENANT_UPDATE)
        made, is_new = await receivers.put(
            caller.tenant_id,
            Wish(
                url=body.callback_url,
                secret=None if body.secret is None else body.secret.get_secret_value(),
                has_new_secret=body.rotate_secret,
                events=body.events,
                is_active=body.is_active,
            ),
        )
        wished = body.auto_approve_plans
        holding = await rules.change(caller, {} if wished is None else {_AUTO_APPROVE: wished})
        view = _receiver(made, holding, is_secret_shown=is_new)
        view.warnings = [f"'{name}' is not read" for name in body.unknown]
        return view

    @router.delete(_CONFIG, status_code=204)
    async def delete_webhook_config(caller: CallerOf) -> None:
        """Forget the receiver."""
        caller.require(Permission.TENANT_UPDATE)
        await receivers.remove(caller.tenant_id)

    @router.post(f"{_CONFIG}/test")
    async def test_webhook_config(caller: CallerOf) -> TestView:
        """Send a made-up event to the receiver now and show what it answered."""
        caller.require(Permission.TENANT_UPDATE)
        answer = await receivers.test(caller.tenant_id)
        is_delivered = answer.status is not None and 200 <= answer.status < 300
        return TestView(
            is_delivered=is_delivered, status=answer.status, ms=answer.ms, error=answer.error
        )

    return router


def log_routes(
    *, open_work: OpenWork, messages: Messages, interviews: Interviews, redeliver: Redeliver
) -> APIRouter:
    """Return the routes of the delivery log."""
    router = own_router("webhooks")

    @router.get("/api/v1/interviews/{interview_id}/webhooks")
    async def list_interview_webhooks(caller: CallerOf, interview_id: str) -> MessagePage:
        """Show every webhook of an interview, by id or run id, with each try."""
        caller.require(Permission.INTERVIEW_READ)
        async with open_work(caller.tenant_id) as work:
            found = await interviews.interview_of(work, interview_id)
            records = await messages.of_interview(work, found)
        views = [_message(record) for record in records]
        return MessagePage(data=views, total=len(views), page=1, limit=max(1, len(views)))

    @router.get("/api/v1/webhooks")
    async def list_webhooks(
        caller: CallerOf,
        status: Literal["pending", "delivered", "dead", "gone"] = "dead",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> MessagePage:
        """Show webhooks by what became of them; those given up unless asked otherwise."""
        caller.require(Permission.INTERVIEW_READ)
        async with open_work(caller.tenant_id) as work:
            records, total = await messages.by_status(
                work, status, limit=limit, offset=(page - 1) * limit
            )
        views = [_message(record) for record in records]
        return MessagePage(data=views, total=total, page=page, limit=limit)

    @router.post("/api/v1/webhooks/{message_id}/redeliver", status_code=202)
    async def redeliver_webhook(caller: CallerOf, message_id: UUID) -> MessageView:
        """Send an ended webhook again, under its own id, with a whole new schedule."""
        caller.require(Permission.INTERVIEW_UPDATE)
        return _message(await redeliver(caller.tenant_id, message_id))

    return router


def mailbox_routes(mailbox: PostgresMailbox) -> APIRouter:
    """Return the mailbox's route. Only the local profile may ask for it."""
    router = own_router("local profile")

    @router.get("/api/v1/dev/mailbox")
    async def read_dev_mailbox(
        caller: CallerOf, to: Annotated[str | None, Query(max_length=320)] = None
    ) -> MailPage:
        """Show the newest letters, all or those to one address."""
        caller.require(Permission.INTERVIEW_READ)
        arrivals = await mailbox.arrivals(caller.tenant_id)
        return MailPage(
            data=[
                MailView(
                    id=one.id,
                    at=one.at,
                    to=one.letter.to,
                    subject=one.letter.subject,
                    text=one.letter.text,
                )
                for one in arrivals
                if to is None or one.letter.to.casefold() == to.casefold()
            ]
        )

    return router


def _receiver(
    endpoint: Endpoint, rules: Mapping[str, bool | str | int], *, is_secret_shown: bool = False
) -> ReceiverView:
    secret = endpoint.secrets[0]
    return ReceiverView(
        callback_url=endpoint.url,
        secret=secret if is_secret_shown else f"****{secret[-4:]}",
        events=sorted(endpoint.events),
        is_active=endpoint.is_active,
        is_gone=endpoint.is_gone,
        auto_approve_plans=rules.get(_AUTO_APPROVE) is True,
    )


def _message(record: Record) -> MessageView:
    return MessageView(
        id=record.id,
        interview_id=record.interview_id,
        run_id=record.run_id,
        sequence=record.sequence,
        event=record.event,
        state=record.state,
        at=record.at,
        url=record.url,
        status=record.status,
        next_attempt_at=record.next_at,
        attempts=[
            AttemptView(
                attempt=one.attempt, at=one.at, ms=one.ms, status=one.status, error=one.error
            )
            for one in record.attempts
        ],
    )
