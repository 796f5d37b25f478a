"""Selects the next question when several compete. Pure: the same log gives the same choice.

The rules have their own move: a follow-up, or the next planned question. Proposals of evaluators,
perspectives, the composer and staff compete with it by one priority; rejected ones are logged with a
reason. The selector never waits for proposals: a late one is considered at the next turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vivavoce.contracts.live_session import DiscardReason, WaitReason
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain.events import FollowupOption, FollowupProposed, SupersededProposal
from vivavoce.live.domain.interviewer.answer_elements import list_expected_elements, reason_code_for
from vivavoce.live.domain.interviewer.coverage import (
    compute_coverage_gap,
    find_competency,
    get_question,
    has_enough_elements,
    has_time_to_probe,
    is_probing_exhausted,
    list_competency_progress,
    list_remaining_questions,
    max_follow_ups,
    time_pressure,
)
from vivavoce.live.domain.interviewer.followup_policy import (
    ClosingMove,
    FollowupDecision,
    FollowupMove,
    InterviewerMove,
    PlannedQuestionMove,
    WaitingMove,
)
from vivavoce.live.domain.interviewer.question_guard import QuestionGuard, staff_rejection_reason
from vivavoce.live.domain.interviewer.question_similarity import (
    SAME_QUESTION_THRESHOLD,
    QuestionTerms,
    asked_question_terms,
    extract_question_terms,
)
from vivavoce.live.domain.interviewer.wording import QuestionWording
from vivavoce.live.domain.interviewer.words import tokenize
from vivavoce.live.domain.session import QuestionProgress, Session

_GAP_WEIGHT, _UNCERTAINTY_WEIGHT, _PRESSURE_WEIGHT, _SIMILARITY_WEIGHT = 0.4, 0.3, 0.2, 0.1
_RESTATEMENT_REASONS = ("NO_ANSWER", "OFF_TOPIC")
_MAX_QUESTION_AGE = 2
_MAX_ANSWER_AGE = 4
_QUOTE_WORDS = 4
"""Minimum number of consecutive shared words that count as a quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _RankedProposal:
    """A proposal with its current priority, and the reason if it cannot be asked."""

    proposal: FollowupProposed
    question_index: int
    """Index in the plan of the question that it is about."""
    priority: float = 0.0
    element: str | None = None
    rejection_reason: WaitReason | DiscardReason | None = None


def select_move(
    state: Session, plan: InterviewPlan, now: datetime, rules_move: InterviewerMove
) -> InterviewerMove:
    """Return the rules' move, or a proposal with a higher priority.

    Restating a question and waiting for the candidate always win over proposals.
    """
    if not state.proposals or isinstance(rules_move, WaitingMove) or rules_move.decision is None:
        return rules_move
    if isinstance(rules_move, FollowupMove) and rules_move.decision.reason in _RESTATEMENT_REASONS:
        return rules_move
    table = _PriorityTable(state, plan, now, rules_move)
    bids = [table.rank_proposal(proposal) for proposal in state.proposals]
    best = _select_proposal(bids, table)
    lost = tuple(
        SupersededProposal(
            bid.proposal.proposal_id, bid.priority, bid.rejection_reason or "lower_value"
        )
        for bid in bids
        if bid is not best
    )
    if best is None:
        return replace(
            rules_move,
            decision=replace(rules_move.decision, priority=table.rules_priority, superseded=lost),
        )
    return _ask_proposal(best, rules_move, rules_move.decision, state, lost)


def _select_proposal(
    proposals: Sequence[_RankedProposal], ranking: _PriorityTable
) -> _RankedProposal | None:
    """Return the selected proposal: from staff, else the highest priority, else the composer's wording."""
    able = sorted((bid for bid in proposals if bid.rejection_reason is None), key=_sort_key)
    by_staff = [bid for bid in able if bid.proposal.source == "staff"]
    dearer = [
        bid
        for bid in able
        if bid.proposal.source != "composer" and bid.priority > ranking.priority_to_beat
    ]
    composed = [bid for bid in able if bid.proposal.source == "composer"]
    return next(iter([*by_staff, *dearer, *composed]), None)


def _sort_key(proposal: _RankedProposal) -> tuple[float, int]:
    return -proposal.priority, proposal.question_index


