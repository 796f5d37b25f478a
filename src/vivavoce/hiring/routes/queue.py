"""Routes of the queue: what waits for a decision of the caller, and who works on it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, Field, TypeAdapter

from vivavoce.contracts.transcript import Recommendation
from vivavoce.hiring.domain.queue import (
    QueueClaim,
    QueueItem,
    QueueItemKind,
    QueueOrder,
    QueueOwner,
)
from vivavoce.hiring.ports.queue import QueueEntry
from vivavoce.hiring.routes.requests import IsTestParam
from vivavoce.hiring.routes.responses import InterviewItemResponse, to_item_response
from vivavoce.hiring.usecases.read_queue import ManageQueueClaims, ReadQueue
from vivavoce.infra.cursors import InvalidCursorError, read_texts, write_cursor
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import CamelModel, UtcTimestamp, make_strict_router
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp
from vivavoce.kernel.ids import InterviewId

OwnerParam = Annotated[
    QueueOwner,
    Query(
        description="`team`: everything that you may decide. `mine`: what you claimed, and what you "
        "requested if no colleague has claimed it. `unclaimed`: what no one has claimed."
    ),
]
OrderParam = Annotated[
    QueueOrder,
    Query(description="`due`: what is due first. `longest_wait`: what has waited longest."),
]


class QueueClaimResponse(CamelModel):
    """A person who works on an item. A claim informs colleagues; it locks nothing."""

    user_id: UUID
    """The id of the user."""
    user_name: str = Field(examples=["Rita Recruiter"])
    """The name of the user."""
    is_mine: bool
    """Whether the claim is your own."""
    claimed_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the item was claimed or the claim was last renewed, in UTC."""
    expires_at: UtcTimestamp = Field(examples=["2026-11-22T13:30:00.000Z"])
    """When the claim ends by itself, in UTC."""


class QueueClaimListResponse(CamelModel):
    """The people who work on an item, the oldest claim first."""

    data: list[QueueClaimResponse]
    """The claims, the oldest first."""


class QueueItemResponse(CamelModel):
    """One item that waits for a person, with the interview that it is about."""

    kind: QueueItemKind
    """`assessment`: an assessment to decide. `plan`: a plan to approve. `details`: facts are missing.
    `intake`: an intake in which you are interviewed; it is only in your own queue, and never due. The other
    kinds are human tasks, as in `GET /tasks`."""
    interview: InterviewItemResponse
    """The interview that it is about."""
    task_id: UUID | None
    """The id of the human task; null for an assessment, a plan, missing details and an intake."""
    waiting_since: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When it began to wait, in UTC."""
    due_at: UtcTimestamp | None = Field(examples=["2026-11-24T09:30:00.000Z"])
    """When it is due, in UTC: the organization's `decisionDueHours` after it began to wait, and for a
    plan and missing details the scheduled time of the interview if that is earlier. Null without either."""
    recommendation: Recommendation | None = Field(examples=["HIRE"])
    """What the assessment proposes; null for other kinds."""
    flags: list[str] = Field(examples=[["injection"]])
    """The kinds of flags of the assessment, each once; empty for other kinds."""
    flag_count: int = Field(examples=[2])
    """How many flags the assessment has, of all kinds together; 0 for other kinds."""
    reading_minutes: int | None = Field(examples=[6])
    """The minutes to read the plan or the transcript, at 200 words a minute, rounded up; null if there
    is nothing to read. The words of a plan are those of the greeting, the questions, their follow-ups
    and what good answers cover."""
    claims: list[QueueClaimResponse]
    """Who works on it, the oldest claim first."""


class QueueCountsResponse(CamelModel):
    """How many items each choice of `owner` has."""

    mine: int = Field(examples=[2])
    """What you claimed or requested, and your own intakes."""
    team: int = Field(examples=[7])
    """Everything that waits for you or for what you may decide."""
    unclaimed: int = Field(examples=[4])
    """What no one has claimed, without your own intakes."""
    overdue: int = Field(examples=[1])
    """How many items of the chosen `owner` were due before now."""


class QueueResponse(CamelModel):
    """One page of the queue."""

    data: list[QueueItemResponse]
    """The items of this page."""
    total: int
    """How many items match, on all pages."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many items a page has at most."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""
    counts: QueueCountsResponse
    """How many items each choice of `owner` has."""
    live_count: int = Field(examples=[3])
    """How many interviews are live now, as `totals.live` of `GET /live`."""
    decides: list[QueueItemKind]
    """The kinds of items that your role may decide, and `intake` if you can be interviewed in one; empty for
    a role that only reads."""


