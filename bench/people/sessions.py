"""Sessions of scripted people on virtual time: the interviewer's own rules, without a store or a socket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.people.plans import pair_questions, plan_for
from bench.people.scripts import ScriptedPerson, ScriptedReply
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain import events, presence
from vivavoce.live.domain.deadlines import apply_overdue
from vivavoce.live.domain.interviewer import conversation
from vivavoce.live.domain.interviewer.coverage import get_question
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.wire.client_frames import TextFrame

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_MAX_REPLIES = 80
_MAX_SAME_REPLIES = 2
"""How often a person gives one reply to follow-ups before they say what is left of their answers."""
_WORDS_PER_S = 2.5
_OCCASIONS: Mapping[str, tuple[str, ...]] = {
    "own_action": ("own part", ": how"),
    "own_part": ("own part",),
    "result": (": the result", "how it ended"),
    "measure": ("number", "noticed", ": the result"),
    "reason": (": why", "noticed"),
    "situation": ("who was involved", "noticed", "concrete case"),
    "concrete_case": ("concrete case", "nearest case"),
    "concrete_case_again": ("second time", "second push", "same thing", "concrete case"),
    "repair": (": how", "own part"),
    "lesson": ("differently",),
}
"""Words of the occasions in a script that fit a follow-up about an element, the best first."""


@dataclass(kw_only=True)
class HeldSession:
    """A session with everything that was logged, and the script's reply behind each candidate turn."""

    person: ScriptedPerson
    plan: InterviewPlan
    state: Session
    log: list[events.SessionEvent]
    paired: Mapping[str, ScriptedReply]
    """The reply to each planned question, by its id."""
    replies: dict[int, ScriptedReply] = field(default_factory=dict)

    @property
    def followups(self) -> Iterator[tuple[events.FollowupChosen, events.TurnCompleted]]:
        """The follow-ups that ask for something new, each with the decision behind it."""
        decision: events.FollowupChosen | None = None
        for event in self.log:
            if isinstance(event, events.FollowupChosen):
                decision = event
            elif (
                isinstance(event, events.TurnCompleted)
                and event.kind == "follow_up"
                and decision is not None
                and decision.element is not None
            ):
                yield decision, event

    def answers_before(self, turn: events.TurnCompleted) -> tuple[events.TurnCompleted, ...]:
        """Return the answers to the question of a follow-up that were given before it."""
        return tuple(
            each
            for each in self.state.turns[: turn.turn - 1]
            if each.kind == "answer" and each.question_id == turn.question_id
        )

    def held_before(self, turn: events.TurnCompleted) -> frozenset[str]:
        """Return what the answers before a follow-up surely hold, as labeled."""
        return frozenset[str]().union(
            *(self.replies[each.turn].holds for each in self.answers_before(turn))
        )


def hold_session(person: ScriptedPerson, *, session_id: str = "0190") -> HeldSession:
    """Return the whole session of a person who answers a plan of their trade."""
    pairs = pair_questions(person)
    plan = plan_for(person, pairs)
    pending = start_session(plan, session_id)
    held = HeldSession(
        person=person,
        plan=plan,
        state=pending.state,
        log=[record.event for record in pending.records],
        paired={
            question.id: pair.reply for question, pair in zip(plan.questions, pairs, strict=True)
        },
    )
    now = START
    for _ in range(_MAX_REPLIES):
        if held.state.is_over:
            break
        reply = _choose_reply(held)
        now += timedelta(seconds=4 + len(reply.text.split()) / _WORDS_PER_S)
        _say(held, reply, now)
    return held


def start_session(plan: InterviewPlan, session_id: str) -> PendingEvents:
    """Return a hiring session whose candidate has just connected, with two follow-ups a question."""
    pending = PendingEvents(None, START)
    pending.add(_created(plan, session_id))
    presence.attach_worker(pending, worker_id="w", epoch=1, last_heartbeat_at=None)
    presence.connect_candidate(pending, plan, connection_id="a", last_seq_seen=0)
    return pending


def _say(held: HeldSession, reply: ScriptedReply, now: datetime) -> None:
    pending = PendingEvents(held.state, now)
    apply_overdue(pending, held.plan)
    if not pending.state.is_over:
        held.replies[len(pending.state.turns) + 1] = reply
        conversation.apply_client_frame(pending, held.plan, TextFrame(reply.text))
    held.state = pending.state
    held.log += [record.event for record in pending.records]


def _choose_reply(held: HeldSession) -> ScriptedReply:
    """Return what the person says now: to a follow-up by what it asks for, else by the question's topic."""
    opened = next(
        turn for turn in reversed(held.state.turns) if turn.kind in ("question", "follow_up")
    )
    question = get_question(held.plan, opened.question_id or "")
    decision = next(
        (each for each in reversed(held.log) if isinstance(each, events.FollowupChosen)), None
    )
    if opened.kind == "follow_up" and decision is not None and decision.element is not None:
        reply = _reply_to_followup(held, decision.element)
        if reply is not None:
            return reply
    return _reply_to_question(held, question)


def _reply_to_followup(held: HeldSession, element: str) -> ScriptedReply | None:
    used = list(held.replies.values())
    fitting = [
        reply
        for occasion in _OCCASIONS.get(element, ())
        for reply in held.person.replies
        if reply.is_followup_reply and occasion in reply.occasion
    ]
    said_least = min(fitting, key=used.count, default=None)
    if said_least is None or used.count(said_least) >= _MAX_SAME_REPLIES:
        return None
    return said_least


def _reply_to_question(held: HeldSession, question: PlanQuestion) -> ScriptedReply:
    """Return the reply that was paired with the question, and after that any unused one of its kind."""
    used = list(held.replies.values())
    paired = held.paired.get(question.id)
    if paired is not None and paired not in used:
        return paired
    kind = {"work_sample": "situational", "failure": "behavioral"}.get(question.kind, question.kind)
    replies = held.person.replies_to(kind)
    others = [each for each in replies if each not in held.paired.values()]
    fresh = [each for each in others if used.count(each) < _MAX_SAME_REPLIES]
    return min(fresh or replies, key=used.count)


def _created(plan: InterviewPlan, session_id: str) -> events.SessionCreated:
    return events.SessionCreated(
        session_id=session_id,
        interview_id="0191",
        run_id="run_1",
        profile="hiring",
        plan_id="0192",
        plan_version=1,
        language="en",
        attempt=1,
        time_limit_s=plan.duration_minutes * 60,
        grace_s=120,
        max_follow_ups=2,
        features=("follow_ups",),
        question_count=len(plan.questions),
        position="a position",
        company_name="a company",
        consent_text="",
        consent_version="1",
        needs_consent=False,
    )