class _PriorityTable:
    """The priorities of all possible questions at one moment."""

    def __init__(
        self,
        state: Session,
        plan: InterviewPlan,
        now: datetime,
        rules_move: FollowupMove | PlannedQuestionMove | ClosingMove,
    ) -> None:
        self._state, self._plan, self._rules_move = state, plan, rules_move
        self._asked_terms = asked_question_terms(state, plan)
        self._remaining = list_remaining_questions(state, plan)
        self._remaining_terms = tuple(
            extract_question_terms(question.text) for question in self._remaining
        )
        self._guard = QuestionGuard(state, plan)
        self._pressure = time_pressure(state, plan, now)
        self._has_time = has_time_to_probe(state, plan, now)
        self.rules_priority = self._priority_of_rules()
        planned = self._priority_of_question(self._remaining[0]) if self._remaining else 0.0
        self.priority_to_beat = max(self.rules_priority, planned)
        """A proposal needs a higher priority than this to be asked."""

    def rank_proposal(self, proposal: FollowupProposed) -> _RankedProposal:
        """Return the proposal with its current priority, and the reason if it cannot be asked."""
        thread = _progress_for(self._state, proposal)
        if thread is None:
            return _RankedProposal(proposal=proposal, question_index=0, rejection_reason="too_old")
        question = get_question(self._plan, thread.question_id)
        gist = extract_question_terms(proposal.question)
        if self._is_composed_for_rules(proposal):
            weighed = self._rules_move.decision
            slot, value = (None if weighed is None else weighed.element), self.rules_priority
        else:
            slot = _first_missing_element(proposal, thread, question)
            competency = self._competency_of(proposal, question)
            value = self._priority(competency, gist, uncertainty=proposal.uncertainty)
        return _RankedProposal(
            proposal=proposal,
            question_index=self._plan.questions.index(question),
            priority=value,
            element=slot,
            rejection_reason=self._guard_rejection(proposal)
            or self._rejection_reason(proposal, gist, thread, question),
        )

    def _guard_rejection(self, proposal: FollowupProposed) -> DiscardReason | None:
        if proposal.source == "staff":
            return staff_rejection_reason(proposal.question)
        return self._guard.rejection_reason(proposal.question)

    def _is_composed_for_rules(self, proposal: FollowupProposed) -> bool:
        """Whether ``proposal`` is the composer's wording of the rules' own follow-up."""
        weighed = self._rules_move.decision
        return (
            proposal.source == "composer"
            and isinstance(self._rules_move, FollowupMove)
            and weighed is not None
            and (proposal.turn, proposal.reason) == (weighed.turn, weighed.reason)
        )

    def _rejection_reason(
        self,
        proposal: FollowupProposed,
        terms: QuestionTerms,
        progress: QuestionProgress,
        question: PlanQuestion,
    ) -> WaitReason | DiscardReason | None:
        most = max_follow_ups(self._state)
        if most == 0:
            return "switched_off"
        if _is_superseded(self._state, proposal, progress):
            return "superseded"
        if terms.max_similarity(self._asked_terms) >= SAME_QUESTION_THRESHOLD:
            return "asked_already"
        if proposal.source == "composer":
            return None if self._is_composed_for_rules(proposal) else "too_old"
        if proposal.source != "staff" and (
            why := self._needless_reason(proposal, progress, question)
        ):
            return why
        if terms.max_similarity(self._remaining_terms) >= SAME_QUESTION_THRESHOLD:
            return "planned_later"
        if progress.probes >= most:
            return "enough_asked"
        return None if self._has_time else "no_time"

    def _needless_reason(
        self, proposal: FollowupProposed, progress: QuestionProgress, question: PlanQuestion
    ) -> WaitReason | DiscardReason | None:
        """Return why the proposal would bring nothing new, or None; not applied to staff proposals."""
        threads = self._state.asked_questions
        if len(threads) - 1 - threads.index(progress) >= _MAX_QUESTION_AGE:
            return "too_old"
        since = [t for t in self._state.turns[proposal.turn :] if not t.is_dropped]
        if sum(turn.kind == "answer" for turn in since) >= _MAX_ANSWER_AGE:
            return "too_old"
        competency = self._competency_of(proposal, question)
        put = list_competency_progress(self._state, self._plan, competency)
        if not put:
            return "planned_later"
        if proposal.reason == "CLARIFY":
            return None
        if _is_covered(proposal, progress, question) or any(
            has_enough_elements(progress, get_question(self._plan, progress.question_id))
            for progress in put
        ):
            return "covered"
        if _is_requested(proposal, progress, question):
            return "asked_already"
        return "worn_out" if is_probing_exhausted(self._state, self._plan, competency) else None

    def _competency_of(self, proposal: FollowupProposed, question: PlanQuestion) -> str:
        """Return the competency of the proposal's criterion; unknown criteria give the question's own."""
        for competency in self._plan.rubric.competencies:
            sides = {side.name for side in competency.sub_dimensions}
            if proposal.criterion == competency.name:
                return competency.name
            if competency.name == question.competency and proposal.criterion in sides:
                return competency.name
        return question.competency

    def _priority_of_rules(self) -> float:
        match self._rules_move:
            case FollowupMove(decision=weighed, wording=wording):
                question = get_question(self._plan, weighed.question_id)
                unsure = self._rules_uncertainty(weighed)
                return self._priority(
                    question.competency, extract_question_terms(wording.text), uncertainty=unsure
                )
            case PlannedQuestionMove(question=question):
                return self._priority_of_question(question)
            case ClosingMove():
                return 0.0

    def _rules_uncertainty(self, decision: FollowupDecision) -> float:
        """Return the rules' uncertainty, 0 to 1: the decision's priority divided by the competency weight."""
        competency = find_competency(
            self._plan, get_question(self._plan, decision.question_id).competency
        )
        weight = competency.weight * (2 if competency.is_required else 1)
        return min(1.0, decision.priority / weight) if weight else 0.0

    def _priority_of_question(self, question: PlanQuestion) -> float:
        pressure = self._pressure if question.is_mandatory else 0.0
        return self._priority(
            question.competency, extract_question_terms(question.text), pressure=pressure
        )

    def _priority(
        self,
        competency: str,
        terms: QuestionTerms,
        *,
        uncertainty: float = 0.0,
        pressure: float = 0.0,
    ) -> float:
        return round(
            _GAP_WEIGHT * compute_coverage_gap(self._state, self._plan, competency)
            + _UNCERTAINTY_WEIGHT * min(1.0, max(0.0, uncertainty))
            + _PRESSURE_WEIGHT * pressure
            - _SIMILARITY_WEIGHT * terms.max_similarity(self._asked_terms),
            6,
        )


