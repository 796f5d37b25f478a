"""Which question comes next when several want to be asked. Pure: the same log gives the same choice.

The rules have their own move: a further question, or the next planned one. Proposals of evaluators,
perspectives, the composer and staff compete with it by one value; what loses is kept with the reason.
Nobody is waited for: a proposal that comes later waits for the next turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vivavoce.contracts.plan import Plan, PlanQuestion
from vivavoce.live.domain.events import FollowupProposed, Outbid, PassedOver
from vivavoce.live.domain.mind.coverage import (
    competency_of,
    gap_of,
    has_enough,
    has_time_to_probe,
    is_exhausted,
    most_follow_ups,
    not_yet_put,
    pressure_of,
    question_of,
    threads_of,
)
from vivavoce.live.domain.mind.director import Ask, Close, Move, Probe, Wait, Weighed
from vivavoce.live.domain.mind.gate import Gate, refused_to_staff
from vivavoce.live.domain.mind.likeness import SAME, Gist, asked_in, gist_of
from vivavoce.live.domain.mind.slots import code_of, slots_of
from vivavoce.live.domain.mind.wording import Wording
from vivavoce.live.domain.mind.words import words_of
from vivavoce.live.domain.session import Session, Thread

_GAP, _UNCERTAINTY, _PRESSURE, _LIKENESS = 0.4, 0.3, 0.2, 0.1
_RESTATES = ("NO_ANSWER", "OFF_TOPIC")
_QUESTIONS_UNTIL_OLD = 2
_ANSWERS_UNTIL_OLD = 4
_QUOTED_WORDS = 4
"""So many words in a row are a quote and no chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bid:
    """A proposal, what it is worth now, and why it is not put, if so."""

    proposal: FollowupProposed
    place: int
    """The place in the plan of the question that it is about."""
    value: float = 0.0
    slot: str | None = None
    why: str | None = None


def choose(state: Session, plan: Plan, now: datetime, rules: Move) -> Move:
    """Return what is done: the move of the rules, or a proposal that is worth more.

    A restated question and a wait are never outbid.
    """
    if not state.proposals or isinstance(rules, Wait) or rules.weighed is None:
        return rules
    if isinstance(rules, Probe) and rules.weighed.reason in _RESTATES:
        return rules
    table = _Table(state, plan, now, rules)
    bids = [table.bid(proposal) for proposal in state.proposals]
    best = _best(bids, table)
    lost = tuple(
        Outbid(bid.proposal.proposal_id, bid.value, bid.why or "lower_value")
        for bid in bids
        if bid is not best
    )
    if best is None:
        return replace(rules, weighed=replace(rules.weighed, value=table.worth, outbid=lost))
    return _put(best, rules, rules.weighed, state, lost)


def _best(bids: Sequence[_Bid], table: _Table) -> _Bid | None:
    """Return the bid that wins: a person's, then the most valuable, then the rules in other words."""
    able = sorted((bid for bid in bids if bid.why is None), key=_rank)
    by_staff = [bid for bid in able if bid.proposal.by == "staff"]
    dearer = [bid for bid in able if bid.proposal.by != "composer" and bid.value > table.to_beat]
    composed = [bid for bid in able if bid.proposal.by == "composer"]
    return next(iter([*by_staff, *dearer, *composed]), None)


def _rank(bid: _Bid) -> tuple[float, int]:
    return -bid.value, bid.place


