"""The follow-up policy: what the built-in interviewer does next. Rules, no model.

The policy is the order of the reasons. It looks only at answer elements, never at scores.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain.events import (
    FollowupOption,
    ReasonCode,
    SupersededProposal,
    TurnCompleted,
)
from vivavoce.live.domain.interviewer import wording
from vivavoce.live.domain.interviewer.answer_elements import (
    lacks_event,
    list_expected_elements,
)
from vivavoce.live.domain.interviewer.coverage import (
    answer_turns,
    answers_to,
    count_mandatory,
    find_open_turn,
    get_question,
    has_enough_elements,
    has_time_for_optional,
    has_time_to_probe,
    is_behind_plan,
    is_competency_done,
    is_probing_exhausted,
    is_time_short,
    is_time_too_short_for_questions,
    list_remaining_questions,
    max_follow_ups,
    time_for_probe_s,
)
from vivavoce.live.domain.interviewer.everyday_words import list_everyday_stems
from vivavoce.live.domain.interviewer.followup_options import (
    list_followup_options,
    list_pressing_options,
)
from vivavoce.live.domain.interviewer.followup_wording import (
    asked_followups,
    phrase_followup,
    wording_seed,
)
from vivavoce.live.domain.interviewer.question_guard import (
    RubricGuard,
    collect_spoken_stems,
)
from vivavoce.live.domain.interviewer.wording import QuestionWording
from vivavoce.live.domain.interviewer.words import content_stems
from vivavoce.live.domain.session import QuestionProgress, Session

RULES_VERSION = "built-in rules v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupDecision:
    """Why the interviewer moves on or follows up after an answer, and what else was possible."""

    turn: int
    question_id: str
    reason: ReasonCode
    element: str | None = None
    priority: float = 0.0
    alternatives: tuple[FollowupOption, ...] = ()
    about_turn: int | None = None
    """The turn that the follow-up is about, if it is not ``turn``."""
    chosen_by: str = RULES_VERSION
    """Who decided: the rules version, 'staff', or the source of the proposal."""
    proposal_id: str | None = None
    """The chosen proposal, if any."""
    superseded: tuple[SupersededProposal, ...] = ()
    """Proposals that were considered and not chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupMove:
    """Ask a follow-up about the open question."""

    decision: FollowupDecision
    wording: QuestionWording


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedQuestionMove:
    """Ask the next planned question; skip the ids in ``covered`` and ``skipped_for_time`` before it."""

    question: PlanQuestion
    wording: QuestionWording
    suggested_s: int
    decision: FollowupDecision | None
    covered: tuple[str, ...] = ()
    skipped_for_time: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingMove:
    """End the interview because no question is left."""

    decision: FollowupDecision | None
    covered: tuple[str, ...] = ()
    skipped_for_time: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingMove:
    """Do nothing; it is the candidate's turn."""


InterviewerMove = FollowupMove | PlannedQuestionMove | ClosingMove | WaitingMove


def choose_next_move(state: Session, plan: InterviewPlan, now: datetime) -> InterviewerMove:
    """Return the interviewer's move in ``state``; the same log gives the same move."""
    if state.status != "in_progress" or state.is_paused or state.taken_over_by is not None:
        return WaitingMove()
    if state.pending_model_request is not None:
        return WaitingMove()
    thread = state.current_question
    if thread is None:
        return _move_on(state, plan, now, decision=None)
    last = state.last_question_turn
    if thread.is_skipped:
        return _move_on(state, plan, now, decision=None)
    if last is None or last.kind != "answer":
        return WaitingMove()
    return _limit_followup_time(
        _decide_after_answer(state, plan, now, thread, last), state, plan, now
    )


def open_question_text(state: Session, plan: InterviewPlan) -> str:
    """Return the open question without its bridge: the last follow-up, or the planned question.

    Empty before the first question.
    """
    thread = state.current_question
    if thread is None:
        return ""
    for turn in reversed(state.counted_turns):
        if turn.kind == "question":
            break
        if turn.kind == "follow_up" and turn.reason not in ("NO_ANSWER", "OFF_TOPIC"):
            return turn.text
    return get_question(plan, thread.question_id).text


def _text_to_restate(state: Session, plan: InterviewPlan, question: PlanQuestion) -> str:
    """Return the open question, or the planned one if a person spoke last."""
    asked = find_open_turn(state)
    is_of_staff = asked is not None and asked.speaker == "staff"
    return question.text if is_of_staff else open_question_text(state, plan)


