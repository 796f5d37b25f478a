"""What a session is after some prefix of its log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vivavoce.contracts.voice import EndpointingMode, Transport
from vivavoce.live.domain import events
from vivavoce.live.domain.speech_state import NO_SPEECH, SpeechState
from vivavoce.live.domain.transitions import TERMINAL_STATUSES, TRANSITIONS, SessionStatus

Changes = dict[str, Any]  # Any: a field's new value


@dataclass(frozen=True, kw_only=True)
class QuestionProgress:
    """What became of one planned question so far."""

    question_id: str
    asked_turn: int
    found_elements: frozenset[str] = frozenset()
    answers: int = 0
    """Utterances that count as an answer, silence and requests left out."""
    probes: int = 0
    consecutive_unproductive_probes: int = 0
    """Probes in a row that brought no new slot."""
    unproductive_probes: int = 0
    repeats: int = 0
    restatement_reasons: tuple[events.ReasonCode, ...] = ()
    requested_elements: frozenset[str] = frozenset()
    """Slots that a probe asked for, found or not: nothing is asked for twice."""
    is_skipped: bool = False


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session after some prefix of its log. Equal logs give equal sessions."""

    created: events.SessionCreated
    status: SessionStatus
    seq: int
    at: datetime
    since: datetime
    """When the present status began."""
    worker_id: str | None = None
    epoch: int = 0
    leg_id: str | None = None
    transport: Transport = "text"
    """What the candidate's connection is made of, or was last."""
    pace: EndpointingMode = "normal"
    has_consent: bool = False
    consent_asked: int = 0
    answered_by: str | None = None
    """Who answered the call that is under way, as far as the provider told; None without one."""
    begun_seq: int | None = None
    """The event by which the candidate began: their call was answered, or the interview started."""
    started_at: datetime | None = None
    turns: tuple[events.TurnCompleted, ...] = ()
    asked_questions: tuple[QuestionProgress, ...] = ()
    policy_skipped: frozenset[str] = frozenset()
    """Questions that the policy left out without putting them."""
    is_end_confirmation_open: bool = False
    """The candidate was asked whether they want to end, and has not answered yet."""
    has_asked_for_person: bool = False
    requests_before_consent: int = 0
    """How many questions were answered while consent was asked for."""
    is_paused: bool = False
    paused_at: datetime | None = None
    pause_count: int = 0
    accumulated_time: timedelta = timedelta(0)
    running_since: datetime | None = None
    last_warning_s: int | None = None
    """How much time was left at the latest warning; None before the first."""
    is_expired: bool = False
    is_connection_loss_technical: bool = False
    """The last drop was our fault, not the candidate's line."""
    proposals: tuple[events.FollowupProposed, ...] = ()
    """What was proposed and not asked yet."""
    pending_model_request: events.ModelRequested | None = None
    """What a model was asked for and has not answered; the talk waits for it, but not for long."""
    model_requested_at: datetime | None = None
    is_delay_acknowledged: bool = False
    """The candidate was told that the next question takes a moment."""
    consecutive_model_failures: int = 0
    """How often in a row a model did not help."""
    observers: frozenset[str] = frozenset()
    """People of staff who watch now."""
    taken_by: str | None = None
    """The person of staff who speaks instead of the interviewer."""
    staff_left_at: datetime | None = None
    """Since when whoever took over neither watches nor acts; None while they watch."""
    recording_type: str | None = None
    """What is being filmed."""
    recorded_chunks: int = 0
    queue_position: int | None = None
    handed_over_at: datetime | None = None
    """When a worker gave back a session with its candidate; the clock stands until they are here again."""

    speech: SpeechState = NO_SPEECH
    state_before_answer: Session | None = None
    """How it stood before the latest words of the candidate, in case that they go on; has none itself."""

    @property
    def is_over(self) -> bool:
        """Whether nothing can follow any more."""
        return self.status in TERMINAL_STATUSES

    @property
    def is_recording(self) -> bool:
        """Whether the end of a film is still to be told."""
        return (
            self.recording_type is not None
            and self.status in TRANSITIONS[events.RecordingStopped.type]
        )

    def recording_stopped_event(self) -> events.RecordingStopped:
        """Return that no further piece comes."""
        return events.RecordingStopped(
            artifact_type=self.recording_type or "", chunks=self.recorded_chunks
        )

    @property
    def current_question(self) -> QuestionProgress | None:
        """The question that is being talked about."""
        return self.asked_questions[-1] if self.asked_questions else None

    def progress_of(self, question_id: str | None) -> QuestionProgress | None:
        """Return what became of a question so far, if it was put."""
        return next(
            (each for each in self.asked_questions if each.question_id == question_id), None
        )

    @property
    def counted_turns(self) -> tuple[events.TurnCompleted, ...]:
        """The turns that count: without those that were hardly heard, and what was said before they were."""
        return tuple(turn for turn in self.turns if not turn.is_dropped)

    @property
    def last_turn(self) -> events.TurnCompleted | None:
        """The latest turn of either side that counts."""
        return next((turn for turn in reversed(self.turns) if not turn.is_dropped), None)

    def count_unheard(self, turn: int) -> int:
        """Return how often the candidate spoke before they had heard the question of ``turn``."""
        return sum(each.role == "candidate" and each.is_dropped for each in self.turns[turn:])

    @property
    def last_question_turn(self) -> events.TurnCompleted | None:
        """The latest turn that is about a question: remarks beside it change nothing."""
        return next((turn for turn in reversed(self.counted_turns) if turn.kind != "remark"), None)

    @property
    def answered_question_ids(self) -> frozenset[str]:
        """Questions with an answer, earlier attempts included."""
        return frozenset(self.created.answered_before).union(
            thread.question_id for thread in self.asked_questions if thread.answers
        )

    @property
    def question_index(self) -> int:
        """Which question is being talked about, counted from 1; 0 before the first."""
        begun = (
            len(self.created.answered_before) + len(self.policy_skipped) + len(self.asked_questions)
        )
        return min(begun, self.created.question_count)

    def time_used(self, now: datetime) -> timedelta:
        """Return the interview time used until ``now``; pauses and drops are free."""
        if self.running_since is None:
            return self.accumulated_time
        return self.accumulated_time + max(timedelta(0), now - self.running_since)

    def time_remaining(self, now: datetime) -> timedelta:
        """Return the interview time that is left, never below zero."""
        limit = timedelta(seconds=self.created.time_limit_s)
        return max(timedelta(0), limit - self.time_used(now))

    def find_turn_by_message_id(self, client_message_id: str) -> events.TurnCompleted | None:
        """Return the turn that this message of the client became, if it is in the log."""
        for turn in reversed(self.turns):
            if turn.client_message_id == client_message_id:
                return turn
        return None


def apply_changes(state: Session, changes: Changes) -> Session:
    """Return a changed copy; ``replace`` runs 22 guarded assignments and folds a third as fast."""
    after = object.__new__(Session)
    after.__dict__.update(state.__dict__, **changes)
    return after
