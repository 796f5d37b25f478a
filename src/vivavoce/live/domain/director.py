"""What the built-in interviewer does next: the follow-up policy. Rules, no model.

The order of the reasons is the policy; slots are all it looks at, never a score.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from vivavoce.contracts.plan import Competency, Plan, PlanQuestion
from vivavoce.live.domain import wording
from vivavoce.live.domain.conflict import conflict_in
from vivavoce.live.domain.events import PassedOver, ReasonCode, TurnCompleted
from vivavoce.live.domain.session import Session, Thread
from vivavoce.live.domain.slots import code_of, slots_of
from vivavoce.live.domain.wording import Wording

RULES = "built-in rules v1"
CONFLICT = "conflict"
"""Stands for a slot when two statements do not fit."""

KEPT_PER_QUESTION_S = 55
"""Time kept back for each question that was not yet put."""
KEPT_FOR_PROBE_S = 35
_ENOUGH_SLOTS = 0.8
_MOST_PROBES = 3
_MOST_DRY = 2
_DRY_EVER_PATIENCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Why the interviewer goes on or asks further after an answer, and what else was possible."""

    turn: int
    question_id: str
    reason: ReasonCode
    slot: str | None = None
    value: float = 0.0
    passed_over: tuple[PassedOver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Ask further about the open question."""

    weighed: Weighed
    wording: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Put the next planned question; ``covered`` and ``hurried`` are left out on the way."""

    question: PlanQuestion
    wording: Wording
    suggested_s: int
    weighed: Weighed | None
    covered: tuple[str, ...] = ()
    hurried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Nothing is left to ask."""

    weighed: Weighed | None
    covered: tuple[str, ...] = ()
    hurried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """The candidate has the word."""


Move = Probe | Ask | Close | Wait


def next_move(state: Session, plan: Plan, now: datetime) -> Move:
    """Return what the interviewer does in ``state``; the same log gives the same move."""
    if state.status != "in_progress" or state.is_paused or state.taken_by is not None:
        return Wait()
    thread = state.thread
    if thread is None:
        return _go_on(state, plan, now, weighed=None)
    last = state.last_turn
    if thread.is_skipped:
        return _go_on(state, plan, now, weighed=None)
    if last is None or last.kind != "answer":
        return Wait()
    return _weigh(state, plan, now, thread, last)


def question_of(plan: Plan, question_id: str) -> PlanQuestion:
    """Return the planned question with this id."""
    return next(each for each in plan.questions if each.id == question_id)


def open_text(state: Session, plan: Plan) -> str:
    """Return what stands open without its bridge: the last probe, or the planned question."""
    thread = state.thread
    if thread is None:
        return ""
    for turn in reversed(state.turns):
        if turn.kind == "question":
            break
        if turn.kind == "follow_up" and turn.reason not in ("NO_ANSWER", "OFF_TOPIC"):
            return turn.text
    return question_of(plan, thread.question_id).text


def polite_limit_s(state: Session, plan: Plan, now: datetime) -> int:
    """Return how long the next answer may politely take, shrinking as time runs out."""
    left = {q.competency for q in _not_yet_put(state, plan)}
    each = state.remaining(now).total_seconds() / max(1, len(left)) - 12
    return round(max(30.0, min(90.0, each)))


def _weigh(
    state: Session, plan: Plan, now: datetime, thread: Thread, answer: TurnCompleted
) -> Move:
    question = question_of(plan, thread.question_id)
    turn = answer.turn
    passed = _possible(state, plan, thread, question)

    def go_on(reason: ReasonCode) -> Move:
        weighed = Weighed(turn=turn, question_id=question.id, reason=reason, passed_over=passed)
        return _go_on(state, plan, now, weighed=weighed)

    if answer.reading == "does_not_know":
        return go_on("NO_ANSWER")
    unheard = _UNHEARD.get(answer.reading or "answer")
    if not passed and unheard is None:
        return go_on("COMPLETE")
    if not _has_time_to_probe(state, plan, now) or thread.probes >= state.created.max_follow_ups:
        return go_on("BUDGET")
    if unheard is not None:
        if thread.restated:
            return go_on(unheard)
        words = wording.restate(unheard, open_text(state, plan), **_seed(state))
        return Probe(
            weighed=Weighed(turn=turn, question_id=question.id, reason=unheard, passed_over=passed),
            wording=words,
        )
    stop = _reason_to_stop(state, plan, thread, question)
    conflicts = tuple(each for each in passed if each.reason == "CLARIFY")
    if stop == "COMPLETE" and conflicts:
        return _ask_for(state, plan, question, turn, conflicts)
    if stop is not None:
        return go_on(stop)
    return _ask_for(state, plan, question, turn, passed)


_UNHEARD: dict[str, ReasonCode] = {"nothing": "NO_ANSWER", "off_topic": "OFF_TOPIC"}


def _ask_for(
    state: Session,
    plan: Plan,
    question: PlanQuestion,
    turn: int,
    possible: tuple[PassedOver, ...],
) -> Probe:
    chosen, *rest = possible
    if chosen.reason == "CLARIFY":
        first, second = conflict_in(_answers(state, question.id)) or ("", "")
        words = wording.clarify(first, second, **_seed(state))
    else:
        words = wording.probe(chosen.slot, chosen.reason, question, plan, **_seed(state))
    return Probe(
        weighed=Weighed(
            turn=turn,
            question_id=question.id,
            reason=chosen.reason,
            slot=chosen.slot,
            value=chosen.value,
            passed_over=tuple(rest),
        ),
        wording=words,
    )


def _possible(
    state: Session, plan: Plan, thread: Thread, question: PlanQuestion
) -> tuple[PassedOver, ...]:
    """Return what could be asked for, in the order of the policy; nothing is asked twice."""
    slots = slots_of(question)
    missing = [slot for slot in slots if slot not in thread.found]
    value = _value(plan, thread, question, missing=len(missing), slots=len(slots))
    wanted = [
        PassedOver(code_of(slot), slot, value) for slot in missing if slot not in thread.asked_for
    ]
    if CONFLICT not in thread.asked_for and conflict_in(_answers(state, question.id)):
        wanted.append(PassedOver("CLARIFY", CONFLICT, value))
    return tuple(wanted)


def _value(
    plan: Plan, thread: Thread, question: PlanQuestion, *, missing: int, slots: int
) -> float:
    competency = _competency(plan, question.competency)
    weight = competency.weight * (2 if competency.is_required else 1)
    share = missing / slots if slots else 0.0
    return round(weight * share * 0.6**thread.probes * 0.5**thread.dry_ever, 6)


def _reason_to_stop(
    state: Session, plan: Plan, thread: Thread, question: PlanQuestion
) -> ReasonCode | None:
    if _has_enough(thread, question):
        return "COMPLETE"
    return "BUDGET" if _is_exhausted(state, plan, question.competency) else None


def _has_enough(thread: Thread, question: PlanQuestion) -> bool:
    slots = slots_of(question)
    return bool(slots) and len(thread.found.intersection(slots)) / len(slots) >= _ENOUGH_SLOTS


def _is_exhausted(state: Session, plan: Plan, competency: str) -> bool:
    """Whether probing this competency brings no more: enough probes, or too many dry ones."""
    threads = _threads_of(state, plan, competency)
    dry_ever = sum(each.dry_ever for each in state.threads)
    patience = 1 if dry_ever >= _DRY_EVER_PATIENCE else _MOST_DRY
    dry_in_a_row = threads[-1].dry if threads else 0
    return sum(each.probes for each in threads) >= _MOST_PROBES or dry_in_a_row >= patience


def _is_stopped(state: Session, plan: Plan, competency: str) -> bool:
    threads = _threads_of(state, plan, competency)
    if not threads:
        return False
    enough = any(_has_enough(each, question_of(plan, each.question_id)) for each in threads)
    return enough or _is_exhausted(state, plan, competency)


def _go_on(state: Session, plan: Plan, now: datetime, *, weighed: Weighed | None) -> Ask | Close:
    """Return the next planned question that is worth its time, or the end."""
    covered: list[str] = []
    hurried: list[str] = []
    for question in _not_yet_put(state, plan):
        if not question.is_mandatory and _is_stopped(state, plan, question.competency):
            covered.append(question.id)
        elif not question.is_mandatory and not _has_time_for_optional(state, plan, now):
            hurried.append(question.id)
        else:
            return _ask(state, plan, now, question, weighed, tuple(covered), tuple(hurried))
    return Close(weighed=weighed, covered=tuple(covered), hurried=tuple(hurried))


def _ask(
    state: Session,
    plan: Plan,
    now: datetime,
    question: PlanQuestion,
    weighed: Weighed | None,
    covered: tuple[str, ...],
    hurried: tuple[str, ...],
) -> Ask:
    suggested_s = polite_limit_s(state, plan, now)
    thread = state.thread
    words = wording.question(
        question,
        **_seed(state),
        is_first=thread is None,
        is_left=thread is not None and (thread.is_skipped or thread.answers == 0),
        suggested_s=suggested_s,
        is_short=suggested_s < 90,
        persona_id=state.created.persona_id,
    )
    return Ask(
        question=question,
        wording=words,
        suggested_s=suggested_s,
        weighed=weighed,
        covered=covered,
        hurried=hurried,
    )


def _not_yet_put(state: Session, plan: Plan) -> tuple[PlanQuestion, ...]:
    put = {thread.question_id for thread in state.threads}
    done = put.union(state.passed, state.created.answered_before)
    return tuple(question for question in plan.questions if question.id not in done)


def _has_time_to_probe(state: Session, plan: Plan, now: datetime) -> bool:
    kept = KEPT_PER_QUESTION_S * len(_not_yet_put(state, plan)) + KEPT_FOR_PROBE_S
    return state.remaining(now).total_seconds() >= kept


def _has_time_for_optional(state: Session, plan: Plan, now: datetime) -> bool:
    mandatory = sum(question.is_mandatory for question in _not_yet_put(state, plan))
    return state.remaining(now).total_seconds() >= KEPT_PER_QUESTION_S * (mandatory + 1)


def _answers(state: Session, question_id: str) -> tuple[str, ...]:
    return tuple(
        turn.text
        for turn in state.turns
        if turn.question_id == question_id and turn.kind == "answer"
    )


def _threads_of(state: Session, plan: Plan, competency: str) -> tuple[Thread, ...]:
    return tuple(
        thread
        for thread in state.threads
        if question_of(plan, thread.question_id).competency == competency
    )


def _competency(plan: Plan, name: str) -> Competency:
    for competency in plan.rubric.competencies:
        if competency.name == name:
            return competency
    return Competency(name=name, weight=0.0)


class Seed(TypedDict):
    """What a wording is drawn by."""

    session_id: str
    turn: int


def _seed(state: Session) -> Seed:
    return Seed(session_id=state.created.session_id, turn=len(state.turns) + 1)