class _Table:
    """What every question is worth at one moment."""

    def __init__(
        self, state: Session, plan: Plan, now: datetime, rules: Probe | Ask | Close
    ) -> None:
        self._state, self._plan, self._rules = state, plan, rules
        self._asked = asked_in(state, plan)
        self._to_come = not_yet_put(state, plan)
        self._planned = tuple(gist_of(question.text) for question in self._to_come)
        self._gate = Gate(state, plan)
        self._pressure = pressure_of(state, plan, now)
        self._has_time = has_time_to_probe(state, plan, now)
        self.worth = self._worth_of_rules()
        planned = self._worth_of_planned(self._to_come[0]) if self._to_come else 0.0
        self.to_beat = max(self.worth, planned)
        """What a proposal must be worth more than."""

    def bid(self, proposal: FollowupProposed) -> _Bid:
        """Return what ``proposal`` is worth now, or why it cannot be put."""
        thread = _thread_of(self._state, proposal)
        if thread is None:
            return _Bid(proposal=proposal, place=0, why="too_old")
        question = question_of(self._plan, thread.question_id)
        gist = gist_of(proposal.question)
        if self._is_rules_own(proposal):
            weighed = self._rules.weighed
            slot, value = (None if weighed is None else weighed.slot), self.worth
        else:
            slot = _slot_wanted(proposal, thread, question)
            competency = self._competency_of(proposal, question)
            value = self._value(competency, gist, uncertainty=proposal.uncertainty)
        return _Bid(
            proposal=proposal,
            place=self._plan.questions.index(question),
            value=value,
            slot=slot,
            why=self._refused(proposal) or self._why_not(proposal, gist, thread, question),
        )

    def _refused(self, proposal: FollowupProposed) -> str | None:
        if proposal.by == "staff":
            return refused_to_staff(proposal.question)
        return self._gate.refused(proposal.question)

    def _is_rules_own(self, proposal: FollowupProposed) -> bool:
        """Whether ``proposal`` is the rules' further question, put into words by the composer."""
        weighed = self._rules.weighed
        return (
            proposal.by == "composer"
            and isinstance(self._rules, Probe)
            and weighed is not None
            and (proposal.turn, proposal.reason) == (weighed.turn, weighed.reason)
        )

    def _why_not(
        self, proposal: FollowupProposed, gist: Gist, thread: Thread, question: PlanQuestion
    ) -> str | None:
        most = most_follow_ups(self._state)
        if most == 0:
            return "switched_off"
        if _is_superseded(self._state, proposal, thread):
            return "superseded"
        if gist.most_like(self._asked) >= SAME:
            return "asked_already"
        if proposal.by == "composer":
            return None if self._is_rules_own(proposal) else "too_old"
        if proposal.by != "staff" and (why := self._why_needless(proposal, thread, question)):
            return why
        if gist.most_like(self._planned) >= SAME:
            return "planned_later"
        if thread.probes >= most:
            return "enough_asked"
        return None if self._has_time else "no_time"

    def _why_needless(
        self, proposal: FollowupProposed, thread: Thread, question: PlanQuestion
    ) -> str | None:
        """Why nothing more is to be learnt by this proposal; a person's note is always worth it."""
        threads = self._state.threads
        if len(threads) - 1 - threads.index(thread) >= _QUESTIONS_UNTIL_OLD:
            return "too_old"
        since = [t for t in self._state.turns[proposal.turn :] if not t.is_dropped]
        if sum(turn.kind == "answer" for turn in since) >= _ANSWERS_UNTIL_OLD:
            return "too_old"
        competency = self._competency_of(proposal, question)
        put = threads_of(self._state, self._plan, competency)
        if not put:
            return "planned_later"
        if proposal.reason == "CLARIFY":
            return None
        if _is_covered(proposal, thread, question) or any(
            has_enough(each, question_of(self._plan, each.question_id)) for each in put
        ):
            return "covered"
        if _is_asked_for(proposal, thread, question):
            return "asked_already"
        return "worn_out" if is_exhausted(self._state, self._plan, competency) else None

    def _competency_of(self, proposal: FollowupProposed, question: PlanQuestion) -> str:
        """Return the competency whose criterion is meant; unknown words mean the question's own."""
        for competency in self._plan.rubric.competencies:
            sides = {side.name for side in competency.sub_dimensions}
            if proposal.criterion == competency.name:
                return competency.name
            if competency.name == question.competency and proposal.criterion in sides:
                return competency.name
        return question.competency

    def _worth_of_rules(self) -> float:
        match self._rules:
            case Probe(weighed=weighed, wording=wording):
                question = question_of(self._plan, weighed.question_id)
                unsure = self._own_uncertainty(weighed)
                return self._value(question.competency, gist_of(wording.text), uncertainty=unsure)
            case Ask(question=question):
                return self._worth_of_planned(question)
            case Close():
                return 0.0

    def _own_uncertainty(self, weighed: Weighed) -> float:
        """Return how unsure the rules are: the policy's value without the competency's weight."""
        competency = competency_of(
            self._plan, question_of(self._plan, weighed.question_id).competency
        )
        weight = competency.weight * (2 if competency.is_required else 1)
        return min(1.0, weighed.value / weight) if weight else 0.0

    def _worth_of_planned(self, question: PlanQuestion) -> float:
        pressure = self._pressure if question.is_mandatory else 0.0
        return self._value(question.competency, gist_of(question.text), pressure=pressure)

    def _value(
        self, competency: str, gist: Gist, *, uncertainty: float = 0.0, pressure: float = 0.0
    ) -> float:
        return round(
            _GAP * gap_of(self._state, self._plan, competency)
            + _UNCERTAINTY * min(1.0, max(0.0, uncertainty))
            + _PRESSURE * pressure
            - _LIKENESS * gist.most_like(self._asked),
            6,
        )


