"""How far an interview covers its plan: elements found, competencies exhausted, and time left."""

from __future__ import annotations

from datetime import datetime

from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion
from vivavoce.live.domain.events import TurnCompleted
from vivavoce.live.domain.interviewer.answer_elements import list_expected_elements, list_points
from vivavoce.live.domain.session import QuestionProgress, Session

RESERVED_PER_QUESTION_S = 55
"""Seconds reserved for each question that is still to be asked."""
RESERVED_FOR_PROBE_S = 35
LONG_ANSWER_S = 240
"""Seconds of a very long answer, for estimates of the remaining time."""
_OVERTIME_RATIO = 1.2
"""Ratio of used to planned time from which the next answers must be shorter."""
_ENOUGH_ELEMENTS = 0.75
_MAX_PROBES = 3
_MAX_UNPRODUCTIVE_PROBES = 2
_UNPRODUCTIVE_TOTAL_LIMIT = 4


def get_question(plan: InterviewPlan, question_id: str) -> PlanQuestion:
    """Return the planned question with this id; raises ``StopIteration`` if there is none."""
    return next(question for question in plan.questions if question.id == question_id)


def has_enough_elements(progress: QuestionProgress, question: PlanQuestion) -> bool:
    """Whether so many answer elements were found that no follow-up is needed.

    An answer to a knowledge question that tells the expected points needs no further elements.
    """
    ways = [list_expected_elements(question)]
    if question.kind == "knowledge":
        ways.append(list_points(question))
    return any(
        len(progress.found_elements.intersection(slots)) / len(slots) >= _ENOUGH_ELEMENTS
        for slots in ways
        if slots
    )


def is_probing_exhausted(state: Session, plan: InterviewPlan, competency: str) -> bool:
    """Whether this competency had enough probes, or too many unproductive ones in a row."""
    threads = list_competency_progress(state, plan, competency)
    dry_ever = sum(question.unproductive_probes for question in state.asked_questions)
    patience = 1 if dry_ever >= _UNPRODUCTIVE_TOTAL_LIMIT else _MAX_UNPRODUCTIVE_PROBES
    return (
        sum(thread.probes for thread in threads) >= _MAX_PROBES
        or _count_latest_unproductive_probes(threads) >= patience
    )


def _count_latest_unproductive_probes(threads: tuple[QuestionProgress, ...]) -> int:
    """Return the number of latest consecutive unproductive probes, across questions."""
    count = 0
    for thread in reversed(threads):
        count += thread.consecutive_unproductive_probes
        if thread.consecutive_unproductive_probes < thread.probes - len(thread.restatement_reasons):
            break
    return count


def is_competency_done(state: Session, plan: InterviewPlan, competency: str) -> bool:
    """Whether a competency was asked about, and is covered or exhausted."""
    threads = list_competency_progress(state, plan, competency)
    if not threads:
        return False
    enough = any(
        has_enough_elements(thread, get_question(plan, thread.question_id)) for thread in threads
    )
    return enough or is_probing_exhausted(state, plan, competency)


def list_remaining_questions(state: Session, plan: InterviewPlan) -> tuple[PlanQuestion, ...]:
    """Return the planned questions that are still to be asked, in plan order."""
    put = {thread.question_id for thread in state.asked_questions}
    done = put.union(state.policy_skipped, state.created.answered_before)
    return tuple(question for question in plan.questions if question.id not in done)


def has_time_to_probe(state: Session, plan: InterviewPlan, now: datetime) -> bool:
    """Whether there is time for a follow-up and all remaining planned questions."""
    reserved_s = (
        RESERVED_PER_QUESTION_S * len(list_remaining_questions(state, plan)) + RESERVED_FOR_PROBE_S
    )
    return state.time_remaining(now).total_seconds() >= reserved_s


def has_time_for_optional(state: Session, plan: InterviewPlan, now: datetime) -> bool:
    """Whether there is time for an optional question and all remaining mandatory ones."""
    least = RESERVED_PER_QUESTION_S * (count_mandatory(state, plan) + 1)
    return state.time_remaining(now).total_seconds() >= least


