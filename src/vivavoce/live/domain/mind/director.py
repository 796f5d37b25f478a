"""What the built-in interviewer does next: the follow-up policy. Rules, no model.

The order of the reasons is the policy; slots are all it looks at, never a score.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from vivavoce.contracts.plan import Plan, PlanQuestion
from vivavoce.live.domain.events import Outbid, PassedOver, ReasonCode, TurnCompleted
from vivavoce.live.domain.mind import wording
from vivavoce.live.domain.mind.conflict import conflict_in
from vivavoce.live.domain.mind.coverage import (
    answers,
    competency_of,
    costs_others,
    has_enough,
    has_time_for_optional,
    has_time_to_probe,
    is_exhausted,
    is_hurried,
    is_stopped,
    most_follow_ups,
    not_yet_put,
    question_of,
    time_for_probe_s,
)
from vivavoce.live.domain.mind.rubric_guard import RubricGuard, stems_said
from vivavoce.live.domain.mind.slots import code_of, slots_of
from vivavoce.live.domain.mind.staff_questions import elements_asked_by_staff
from vivavoce.live.domain.mind.wording import Wording
from vivavoce.live.domain.session import Session, Thread

RULES = "built-in rules v1"
CONFLICT = "conflict"
"""Stands for a slot when two statements do not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Why the interviewer goes on or asks further after an answer, and what else was possible."""

    turn: int
    question_id: str
    reason: ReasonCode
    slot: str | None = None
    value: float = 0.0
    passed_over: tuple[PassedOver, ...] = ()
    about: int | None = None
    """The turn that is asked further about, where it is not ``turn``."""
    by: str = RULES
    """What speaks here: the rules, a person's note, or what proposed it."""
    proposal_id: str | None = None
    """The proposal that is taken, if one is."""
    outbid: tuple[Outbid, ...] = ()
    """Proposals that were weighed and are not taken."""


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
    if state.thinking is not None:
        return Wait()
    thread = state.thread
    if thread is None:
        return _go_on(state, plan, now, weighed=None)
    last = state.last_move
    if thread.is_skipped:
        return _go_on(state, plan, now, weighed=None)
    if last is None or last.kind != "answer":
        return Wait()
    return _in_time(_weigh(state, plan, now, thread, last), state, plan, now)


def open_text(state: Session, plan: Plan) -> str:
    """Return what stands open without its bridge: the last probe, or the planned question."""
    thread = state.thread
    if thread is None:
        return ""
    for turn in reversed(state.counted):
        if turn.kind == "question":
            break
        if turn.kind == "follow_up" and turn.reason not in ("NO_ANSWER", "OFF_TOPIC"):
            return turn.text
    return question_of(plan, thread.question_id).text


def polite_limit_s(state: Session, plan: Plan, now: datetime) -> int:
    """Return how long the next answer may politely take, shrinking as time runs out."""
    left = {q.competency for q in not_yet_put(state, plan)}
    each = state.remaining(now).total_seconds() / max(1, len(left)) - 12
    return round(max(30.0, min(90.0, each)))


def _in_time(move: Move, state: Session, plan: Plan, now: datetime) -> Move:
    """Return ``move``; a further question names its time where a long answer would cost a later one."""
    if not isinstance(move, Probe) or not costs_others(state, now, len(not_yet_put(state, plan))):
        return move
    limit_s = time_for_probe_s(state, plan, now) // 10 * 10
    return replace(move, wording=wording.brief(move.wording, min(90, limit_s)))


def _weigh(
    state: Session, plan: Plan, now: datetime, thread: Thread, answer: TurnCompleted
) -> Move:
    question = question_of(plan, thread.question_id)
    turn = answer.turn
    passed = _possible(state, plan, thread, question)

    def go_on(reason: ReasonCode) -> Move:
        weighed = Weighed(turn=turn, question_id=question.id, reason=reason, passed_over=passed)
        return _go_on(state, plan, now, weighed=weighed)

    is_aside = answer.question_id != question.id
    if answer.reading == "does_not_know" and not is_aside:
        return go_on("NO_ANSWER")
    unheard = None if is_aside else _UNHEARD.get(answer.reading or "answer")
    if not passed and unheard is None:
        return go_on("COMPLETE")
    if unheard is not None and thread.restated.count(unheard) >= _most_restated(state, unheard):
        return go_on(unheard)
    if not has_time_to_probe(state, plan, now) or thread.probes >= most_follow_ups(state):
        return go_on("BUDGET")
    if unheard is not None:
        words = (
            wording.simpler(question, said=_said(state), **_seed(state))
            if unheard in thread.restated
            else wording.restate(unheard, open_text(state, plan), **_seed(state))
        )
        return Probe(
            weighed=Weighed(turn=turn, question_id=question.id, reason=unheard, passed_over=passed),
            wording=words,
        )
    stop = _reason_to_stop(state, plan, thread, question)
    conflicts = tuple(each for each in passed if each.reason == "CLARIFY")
    if stop is not None and not (stop == "COMPLETE" and conflicts):
        return go_on(stop)
    possible = conflicts if stop == "COMPLETE" else passed
    return _ask_for(state, plan, question, turn, possible) or go_on("BUDGET")