def _is_superseded(state: Session, proposal: FollowupProposed, progress: QuestionProgress) -> bool:
    """Whether something was answered since that makes the proposal out of place.

    That is an answer to another question; for a clarification any answer, unless it quotes one.
    """
    later = [
        turn
        for turn in state.turns[proposal.turn :]
        if turn.kind == "answer" and not turn.is_dropped
    ]
    if proposal.reason == "CLARIFY":
        return bool(later) and not _quotes_an_answer(state, proposal)
    return any(turn.question_id != progress.question_id for turn in later)


def _quotes_an_answer(state: Session, proposal: FollowupProposed) -> bool:
    """Whether a proposal repeats at least ``_QUOTE_WORDS`` consecutive words of an answer."""
    asked = _word_sequences(proposal.question)
    answers = (turn.text for turn in state.counted_turns if turn.kind == "answer")
    return any(asked & _word_sequences(answer) for answer in answers)


def _word_sequences(text: str) -> frozenset[tuple[str, ...]]:
    words = tuple(word.text for word in tokenize(text))
    starts = range(len(words) - _QUOTE_WORDS + 1)
    return frozenset(words[at : at + _QUOTE_WORDS] for at in starts)


def _progress_for(state: Session, proposal: FollowupProposed) -> QuestionProgress | None:
    """Return the progress of the question that a proposal is about, or None if it was not asked.

    A staff note is about the question that was open when it was written.
    """
    if proposal.source == "staff":
        return state.progress_of(proposal.question_id) or state.current_question
    if not 0 < proposal.turn <= len(state.turns):
        return None
    return state.progress_of(state.turns[proposal.turn - 1].question_id)


def _target_elements(proposal: FollowupProposed, question: PlanQuestion) -> tuple[str, ...]:
    if proposal.reason == "DEPTH":
        return ()
    return tuple(
        slot
        for slot in list_expected_elements(question)
        if reason_code_for(slot) == proposal.reason
    )


def _first_missing_element(
    proposal: FollowupProposed, progress: QuestionProgress, question: PlanQuestion
) -> str | None:
    return next(
        (
            slot
            for slot in _target_elements(proposal, question)
            if slot not in progress.found_elements
        ),
        None,
    )


def _is_covered(
    proposal: FollowupProposed, progress: QuestionProgress, question: PlanQuestion
) -> bool:
    meant = _target_elements(proposal, question)
    return bool(meant) and progress.found_elements.issuperset(meant)


def _is_requested(
    proposal: FollowupProposed, progress: QuestionProgress, question: PlanQuestion
) -> bool:
    meant = set(_target_elements(proposal, question)) - progress.found_elements
    return bool(meant) and progress.requested_elements.issuperset(meant)


def _ask_proposal(
    selected: _RankedProposal,
    rules_move: FollowupMove | PlannedQuestionMove | ClosingMove,
    decision: FollowupDecision,
    state: Session,
    superseded: tuple[SupersededProposal, ...],
) -> FollowupMove:
    proposal = selected.proposal
    thread = _progress_for(state, proposal)
    passed_over = decision.alternatives
    if (
        isinstance(rules_move, FollowupMove)
        and decision.element is not None
        and decision.element != selected.element
    ):
        own = FollowupOption(decision.reason, decision.element, decision.priority)
        passed_over = (own, *passed_over)
    return FollowupMove(
        decision=FollowupDecision(
            turn=decision.turn,
            about_turn=None if proposal.source == "staff" else proposal.turn,
            question_id=decision.question_id if thread is None else thread.question_id,
            reason=proposal.reason,
            element=selected.element,
            priority=selected.priority,
            alternatives=passed_over,
            chosen_by=proposal.name if proposal.source == "composer" else proposal.source,
            proposal_id=proposal.proposal_id,
            superseded=superseded,
        ),
        wording=QuestionWording(proposal.question, None),
    )