def _is_superseded(state: Session, proposal: FollowupProposed, thread: Thread) -> bool:
    """Whether another question was answered since: words about the earlier answer would miss it.

    Two statements that do not fit are about the whole talk, where the words say which ones are meant.
    """
    later = (turn for turn in state.turns[proposal.turn :] if not turn.is_dropped)
    is_past = any(
        turn.kind == "answer" and turn.question_id != thread.question_id for turn in later
    )
    return is_past and not (proposal.reason == "CLARIFY" and _names_what_was_said(state, proposal))


def _names_what_was_said(state: Session, proposal: FollowupProposed) -> bool:
    """Whether the words of a proposal hold some words in a row of an answer."""
    asked = _runs(proposal.question)
    answers = (turn.text for turn in state.counted if turn.kind == "answer")
    return any(asked & _runs(answer) for answer in answers)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = tuple(word.text for word in words_of(text))
    starts = range(len(words) - _QUOTED_WORDS + 1)
    return frozenset(words[at : at + _QUOTED_WORDS] for at in starts)


def _thread_of(state: Session, proposal: FollowupProposed) -> Thread | None:
    """Return the question that a proposal is about: a person's note is about the one open then."""
    if proposal.by == "staff":
        return state.thread_of(proposal.question_id) or state.thread
    if not 0 < proposal.turn <= len(state.turns):
        return None
    return state.thread_of(state.turns[proposal.turn - 1].question_id)


def _slots_meant(proposal: FollowupProposed, question: PlanQuestion) -> tuple[str, ...]:
    if proposal.reason == "DEPTH":
        return ()
    return tuple(slot for slot in slots_of(question) if code_of(slot) == proposal.reason)


def _slot_wanted(proposal: FollowupProposed, thread: Thread, question: PlanQuestion) -> str | None:
    return next(
        (slot for slot in _slots_meant(proposal, question) if slot not in thread.found), None
    )


def _is_covered(proposal: FollowupProposed, thread: Thread, question: PlanQuestion) -> bool:
    meant = _slots_meant(proposal, question)
    return bool(meant) and thread.found.issuperset(meant)


def _is_asked_for(proposal: FollowupProposed, thread: Thread, question: PlanQuestion) -> bool:
    meant = set(_slots_meant(proposal, question)) - thread.found
    return bool(meant) and thread.asked_for.issuperset(meant)


def _put(
    best: _Bid,
    rules: Probe | Ask | Close,
    weighed: Weighed,
    state: Session,
    lost: tuple[Outbid, ...],
) -> Probe:
    proposal = best.proposal
    thread = _thread_of(state, proposal)
    passed_over = weighed.passed_over
    if isinstance(rules, Probe) and weighed.slot is not None and weighed.slot != best.slot:
        own = PassedOver(weighed.reason, weighed.slot, weighed.value)
        passed_over = (own, *passed_over)
    return Probe(
        weighed=Weighed(
            turn=weighed.turn,
            about=None if proposal.by == "staff" else proposal.turn,
            question_id=weighed.question_id if thread is None else thread.question_id,
            reason=proposal.reason,
            slot=best.slot,
            value=best.value,
            passed_over=passed_over,
            by=proposal.name if proposal.by == "composer" else proposal.by,
            proposal_id=proposal.proposal_id,
            outbid=lost,
        ),
        wording=Wording(proposal.question, None),
    )