def suggested_answer_s(state: Session, plan: InterviewPlan, now: datetime) -> int:
    """Return the suggested length of the next answer, 30 to 90 seconds, shorter as time runs out."""
    remaining_competencies = {q.competency for q in list_remaining_questions(state, plan)}
    seconds_each = state.time_remaining(now).total_seconds() / max(1, len(remaining_competencies))
    limit = min(seconds_each - 12, seconds_each / _OVERRUN_RATIO)
    return round(max(30.0, min(float(_MOST_SUGGESTED_S), limit)))


_MOST_SUGGESTED_S = 90
_OVERRUN_RATIO = 1.25
"""How much longer than asked for people talk; the last answer must still fit into the interview."""


def _limit_followup_time(
    move: InterviewerMove, state: Session, plan: InterviewPlan, now: datetime
) -> InterviewerMove:
    """Return ``move``; add a time limit to a follow-up whose answer could crowd out later questions."""
    if not isinstance(move, FollowupMove) or not is_time_too_short_for_questions(
        state, now, len(list_remaining_questions(state, plan))
    ):
        return move
    limit_s = min(_MOST_SUGGESTED_S, time_for_probe_s(state, plan, now) // 10 * 10)
    if not _is_limit_due(state, plan, now, limit_s, count_mandatory(state, plan)):
        return move
    return replace(
        move, wording=wording.add_time_limit(move.wording, limit_s, state.created.spoken_language)
    )


_LEAST_CUT_S = 20


def _is_limit_due(
    state: Session, plan: InterviewPlan, now: datetime, limit_s: int, later_questions: int
) -> bool:
    """Return whether a limit for the answer is to be named.

    It was never named, or is shorter than the one that was, or answers were long and one more would leave no
    time for ``later_questions``.
    """
    if is_behind_plan(state, plan, now) and is_time_too_short_for_questions(
        state, now, later_questions
    ):
        return True
    said = (turn.text for turn in state.counted_turns if turn.role == "agent")
    named_s = wording.last_time_limit_s(said, state.created.spoken_language)
    return named_s is None or limit_s <= named_s - _LEAST_CUT_S


def _decide_after_answer(
    state: Session,
    plan: InterviewPlan,
    now: datetime,
    progress: QuestionProgress,
    answer: TurnCompleted,
) -> InterviewerMove:
    question = get_question(plan, progress.question_id)
    turn = answer.turn
    passed = list_followup_options(state, plan, progress, question)

    def go_on(reason: ReasonCode) -> InterviewerMove:
        weighed = FollowupDecision(
            turn=turn, question_id=question.id, reason=reason, alternatives=passed
        )
        return _move_on(state, plan, now, decision=weighed)

    is_aside = answer.question_id != question.id or _replies_to_staff(state, answer)
    if answer.intent == "does_not_know" and not is_aside:
        return go_on("NO_ANSWER")
    unheard = None if is_aside else _RESTATEMENT_REASONS.get(answer.intent or "answer")
    if _is_only_staff_answered(state, progress, question):
        unheard = "OFF_TOPIC"
    if not passed and unheard is None:
        lacks_story = lacks_event(question, answers_to(state, question.id), is_asked_for=True)
        return go_on("BUDGET" if lacks_story else "COMPLETE")
    if unheard is not None and progress.restatement_reasons.count(unheard) >= _max_restatements(
        state, unheard
    ):
        return go_on(unheard)
    if not has_time_to_probe(state, plan, now) or progress.probes >= max_follow_ups(state):
        return go_on("BUDGET")
    if unheard is not None:
        words = (
            wording.simplify_question(
                question, already_asked=asked_followups(state), **wording_seed(state)
            )
            if unheard in progress.restatement_reasons
            else wording.restate_question(
                unheard, _text_to_restate(state, plan, question), **wording_seed(state)
            )
        )
        return FollowupMove(
            decision=FollowupDecision(
                turn=turn, question_id=question.id, reason=unheard, alternatives=passed
            ),
            wording=words,
        )
    stop = _stop_reason(state, plan, progress, question)
    pressing = list_pressing_options(passed)
    if stop is not None and not (stop == "COMPLETE" and pressing):
        return go_on(stop)
    possible = pressing if stop == "COMPLETE" else passed
    return _ask_first_option(state, plan, question, turn, possible) or go_on("BUDGET")


def _replies_to_staff(state: Session, answer: TurnCompleted) -> bool:
    """Return whether a candidate's turn replies to what a person said in their own words."""
    parent = None if answer.parent_turn is None else state.turns[answer.parent_turn - 1]
    return parent is not None and parent.speaker == "staff" and parent.kind == "follow_up"


def _is_only_staff_answered(
    state: Session, progress: QuestionProgress, question: PlanQuestion
) -> bool:
    """Return whether a person asked something else instead, so that the planned question is still open."""
    answers = [turn for turn in answer_turns(state, question.id) if not turn.is_dropped]
    if not answers or not all(_replies_to_staff(state, answer) for answer in answers):
        return False
    said = content_stems(" ".join(answer.text for answer in answers))
    shared = said & content_stems(question.text) - list_everyday_stems(
        state.created.spoken_language
    )
    is_begun = bool(shared) and not progress.found_elements.isdisjoint(
        list_expected_elements(question)
    )
    return not is_begun and not has_enough_elements(progress, question)


def _max_restatements(state: Session, reason: ReasonCode) -> int:
    """Return how often a question may be restated: once, or twice if the candidate never answered it.

    After ``_MAX_RESTATEMENTS_IN_VAIN`` restatements without success it is always once.
    """
    thread = state.current_question
    if reason != "NO_ANSWER" or thread is None or thread.answers > 0:
        return 1
    in_vain = sum(
        question.restatement_reasons.count(reason)
        for question in state.asked_questions
        if question is not thread
    )
    return 1 if in_vain >= _MAX_RESTATEMENTS_IN_VAIN else 2


_MAX_RESTATEMENTS_IN_VAIN = 4
_RESTATEMENT_REASONS: dict[str, ReasonCode] = {"nothing": "NO_ANSWER", "off_topic": "OFF_TOPIC"}


def _ask_first_option(
    state: Session,
    plan: InterviewPlan,
    question: PlanQuestion,
    turn: int,
    options: tuple[FollowupOption, ...],
) -> FollowupMove | None:
    """Return the first of ``options`` that has an unused wording, or None."""
    guard = RubricGuard(plan, spoken_stems=collect_spoken_stems(state))
    worded = ((option, phrase_followup(option, state, question, guard)) for option in options)
    chosen, words = next((pair for pair in worded if pair[1] is not None), (None, None))
    if chosen is None or words is None:
        return None
    return FollowupMove(
        decision=FollowupDecision(
            turn=turn,
            question_id=question.id,
            reason=chosen.reason,
            element=chosen.element,
            priority=chosen.priority,
            alternatives=tuple(option for option in options if option is not chosen),
        ),
        wording=words,
    )


def _stop_reason(
    state: Session, plan: InterviewPlan, progress: QuestionProgress, question: PlanQuestion
) -> ReasonCode | None:
    if has_enough_elements(progress, question):
        return "COMPLETE"
    return "BUDGET" if is_probing_exhausted(state, plan, question.competency) else None


def _move_on(
    state: Session, plan: InterviewPlan, now: datetime, *, decision: FollowupDecision | None
) -> PlannedQuestionMove | ClosingMove:
    """Return the move to the next planned question that is worth its time, or to the end."""
    covered: list[str] = []
    hurried: list[str] = []
    for question in list_remaining_questions(state, plan):
        if not question.is_mandatory and is_competency_done(state, plan, question.competency):
            covered.append(question.id)
        elif not question.is_mandatory and not has_time_for_optional(state, plan, now):
            hurried.append(question.id)
        else:
            return _ask_question(
                state, plan, now, question, decision, tuple(covered), tuple(hurried)
            )
    return ClosingMove(decision=decision, covered=tuple(covered), skipped_for_time=tuple(hurried))


def _ask_question(
    state: Session,
    plan: InterviewPlan,
    now: datetime,
    question: PlanQuestion,
    decision: FollowupDecision | None,
    covered: tuple[str, ...],
    skipped_for_time: tuple[str, ...],
) -> PlannedQuestionMove:
    suggested_s = suggested_answer_s(state, plan, now)
    thread = state.current_question
    words = wording.question_wording(
        question,
        **wording_seed(state),
        is_first=thread is None,
        is_after_skip=thread is not None and _was_left_open(state, thread),
        suggested_s=suggested_s,
        is_time_short=(suggested_s < _MOST_SUGGESTED_S or is_time_short(state, plan, now, question))
        and _is_limit_due(state, plan, now, suggested_s, count_mandatory(state, plan, question)),
        persona_id=state.created.persona_id,
    )
    return PlannedQuestionMove(
        question=question,
        wording=words,
        suggested_s=suggested_s,
        decision=decision,
        covered=covered,
        skipped_for_time=skipped_for_time,
    )


def _was_left_open(state: Session, progress: QuestionProgress) -> bool:
    """Return whether the last question was skipped, or ended without an answer."""
    last = state.last_question_turn
    is_empty = last is not None and last.intent in ("does_not_know", "nothing")
    return progress.is_skipped or progress.answers == 0 or is_empty
