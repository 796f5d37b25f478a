"""What a candidate is shown: each frame but the passing ones is a projection of one logged event.

An event gives at most one frame and the frame carries the event's number, so a client that tells
the last number it saw gets exactly what it missed. Reasons of the interviewer are never shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain import events
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.time_left import LEAST_S, in_words
from vivavoce.live.domain.wire.notices import NOTICES, SHORT_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the talk stood when a frame was made. Every codec says of it what its clients expect."""

    state: str
    index: int
    of: int
    remaining_s: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One message to the client. ``seq`` is the event's number; passing frames have none."""

    type: str
    body: Json
    seq: int | None = None
    standing: Standing | None = None
    at: datetime | None = None
    """When it happened, for wordings that say so."""

    def document(self) -> Json:
        """Return the frame as the JSON object that Maya's clients are sent."""
        seq = {} if self.seq is None else {"seq": self.seq}
        return {"type": self.type, **seq, **self.body}


Ending = (
    events.SessionCompleted
    | events.SessionAbandoned
    | events.SessionNoShow
    | events.SessionExpired
    | events.SessionCancelled
    | events.SessionFailed
)
PING = Frame("PING", {})
PONG = Frame("PONG", {})


def frames_of(record: Recorded, state: Session) -> list[Frame]:
    """Return what the candidate sees of ``record``; ``state`` is the session right after it."""
    return [replace(frame, at=record.at) for frame in _frames_of(record, state)]


def _frames_of(record: Recorded, state: Session) -> list[Frame]:
    event, standing = record.event, standing_of(state, record.at)
    match event:
        case events.ConsentRequested():
            body: Json = {"text": event.text, "version": event.text_version}
            return [Frame("CONSENT", body, record.seq)]
        case events.TurnCompleted(kind="greeting"):
            return [Frame("GREETING", {"text": event.text}, record.seq, standing)]
        case events.TurnCompleted() | events.TurnAmended() | events.QuestionNotHeard():
            return [Frame("TRANSCRIPT", _shown(event, state), record.seq, standing)]
        case (
            events.InterviewStarted()
            | events.ClockPaused()
            | events.ClockResumed()
            | events.ConnectionResumed()
            | events.SessionDequeued()
        ):
            return [Frame("STATE", _told(standing), record.seq, standing)]
        case events.AgentAcknowledged() | events.TimerWarning() | events.CandidateRequested():
            return [Frame("NOTIFICATION", body, record.seq) for body in _noticed(event)]
        case (
            events.SessionCompleted()
            | events.SessionAbandoned()
            | events.SessionNoShow()
            | events.SessionExpired()
            | events.SessionCancelled()
            | events.SessionFailed()
        ):
            return [Frame("ENDED", {"reason": _ending(event)} | _result(state), record.seq)]
        case events.SessionQueued():
            return [Frame("QUEUED", {"position": event.position}, record.seq, standing)]
        case events.StaffObserved() | events.StaffIntervened(action="take_over" | "hand_back"):
            return [Frame("NOTIFICATION", _staff(event, state), record.seq)]
        case _:
            return []


def opening_in(log: Sequence[Recorded], state: Session) -> events.SessionEvent | None:
    """Return what opened the talk: the question about consent while it stands, else the greeting."""
    is_asking = state.status == "consent_pending"
    for record in reversed(log):
        event = record.event
        is_greeting = isinstance(event, events.TurnCompleted) and event.kind == "greeting"
        if is_greeting or (is_asking and isinstance(event, events.ConsentRequested)):
            return event
    return None


def ready(state: Session, now: datetime, *, shown_id: str) -> Frame:
    """Return the first frame after a connection: who and where we are."""
    standing = standing_of(state, now)
    body = {
        "sessionId": shown_id,
        "lastSeq": state.seq,
        "position": state.created.position,
        "companyName": state.created.company_name,
        **_told(standing),
    }
    return Frame("READY", body, standing=standing, at=now)


def queued(state: Session, now: datetime, position: int) -> Frame:
    """Return the present place in the queue; the log keeps only the first."""
    return Frame("QUEUED", {"position": position}, standing=standing_of(state, now))


