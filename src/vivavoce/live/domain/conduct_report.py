"""How a session was conducted, read from its log: for whoever answers for the interviewer. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from vivavoce.contracts.plan import Plan, PlanQuestion
from vivavoce.live.domain import events
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.mind.slots import slots_of
from vivavoce.live.domain.session import Session, apply

SILENCE_S = 3.0
"""A candidate who waits longer than this for the interviewer hears nothing."""
BUDGET_TOLERANCE = 0.2
Remark = Literal[
    "mandatory_not_asked",
    "mandatory_unanswered",
    "over_budget",
    "time_expired",
    "asked_twice",
    "silence",
    "model_failed",
    "connection_lost",
    "plan_unknown",
]
"""What a person should look at; none of them is about the candidate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionConduct:
    """What became of one planned question. ``used_s`` counts from the question to the next one."""

    question_id: str
    is_mandatory: bool
    is_asked: bool
    is_answered: bool
    left_out: str | None
    budget_s: int
    used_s: float
    probes: int
    dry: int
    repeats: int
    """How often the candidate asked to hear it again."""
    slots: int
    found: int

    @property
    def is_over_budget(self) -> bool:
        """Whether it took more than its time and the tolerance."""
        return self.used_s > self.budget_s * (1 + BUDGET_TOLERANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductReport:
    """How the interviewer did.

    ``interruptions`` are replies that cut the candidate off; None where nobody can be: in writing.
    """

    status: str
    end_reason: str | None
    questions: tuple[QuestionConduct, ...]
    coverage: float | None
    """Share of the mandatory questions with an answer."""
    unanswered_mandatory: tuple[str, ...]
    probes: Mapping[str, int]
    """Further questions by the reason for which they were asked."""
    went_on: Mapping[str, int]
    """Decisions to ask no further, by their reason."""
    dry_probes: int
    asked_twice: int
    repeats: int
    talk_ratio: float | None
    """The candidate's share of what was spoken, in writing of all words; None where there is nothing."""
    silences: int
    longest_silence_s: float
    interruptions: int | None
    used_s: float
    limit_s: int
    drops: int
    said_by_staff: int
    warnings: tuple[Remark, ...]


@dataclass(slots=True)
class _Watch:
    """What is only seen while the log is walked through."""

    spent: dict[str, float] = field(default_factory=dict)
    """Seconds of the interview's clock by question."""
    left_out: dict[str, str] = field(default_factory=dict)
    silences: list[float] = field(default_factory=list)
    happened: set[Remark] = field(default_factory=set)
    chosen: list[events.FollowupChosen] = field(default_factory=list)
    drops: int = 0
    interruptions: int = 0
    spoken_ms: Counter[str] = field(default_factory=Counter)
    """Time that either side was heard speaking."""
    open_id: str | None = None
    ran: timedelta = timedelta(0)
    heard_at: datetime | None = None
    end_reason: str | None = None


def conduct_of(log: Sequence[Recorded], plan: Plan | None) -> ConductReport:
    """Return how the session of ``log`` was conducted; without its plan, what the log alone tells."""
    watch, state = _Watch(), None
    for record in log:
        state = apply(state, record)
        _see(watch, record, state)
    if state is None:
        raise ValueError("A log has at least one event.")
    questions = tuple(_question(each, state, watch) for each in (plan.questions if plan else ()))
    mandatory = [each for each in questions if each.is_mandatory]
    twice = _asked_twice(state)
    return ConductReport(
        status=state.status,
        end_reason=watch.end_reason,
        questions=questions,
        coverage=_share(sum(each.is_answered for each in mandatory), len(mandatory)),
        unanswered_mandatory=tuple(each.question_id for each in mandatory if not each.is_answered),
        probes=dict(Counter(each.reason for each in watch.chosen if each.is_asked)),
        went_on=dict(Counter(each.reason for each in watch.chosen if not each.is_asked)),
        dry_probes=sum(thread.dry_ever for thread in state.threads),
        asked_twice=twice,
        repeats=sum(thread.repeats for thread in state.threads),
        talk_ratio=_talk_ratio(state, watch),
        silences=len(watch.silences),
        longest_silence_s=max(watch.silences, default=0.0),
        interruptions=watch.interruptions if state.aloud.has_been else None,
        used_s=state.used(state.at).total_seconds(),
        limit_s=state.created.time_limit_s,
        drops=watch.drops,
        said_by_staff=sum(turn.said_by == "staff" for turn in state.turns),
        warnings=_warnings(watch, questions, has_plan=plan is not None, twice=twice),
    )


def _see(watch: _Watch, record: Recorded, state: Session) -> None:
    event, used = record.event, state.used(state.at)
    if watch.open_id is not None:
        former = watch.spent.get(watch.open_id, 0.0)
        watch.spent[watch.open_id] = former + (used - watch.ran).total_seconds()
    watch.ran = used
    match event:
        case events.TurnCompleted():
            _see_turn(watch, event, state.at)
        case events.QuestionSkipped():
            watch.left_out[event.question_id] = f"{event.by}: {event.reason}"
        case events.FollowupChosen():
            watch.chosen.append(event)
        case events.ConnectionLost():
            watch.drops += 1
            watch.heard_at = None
            watch.happened.add("connection_lost")
        case (
            events.SpeechStarted()
            | events.SpeechEnded()
            | events.UtteranceSpoken()
            | events.TurnAmended()
        ):
            _see_sound(watch, event)
        case events.TimerExpired():
            watch.happened.add("time_expired")
        case events.ModelFailed():
            watch.happened.add("model_failed")
        case events.SessionCompleted() | events.SessionAbandoned() | events.SessionFailed():
            watch.end_reason = event.reason
        case _:
            pass


def _see_sound(
    watch: _Watch,
    event: events.SpeechStarted | events.SpeechEnded | events.UtteranceSpoken | events.TurnAmended,
) -> None:
    match event:
        case events.SpeechStarted():
            watch.spoken_ms["candidate"] -= event.offset_ms
        case events.SpeechEnded():
            watch.spoken_ms["candidate"] += event.offset_ms
        case events.UtteranceSpoken():
            watch.spoken_ms["agent"] += event.ms_spoken
            if (event.waited_ms or 0) > SILENCE_S * 1000:
                watch.silences.append((event.waited_ms or 0) / 1000)
        case events.TurnAmended():
            watch.interruptions += event.reason == "went_on" and bool(event.dropped)


def _see_turn(watch: _Watch, turn: events.TurnCompleted, at: datetime) -> None:
    if turn.role == "candidate":
        watch.heard_at = at
        return
    if watch.heard_at is not None:
        waited_s = (at - watch.heard_at).total_seconds()
        watch.heard_at = None
        if waited_s > SILENCE_S:
            watch.silences.append(waited_s)
    if turn.kind == "question":
        watch.open_id = turn.question_id
    elif turn.kind == "closing":
        watch.open_id = None


def _question(question: PlanQuestion, state: Session, watch: _Watch) -> QuestionConduct:
    thread = next((each for each in state.threads if each.question_id == question.id), None)
    return QuestionConduct(
        question_id=question.id,
        is_mandatory=question.is_mandatory,
        is_asked=thread is not None,
        is_answered=question.id in state.answered,
        left_out=watch.left_out.get(question.id),
        budget_s=question.time_budget_s,
        used_s=watch.spent.get(question.id, 0.0),
        probes=thread.probes if thread else 0,
        dry=thread.dry_ever if thread else 0,
        repeats=thread.repeats if thread else 0,
        slots=len(slots_of(question)),
        found=len(thread.found) if thread else 0,
    )


def _warnings(
    watch: _Watch, questions: Sequence[QuestionConduct], *, has_plan: bool, twice: int
) -> tuple[Remark, ...]:
    found = set(watch.happened)
    mandatory = [each for each in questions if each.is_mandatory]
    is_so: dict[Remark, bool] = {
        "mandatory_not_asked": any(not each.is_asked for each in mandatory),
        "mandatory_unanswered": any(not each.is_answered for each in mandatory),
        "over_budget": any(each.is_over_budget for each in questions),
        "asked_twice": twice > 0,
        "silence": bool(watch.silences),
        "plan_unknown": not has_plan,
    }
    found.update(warning for warning, holds in is_so.items() if holds)
    return tuple(sorted(found))


def _asked_twice(state: Session) -> int:
    """Return how often the interviewer put the same words to the same question, unasked."""
    said = Counter(
        (turn.question_id, re.sub(r"\W+", " ", turn.text.lower()))
        for turn in state.counted
        if turn.kind in ("question", "follow_up") and turn.text
    )
    return sum(count - 1 for count in said.values())


def _talk_ratio(state: Session, watch: _Watch) -> float | None:
    heard_ms = watch.spoken_ms
    if heard_ms["candidate"] > 0 and heard_ms["agent"] > 0:
        return _share(heard_ms["candidate"], heard_ms.total())
    words = Counter[str]()
    for turn in state.counted:
        words[turn.role] += len(turn.text.split())
    return _share(words["candidate"], words.total())


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
