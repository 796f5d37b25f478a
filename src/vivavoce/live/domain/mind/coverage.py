"""How far a talk covers its plan: what was found, what brings no more, and what the clock still holds."""

from __future__ import annotations

from datetime import datetime

from vivavoce.contracts.plan import Competency, Plan, PlanQuestion
from vivavoce.live.domain.mind.slots import slots_of
from vivavoce.live.domain.session import Session, Thread

KEPT_PER_QUESTION_S = 55
"""Time kept back for each question that was not yet put."""
KEPT_FOR_PROBE_S = 35
LONG_ANSWER_S = 240
"""So long speaks whoever loses the thread."""
_OVERDRAWN = 1.2
"""So much more than planned may be used before the next answers have to be shorter."""
_ENOUGH_SLOTS = 0.8
_MOST_PROBES = 3
_MOST_DRY = 2
_DRY_EVER_PATIENCE = 4


def question_of(plan: Plan, question_id: str) -> PlanQuestion:
    """Return the planned question with this id."""
    return next(each for each in plan.questions if each.id == question_id)


def has_enough(thread: Thread, question: PlanQuestion) -> bool:
    """Whether so many slots are filled that asking further is not worth it."""
    slots = slots_of(question)
    return bool(slots) and len(thread.found.intersection(slots)) / len(slots) >= _ENOUGH_SLOTS


def is_exhausted(state: Session, plan: Plan, competency: str) -> bool:
    """Whether probing this competency brings no more: enough probes, or too many dry ones."""
    threads = threads_of(state, plan, competency)
    dry_ever = sum(each.dry_ever for each in state.threads)
    patience = 1 if dry_ever >= _DRY_EVER_PATIENCE else _MOST_DRY
    return (
        sum(each.probes for each in threads) >= _MOST_PROBES or _dry_in_a_row(threads) >= patience
    )


def _dry_in_a_row(threads: tuple[Thread, ...]) -> int:
    """Return how many of the latest probes brought nothing, also where they followed two questions."""
    count = 0
    for thread in reversed(threads):
        count += thread.dry
        if thread.dry < thread.probes - len(thread.restated):
            break
    return count


def is_stopped(state: Session, plan: Plan, competency: str) -> bool:
    """Whether a competency was asked about, and needs or yields no more."""
    threads = threads_of(state, plan, competency)
    if not threads:
        return False
    enough = any(has_enough(each, question_of(plan, each.question_id)) for each in threads)
    return enough or is_exhausted(state, plan, competency)


def not_yet_put(state: Session, plan: Plan) -> tuple[PlanQuestion, ...]:
    """Return the planned questions that are still to come, in the order of the talk."""
    put = {thread.question_id for thread in state.threads}
    done = put.union(state.passed, state.created.answered_before)
    return tuple(question for question in plan.questions if question.id not in done)


def has_time_to_probe(state: Session, plan: Plan, now: datetime) -> bool:
    """Whether a further question fits beside everything that is still planned."""
    kept = KEPT_PER_QUESTION_S * len(not_yet_put(state, plan)) + KEPT_FOR_PROBE_S
    return state.remaining(now).total_seconds() >= kept


def has_time_for_optional(state: Session, plan: Plan, now: datetime) -> bool:
    """Whether an optional question fits beside the mandatory ones."""
    mandatory = sum(question.is_mandatory for question in not_yet_put(state, plan))
    return state.remaining(now).total_seconds() >= KEPT_PER_QUESTION_S * (mandatory + 1)


def time_for_probe_s(state: Session, plan: Plan, now: datetime) -> int:
    """Return how many seconds a further question and its answer may take."""
    kept = KEPT_PER_QUESTION_S * len(not_yet_put(state, plan))
    return int(state.remaining(now).total_seconds()) - kept


def is_hurried(state: Session, plan: Plan, now: datetime, question: PlanQuestion) -> bool:
    """Whether the answer to ``question`` had better be short: the talk is late, or others would miss out."""
    planned_s = sum(question_of(plan, each.question_id).time_budget_s for each in state.threads)
    if state.used(now).total_seconds() > _OVERDRAWN * planned_s:
        return True
    others = (each for each in not_yet_put(state, plan) if each.id != question.id)
    return costs_others(state, now, sum(each.is_mandatory for each in others))


def costs_others(state: Session, now: datetime, questions: int) -> bool:
    """Whether a long answer now would leave too little time for so many questions."""
    left_s = state.remaining(now).total_seconds() - LONG_ANSWER_S
    return left_s < KEPT_PER_QUESTION_S * questions


def answers(state: Session, question_id: str) -> tuple[str, ...]:
    """Return what was answered to one question so far."""
    return tuple(
        turn.text
        for turn in state.turns
        if turn.question_id == question_id and turn.kind == "answer"
    )


def threads_of(state: Session, plan: Plan, competency: str) -> tuple[Thread, ...]:
    """Return the questions put so far that feed a competency."""
    return tuple(
        thread
        for thread in state.threads
        if question_of(plan, thread.question_id).competency == competency
    )


def competency_of(plan: Plan, name: str) -> Competency:
    """Return a competency of the plan; an unknown one weighs nothing."""
    for competency in plan.rubric.competencies:
        if competency.name == name:
            return competency
    return Competency(name=name, weight=0.0)


def gap_of(state: Session, plan: Plan, competency: str) -> float:
    """Return how much of a competency is not covered, 0 to 1; must-have counts double, 1 at most."""
    found = 0.0
    for thread in threads_of(state, plan, competency):
        slots = slots_of(question_of(plan, thread.question_id))
        if slots:
            found = max(found, len(thread.found.intersection(slots)) / len(slots))
    doubled = 2.0 if competency_of(plan, competency).is_required else 1.0
    return min(1.0, doubled * (1.0 - found))


def pressure_of(state: Session, plan: Plan, now: datetime) -> float:
    """Return how hard the clock presses for mandatory questions, 0 to 1."""
    left_s = state.remaining(now).total_seconds()
    needed_s = KEPT_PER_QUESTION_S * sum(each.is_mandatory for each in not_yet_put(state, plan))
    return min(1.0, needed_s / left_s) if left_s > 0 else 1.0


def most_follow_ups(state: Session) -> int:
    """Return how often one question may be followed up; never where the ability is off."""
    created = state.created
    return created.max_follow_ups if "follow_ups" in created.abilities else 0