def heartbeat(state: Session, now: datetime) -> Frame:
    """Return what is sent every so often, so that both sides know that the line holds."""
    return replace(PING, standing=standing_of(state, now), at=now)


def error(problem: VivavoceError, *, is_retryable: bool = False) -> Frame:
    """Return a problem as a frame; the session goes on."""
    return Frame(
        "ERROR", {"code": problem.code, "message": problem.detail, "retryable": is_retryable}
    )


def standing_of(state: Session, now: datetime) -> Standing:
    """Return where the talk stands."""
    is_resting = state.is_paused and state.status == "in_progress"
    return Standing(
        state="paused" if is_resting else state.status,
        index=state.question_index,
        of=state.created.question_count,
        remaining_s=int(state.remaining(now).total_seconds()),
    )


def _told(standing: Standing) -> Json:
    return {
        "state": standing.state,
        "question": {"index": standing.index, "of": standing.of},
        "remainingSeconds": standing.remaining_s,
    }


def _turn(event: events.TurnCompleted) -> Json:
    optional = {
        "questionId": event.question_id,
        "parentTurn": event.parent_turn,
        "clientMessageId": event.client_message_id,
        "suggestedSeconds": event.suggested_s,
    }
    return {
        "role": event.role,
        "text": event.text,
        "final": True,
        "turn": event.turn,
        "kind": event.kind,
        **{name: value for name, value in optional.items() if value is not None},
        **({"saidBy": "staff"} if event.said_by == "staff" else {}),
        **({"isDraft": True} if event.is_draft else {}),
    }


_Shown = events.TurnCompleted | events.TurnAmended | events.QuestionNotHeard


def _shown(event: _Shown, state: Session) -> Json:
    """Return a turn; one that was amended is shown in the place of what was shown before.

    A question that was not heard is shown once more, after what was said before it was.
    """
    if isinstance(event, events.TurnCompleted):
        return _turn(event) | _hint(event, state)
    if isinstance(event, events.QuestionNotHeard):
        again = replace(state.turns[event.turn - 1], kind="repeat")
        return _turn(again) | _hint(again, state)
    amended = {"amended": event.reason, "dropped": list(event.dropped)}
    return _turn(state.turns[event.turn - 1]) | amended


def _hint(event: events.TurnCompleted, state: Session) -> Json:
    """Return what helps with a question that is put, where the front door gives hints."""
    if event.kind not in ("question", "follow_up", "repeat"):
        return {}
    found = next((h for h in state.created.hints if h.question_id == event.question_id), None)
    if found is None:
        return {}
    return {"hint": {"sampleAnswer": found.sample_answer, "options": list(found.options)}}


def _result(state: Session) -> Json:
    """Return what the talk led to, where that is no reading of the person."""
    return {} if state.created.result == "assessment" else {"result": state.created.result}


def _noticed(
    event: events.AgentAcknowledged | events.TimerWarning | events.CandidateRequested,
) -> list[Json]:
    """Return what is said beside the talk; after consent, requests are answered in turns of their own."""
    match event:
        case events.AgentAcknowledged():
            return [NOTICES["thinking"].told()]
        case events.TimerWarning():
            return [_warning(event)] if event.remaining_s >= LEAST_S else []
        case events.CandidateRequested():
            reply: Json = {"kind": "reply", "severity": "info", "text": event.reply}
            return [reply] if event.reply else []


def _warning(event: events.TimerWarning) -> Json:
    notice = "time_short" if event.remaining_s <= SHORT_S else "time_left"
    return NOTICES[notice].told(left=in_words(event.remaining_s))


def _staff(event: events.SessionEvent, state: Session) -> Json:
    """A candidate is always told when a person listens, and who is speaking.

    ``notice`` says it in a word, for pages that keep it in sight: listens, listens_no_more, speaks,
    hands_back.
    """
    if isinstance(event, events.StaffObserved):
        notice = "listens" if state.watchers else "listens_no_more"
    else:
        notice = "speaks" if state.taken_by else "hands_back"
    return {**NOTICES[notice].told(), "notice": notice}


def _ending(event: Ending) -> str:
    match event:
        case events.SessionFailed():
            return "failed"
        case events.SessionNoShow() | events.SessionExpired():
            return event.type.removeprefix("session.")
        case _:
            return event.reason
