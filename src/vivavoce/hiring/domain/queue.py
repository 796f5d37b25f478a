"""The items of the queue: what waits for a person, who may decide it, when it is due, how long it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.human_task import HumanTaskKind
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.kernel.caller import Permission

QueueItemKind = Literal[
    "assessment",
    "plan",
    "details",
    "person_requested",
    "candidate_withdrew",
    "review_requested",
    "decision_to_confirm",
    "intake",
]
QUEUE_ITEM_KINDS: tuple[QueueItemKind, ...] = get_args(QueueItemKind)
STATES_BY_KIND: dict[QueueItemKind, InterviewState] = {
    "assessment": InterviewState.ASSESSMENT_PENDING,
    "plan": InterviewState.PENDING,
    "details": InterviewState.INFO_NEEDED,
}
INTAKE_STATES = (InterviewState.APPROVED, InterviewState.SCHEDULED, InterviewState.IN_PROGRESS)
"""An intake waits for its person until it has ended."""
TASK_KINDS: tuple[HumanTaskKind, ...] = get_args(HumanTaskKind)
PERMISSIONS_BY_KIND: dict[QueueItemKind, Permission] = {
    "assessment": Permission.INTERVIEW_APPROVE,
    "plan": Permission.INTERVIEW_APPROVE,
    "details": Permission.INTERVIEW_UPDATE,
    "person_requested": Permission.INTERVIEW_UPDATE,
    "candidate_withdrew": Permission.INTERVIEW_UPDATE,
    "review_requested": Permission.INTERVIEW_APPROVE,
    "decision_to_confirm": Permission.INTERVIEW_APPROVE,
    "intake": Permission.INTAKE_USE,
}
"""What a person needs to decide an item: others do not see it in their queue.

An intake is only in the queue of the person who is to be interviewed.
"""
CLAIM_DURATION = timedelta(hours=4)
READING_WORDS_PER_MINUTE = 200
QueueOwner = Literal["mine", "team", "unclaimed"]
QueueOrder = Literal["due", "longest_wait"]


def kinds_decided_by(permissions: frozenset[Permission]) -> tuple[QueueItemKind, ...]:
    """Return the kinds of items that somebody with these permissions may decide."""
    return tuple(kind for kind in QUEUE_ITEM_KINDS if PERMISSIONS_BY_KIND[kind] in permissions)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueClaim:
    """A colleague works on an item until ``expires_at``, or until it is decided or released."""

    user_id: UUID
    user_name: str
    claimed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One thing that waits for a person."""

    kind: QueueItemKind
    interview: Interview
    task_id: UUID | None
    """The human task; None for an interview that waits in its state."""
    waiting_since: datetime
    due_at: datetime | None
    """None if the organization sets no time and the interview is not scheduled."""
    claims: tuple[QueueClaim, ...] = ()
    flags: tuple[str, ...] = ()
    """The kinds of flags of the assessment, each once; empty for other items."""
    flag_count: int = 0
    """How many flags the assessment has; 0 for other items."""
    reading_minutes: int | None = None
    """How long the plan or the transcript takes to read; None if there is nothing to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounts:
    """How many items each choice of the queue has."""

    mine: int = 0
    team: int = 0
    unclaimed: int = 0
    overdue: int = 0
    """How many of the chosen owner's items were due before now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """One page of a queue, the number of items that match, and the numbers of every choice."""

    items: tuple[QueueItem, ...]
    total: int
    counts: QueueCounts
    live_count: int
    """How many interviews of the organization are live now."""
    decides: tuple[QueueItemKind, ...]
    """The kinds that the caller may decide or be interviewed in; empty for a role that only reads."""
    has_more: bool = False
    """Whether the list goes on after this page."""


def reading_minutes(words: int) -> int | None:
    """Return the minutes for that many words, rounded up; None for no words."""
    return -(-words // READING_WORDS_PER_MINUTE) or None


def count_words(texts: Sequence[str]) -> int:
    """Return the number of words, separated by white space."""
    return sum(len(text.split()) for text in texts)


def count_plan_words(document: Json) -> int:
    """Return the words of a plan: the greeting, its questions, their follow-ups, what good answers cover."""
    questions = [
        question
        for competency in document.get("competencies", ())
        for question in competency.get("questions", ())
    ]
    texts = [document.get("greeting_script") or ""]
    for question in questions:
        texts.extend(_question_texts(question))
    return count_words(texts)


def _question_texts(question: Json) -> Iterator[str]:
    yield question.get("text") or ""
    for name in ("expected_points", "probes", "look_for"):
        yield from question.get(name) or ()
    anchors: dict[str, Any] = question.get("anchors") or {}  # Any: JSON
    for anchor in anchors.values():
        yield anchor.get("description") or ""