def build_queue_router(read_queue: ReadQueue, claims: ManageQueueClaims) -> APIRouter:
    """Return the routes under ``/queue``."""
    router = make_strict_router("Tasks")

    @router.get("/queue")
    async def list_queue(
        caller: CurrentCaller,
        owner: OwnerParam = "team",
        order: OrderParam = "due",
        only_overdue: Annotated[
            bool,
            Query(
                alias="onlyOverdue",
                description="Only items that were due before now.",
                examples=[True],
            ),
        ] = False,
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
        limit: Annotated[int, Query(ge=1, le=50)] = 25,
        is_test: IsTestParam = False,
        cursor: CursorParam = None,
    ) -> QueueResponse:
        """List what waits for a decision that you may make, with what you need to choose the next one.

        Other roles may decide other items. A decision that you made yourself is not listed to confirm.
        """
        found = await read_queue(
            caller,
            owner=owner,
            order=order,
            only_overdue=only_overdue,
            page=page,
            limit=limit,
            is_test=is_test,
            after=_read_cursor(order, cursor),
        )
        return QueueResponse(
            data=[_to_item_response(caller, item) for item in found.items],
            total=found.total,
            page=page,
            limit=limit,
            next_cursor=_write_cursor(order, found.items[-1]) if found.has_more else None,
            counts=QueueCountsResponse(
                mine=found.counts.mine,
                team=found.counts.team,
                unclaimed=found.counts.unclaimed,
                overdue=found.counts.overdue,
            ),
            live_count=found.live_count,
            decides=list(found.decides),
        )

    path = "/queue/{key}/{item_kind}/claim"

    @router.put(path)
    async def claim_queue_item(
        caller: CurrentCaller, key: str, item_kind: QueueItemKind
    ) -> QueueClaimListResponse:
        """Show colleagues for four hours that you are working on an item; a second call renews the claim.

        It locks nothing: colleagues can claim and decide the item too. The claim ends when the item is
        decided.
        """
        found = await claims.claim(caller, key, item_kind)
        return QueueClaimListResponse(data=[_to_claim_response(caller, one) for one in found])

    @router.delete(path, status_code=204)
    async def release_queue_item(
        caller: CurrentCaller, key: str, item_kind: QueueItemKind
    ) -> Response:
        """Release your own claim on an item; without one, nothing happens."""
        await claims.release(caller, key, item_kind)
        return Response(status_code=204)

    return router


def _to_item_response(caller: Caller, item: QueueItem) -> QueueItemResponse:
    interview = item.interview
    return QueueItemResponse(
        kind=item.kind,
        interview=to_item_response(interview, None),
        task_id=item.task_id,
        waiting_since=format_timestamp(item.waiting_since),
        due_at=format_optional_timestamp(item.due_at),
        recommendation=interview.recommendation if item.kind == "assessment" else None,
        flags=list(item.flags),
        flag_count=item.flag_count,
        reading_minutes=item.reading_minutes,
        claims=[_to_claim_response(caller, claim) for claim in item.claims],
    )


def _to_claim_response(caller: Caller, claim: QueueClaim) -> QueueClaimResponse:
    return QueueClaimResponse(
        user_id=claim.user_id,
        user_name=claim.user_name,
        is_mine=claim.user_id == caller.id,
        claimed_at=format_timestamp(claim.claimed_at),
        expires_at=format_timestamp(claim.expires_at),
    )


def _write_cursor(order: QueueOrder, last: QueueItem) -> str:
    due = last.due_at if order == "due" else None
    keys = ("" if due is None else due, last.waiting_since, last.interview.id, last.kind)
    return write_cursor(f"queue {order}", *keys)


def _read_cursor(order: QueueOrder, cursor: str | None) -> QueueEntry | None:
    """Return where the page begins, or raise ``InvalidCursorError``."""
    if cursor is None:
        return None
    due, since, interview_id, kind = read_texts(f"queue {order}", cursor, 4)
    try:
        return QueueEntry(
            interview_id=InterviewId(UUID(interview_id)),
            kind=_KINDS.validate_python(kind),
            task_id=None,
            waiting_since=_TIME.validate_python(since),
            due_at=_TIME.validate_python(due) if due else None,
        )
    except ValueError:
        raise InvalidCursorError from None


_KINDS: TypeAdapter[QueueItemKind] = TypeAdapter(QueueItemKind)
_TIME: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)