def time_for_probe_s(state: Session, plan: InterviewPlan, now: datetime) -> int:
    """Return the seconds available for a follow-up and its answer; may be negative."""
    reserved_s = RESERVED_PER_QUESTION_S * len(list_remaining_questions(state, plan))
    return int(state.time_remaining(now).total_seconds()) - reserved_s


def is_time_short(
    state: Session, plan: InterviewPlan, now: datetime, question: PlanQuestion
) -> bool:
    """Whether the answer to ``question`` should be short.

    True if the interview is behind its plan, or a long answer would crowd out mandatory questions.
    """
    if is_behind_plan(state, plan, now, ratio=_OVERTIME_RATIO):
        return True
    return is_time_too_short_for_questions(state, now, count_mandatory(state, plan, question))


def count_mandatory(
    state: Session, plan: InterviewPlan, besides: PlanQuestion | None = None
) -> int:
    """Return how many mandatory questions are still to be asked, ``besides`` one of them."""
    remaining = list_remaining_questions(state, plan)
    return sum(each.is_mandatory for each in remaining if besides is None or each.id != besides.id)


def is_behind_plan(
    state: Session, plan: InterviewPlan, now: datetime, *, ratio: float = 1.0
) -> bool:
    """Whether the questions so far took more than ``ratio`` times the time planned for them."""
    planned_s = sum(
        get_question(plan, progress.question_id).time_budget_s for progress in state.asked_questions
    )
    return state.time_used(now).total_seconds() > ratio * planned_s


def is_time_too_short_for_questions(state: Session, now: datetime, question_count: int) -> bool:
    """Whether a long answer now would leave too little time for ``question_count`` more questions."""
    left_s = state.time_remaining(now).total_seconds() - LONG_ANSWER_S
    return left_s < RESERVED_PER_QUESTION_S * question_count


def answers_to(state: Session, question_id: str) -> tuple[str, ...]:
    """Return the texts of the answers to one question so far."""
    return tuple(turn.text for turn in answer_turns(state, question_id))


def answer_turns(state: Session, question_id: str) -> tuple[TurnCompleted, ...]:
    """Return the turns that answer one question so far."""
    return tuple(
        turn for turn in state.turns if turn.question_id == question_id and turn.kind == "answer"
    )


def find_open_turn(state: Session) -> TurnCompleted | None:
    """Return the latest question or follow-up, whoever asked it, or None before the first."""
    asked = (turn for turn in reversed(state.counted_turns) if turn.kind in _OPENING_KINDS)
    return next(asked, None)


_OPENING_KINDS = ("question", "follow_up")


def list_competency_progress(
    state: Session, plan: InterviewPlan, competency: str
) -> tuple[QuestionProgress, ...]:
    """Return the progress of the questions asked so far about a competency."""
    return tuple(
        thread
        for thread in state.asked_questions
        if get_question(plan, thread.question_id).competency == competency
    )


def find_competency(plan: InterviewPlan, name: str) -> Competency:
    """Return a competency of the plan; an unknown one has weight 0."""
    for competency in plan.rubric.competencies:
        if competency.name == name:
            return competency
    return Competency(name=name, weight=0.0)


def compute_coverage_gap(state: Session, plan: InterviewPlan, competency: str) -> float:
    """Return the uncovered share of a competency, 0 to 1; doubled, up to 1, for a required competency."""
    covered = 0.0
    for thread in list_competency_progress(state, plan, competency):
        slots = list_expected_elements(get_question(plan, thread.question_id))
        if slots:
            covered = max(covered, len(thread.found_elements.intersection(slots)) / len(slots))
    doubled = 2.0 if find_competency(plan, competency).is_required else 1.0
    return min(1.0, doubled * (1.0 - covered))


def time_pressure(state: Session, plan: InterviewPlan, now: datetime) -> float:
    """Return the time needed for the remaining mandatory questions as a share of the time left, 0 to 1."""
    left_s = state.time_remaining(now).total_seconds()
    needed_s = RESERVED_PER_QUESTION_S * sum(
        question.is_mandatory for question in list_remaining_questions(state, plan)
    )
    return min(1.0, needed_s / left_s) if left_s > 0 else 1.0


def max_follow_ups(state: Session) -> int:
    """Return how often one question may be followed up; 0 if the ability is switched off."""
    created = state.created
    return created.max_follow_ups if "follow_ups" in created.features else 0