def _most_restated(state: Session, unheard: ReasonCode) -> int:
    """Return how often a question is put in other words: twice to who says nothing, later once."""
    thread = state.thread
    if unheard != "NO_ANSWER" or thread is None or thread.answers > 0:
        return 1
    in_vain = sum(each.restated.count(unheard) for each in state.threads if each is not thread)
    return 1 if in_vain >= _IN_VAIN_PATIENCE else 2


_IN_VAIN_PATIENCE = 4
_UNHEARD: dict[str, ReasonCode] = {"nothing": "NO_ANSWER", "off_topic": "OFF_TOPIC"}


def _ask_for(
    state: Session,
    plan: Plan,
    question: PlanQuestion,
    turn: int,
    possible: tuple[PassedOver, ...],
) -> Probe | None:
    """Return the first of ``possible`` that there are fresh words for, or None."""
    guard = RubricGuard(plan, said=stems_said(state))
    worded = ((each, _words_for(each, state, question, guard)) for each in possible)
    chosen, words = next((pair for pair in worded if pair[1] is not None), (None, None))
    if chosen is None or words is None:
        return None
    return Probe(
        weighed=Weighed(
            turn=turn,
            question_id=question.id,
            reason=chosen.reason,
            slot=chosen.slot,
            value=chosen.value,
            passed_over=tuple(each for each in possible if each is not chosen),
        ),
        wording=words,
    )


def _words_for(
    wanted: PassedOver, state: Session, question: PlanQuestion, guard: RubricGuard
) -> Wording | None:
    if wanted.reason == "CLARIFY":
        first, second = conflict_in(answers(state, question.id)) or ("", "")
        return wording.clarify(first, second, **_seed(state))
    return wording.probe(
        wanted.slot, wanted.reason, question, guard, said=_said(state), **_seed(state)
    )


def _said(state: Session) -> frozenset[str]:
    """Return every further question of this talk, so that none is put in the same words again."""
    return frozenset(turn.text for turn in state.counted if turn.kind == "follow_up")


def _possible(
    state: Session, plan: Plan, thread: Thread, question: PlanQuestion
) -> tuple[PassedOver, ...]:
    """Return what could be asked for, in the order of the policy; nothing is asked twice."""
    slots = slots_of(question)
    missing = [slot for slot in slots if slot not in thread.found]
    value = _value(plan, thread, question, missing=len(missing), slots=len(slots))
    asked_for = thread.asked_for | elements_asked_by_staff(state, thread, question)
    wanted = [PassedOver(code_of(slot), slot, value) for slot in missing if slot not in asked_for]
    if CONFLICT not in thread.asked_for and conflict_in(answers(state, question.id)):
        wanted.append(PassedOver("CLARIFY", CONFLICT, value))
    return tuple(wanted)


def _value(
    plan: Plan, thread: Thread, question: PlanQuestion, *, missing: int, slots: int
) -> float:
    competency = competency_of(plan, question.competency)
    weight = competency.weight * (2 if competency.is_required else 1)
    share = missing / slots if slots else 0.0
    return round(weight * share * 0.6**thread.probes * 0.5**thread.dry_ever, 6)


def _reason_to_stop(
    state: Session, plan: Plan, thread: Thread, question: PlanQuestion
) -> ReasonCode | None:
    if has_enough(thread, question):
        return "COMPLETE"
    return "BUDGET" if is_exhausted(state, plan, question.competency) else None


def _go_on(state: Session, plan: Plan, now: datetime, *, weighed: Weighed | None) -> Ask | Close:
    """Return the next planned question that is worth its time, or the end."""
    covered: list[str] = []
    hurried: list[str] = []
    for question in not_yet_put(state, plan):
        if not question.is_mandatory and is_stopped(state, plan, question.competency):
            covered.append(question.id)
        elif not question.is_mandatory and not has_time_for_optional(state, plan, now):
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
        is_short=suggested_s < 90 or is_hurried(state, plan, now, question),
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


class Seed(TypedDict):
    """What a wording is drawn by."""

    session_id: str
    turn: int


def _seed(state: Session) -> Seed:
    return Seed(session_id=state.created.session_id, turn=len(state.counted) + 1)
