"""Server frames for candidates: each frame, except transient ones, is a projection of one logged event.

An event gives at most one frame, and the frame carries the event's ``seq``. A client that sends the
last ``seq`` it saw gets exactly the frames it missed. The interviewer's reasons are never sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.translation import ENGLISH, translate
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.time_left import MIN_WARNING_S, format_time_left
from vivavoce.live.domain.wire.notices import NOTICES, TIME_SHORT_S


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewProgress:
    """State, question number and remaining time when a frame was created; codecs send what clients need."""

    state: str
    index: int
    of: int
    remaining_s: int


@dataclass(frozen=True, slots=True)
class ServerFrame:
    """One message to the client. ``seq`` is the event's ``seq``; transient frames have none."""

    type: str
    body: Json
    seq: int | None = None
    progress: InterviewProgress | None = None
    at: datetime | None = None
    """When it happened, for wire formats that include the time."""
    language: str = ENGLISH
    """The language of the interview, for wire formats with texts of their own."""

    def to_json(self) -> Json:
        """Return the frame as JSON in the ``maya`` wire format."""
        seq = {} if self.seq is None else {"seq": self.seq}
        return {"type": self.type, **seq, **self.body}


TerminalEvent = (
    events.SessionCompleted
    | events.SessionAbandoned
    | events.SessionMarkedNoShow
    | events.SessionExpired
    | events.SessionCancelled
    | events.SessionFailed
)
PING_FRAME = ServerFrame("PING", {})
PONG_FRAME = ServerFrame("PONG", {})


def build_frames(record: RecordedEvent, state: Session) -> list[ServerFrame]:
    """Return the candidate's frames for ``record``; ``state`` is the session right after it."""
    language = state.created.spoken_language
    frames = _frames_of(record, state)
    return [replace(frame, at=record.at, language=language) for frame in frames]


def _frames_of(record: RecordedEvent, state: Session) -> list[ServerFrame]:
    event, standing = record.event, progress_of(state, record.at)
    match event:
        case events.ConsentRequested():
            body: Json = {"text": event.text, "version": event.text_version}
            return [ServerFrame("CONSENT", body, record.seq)]
        case events.TurnCompleted(kind="greeting"):
            return [ServerFrame("GREETING", {"text": event.text}, record.seq, standing)]
        case events.TurnCompleted() | events.TurnAmended() | events.QuestionNotHeard():
            return [ServerFrame("TRANSCRIPT", _transcript_body(event, state), record.seq, standing)]
        case (
            events.InterviewClockStarted()
            | events.ClockPaused()
            | events.ClockResumed()
            | events.ConnectionResumed()
            | events.SessionDequeued()
        ):
            return [ServerFrame("STATE", _progress_body(standing), record.seq, standing)]
        case events.DelayAcknowledged() | events.TimerWarningIssued() | events.CandidateRequested():
            notices = _notice_bodies(event, state.created.spoken_language)
            return [ServerFrame("NOTIFICATION", notice, record.seq) for notice in notices]
        case (
            events.SessionCompleted()
            | events.SessionAbandoned()
            | events.SessionMarkedNoShow()
            | events.SessionExpired()
            | events.SessionCancelled()
            | events.SessionFailed()
        ):
            return [
                ServerFrame(
                    "ENDED", {"reason": _end_reason(event)} | _result_body(state), record.seq
                )
            ]
        case events.SessionQueued():
            return [ServerFrame("QUEUED", {"position": event.position}, record.seq, standing)]
        case (
            events.StaffObservationChanged()
            | events.StaffIntervened(action="take_over" | "hand_back")
        ):
            return [ServerFrame("NOTIFICATION", _staff_notice_body(event, state), record.seq)]
        case _:
            return []


def find_opening_event(log: Sequence[RecordedEvent], state: Session) -> events.SessionEvent | None:
    """Return the opening event: the consent request while it is open, else the greeting, or None."""
    is_asking = state.status == "consent_pending"
    for record in reversed(log):
        event = record.event
        is_greeting = isinstance(event, events.TurnCompleted) and event.kind == "greeting"
        if is_greeting or (is_asking and isinstance(event, events.ConsentRequested)):
            return event
    return None


def build_ready_frame(state: Session, now: datetime, *, public_id: str) -> ServerFrame:
    """Return the first frame of a connection: session, position, company and progress."""
    standing = progress_of(state, now)
    body = {
        "sessionId": public_id,
        "lastSeq": state.seq,
        "position": state.created.position,
        "companyName": state.created.company_name,
        **_progress_body(standing),
    }
    return ServerFrame("READY", body, progress=standing, at=now)


def build_queue_position_frame(state: Session, now: datetime, position: int) -> ServerFrame:
    """Return a frame with the current queue position; the log has only the first one."""
    return ServerFrame(
        "QUEUED",
        {"position": position},
        progress=progress_of(state, now),
        language=state.created.spoken_language,
    )


def build_heartbeat_frame(state: Session, now: datetime) -> ServerFrame:
    """Return the periodic ping, by which both sides know that the connection is alive."""
    return replace(PING_FRAME, progress=progress_of(state, now), at=now)


def build_problem_frame(
    problem: VivavoceError, *, is_retryable: bool = False, language: str = ENGLISH
) -> ServerFrame:
    """Return an error as a frame, in ``language`` if it has a translation; the session goes on."""
    message = translate(problem.detail, language)
    return ServerFrame(
        "ERROR", {"code": problem.code, "message": message, "retryable": is_retryable}
    )


def progress_of(state: Session, now: datetime) -> InterviewProgress:
    """Return the session's progress at ``now``."""
    is_resting = state.is_paused and state.status == "in_progress"
    return InterviewProgress(
        state="paused" if is_resting else state.status,
        index=state.question_index,
        of=state.created.question_count,
        remaining_s=int(state.time_remaining(now).total_seconds()),
    )


def _progress_body(progress: InterviewProgress) -> Json:
    return {
        "state": progress.state,
        "question": {"index": progress.index, "of": progress.of},
        "remainingSeconds": progress.remaining_s,
    }


def _turn_body(event: events.TurnCompleted) -> Json:
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
        **({"saidBy": "staff"} if event.speaker == "staff" else {}),
        **({"isDraft": True} if event.is_draft else {}),
    }


_TranscriptEvent = events.TurnCompleted | events.TurnAmended | events.QuestionNotHeard


def _transcript_body(event: _TranscriptEvent, state: Session) -> Json:
    """Return the body of a turn; an amended turn replaces the one that was shown before.

    A question that was not heard is sent once more as a repeat.
    """
    if isinstance(event, events.TurnCompleted):
        return _turn_body(event) | _hint_body(event, state)
    if isinstance(event, events.QuestionNotHeard):
        again = replace(state.turns[event.turn - 1], kind="repeat")
        return _turn_body(again) | _hint_body(again, state)
    amended = {"amended": event.reason, "dropped": list(event.dropped)}
    return _turn_body(state.turns[event.turn - 1]) | amended


def _hint_body(event: events.TurnCompleted, state: Session) -> Json:
    """Return the hint for a question turn, or an empty body if there is none."""
    if event.kind not in ("question", "follow_up", "repeat"):
        return {}
    hint = next((h for h in state.created.hints if h.question_id == event.question_id), None)
    if hint is None:
        return {}
    return {"hint": {"sampleAnswer": hint.sample_answer, "options": list(hint.options)}}


def _result_body(state: Session) -> Json:
    """Return what the session produced, or an empty body for an assessment."""
    return {} if state.created.result == "assessment" else {"result": state.created.result}


def _notice_bodies(
    event: events.DelayAcknowledged | events.TimerWarningIssued | events.CandidateRequested,
    language: str,
) -> list[Json]:
    """Return the notices for an event; after consent, requests are answered in turns instead."""
    match event:
        case events.DelayAcknowledged():
            return [NOTICES["thinking"].to_json(language)]
        case events.TimerWarningIssued():
            is_due = event.remaining_s >= MIN_WARNING_S
            return [_time_warning_body(event, language)] if is_due else []
        case events.CandidateRequested():
            reply: Json = {"kind": "reply", "severity": "info", "text": event.reply}
            return [reply] if event.reply else []


def _time_warning_body(event: events.TimerWarningIssued, language: str) -> Json:
    left = format_time_left(event.remaining_s)
    notice = "time_short" if event.remaining_s <= TIME_SHORT_S else "time_left"
    return NOTICES[notice].to_json(language, left=translate(left, language))


def _staff_notice_body(event: events.SessionEvent, state: Session) -> Json:
    """Return the notice that a staff member is listening or speaking; candidates always get it.

    ``notice`` is a code for pages that keep it visible: ``observer_joined``, ``observer_left``,
    ``staff_speaking`` or ``interviewer_resumed``.
    """
    if isinstance(event, events.StaffObservationChanged):
        notice = "observer_joined" if state.observers else "observer_left"
    else:
        notice = "staff_speaking" if state.taken_over_by else "interviewer_resumed"
    return {**NOTICES[notice].to_json(state.created.spoken_language), "notice": notice}


def _end_reason(event: TerminalEvent) -> str:
    match event:
        case events.SessionFailed():
            return "failed"
        case events.SessionMarkedNoShow() | events.SessionExpired():
            return event.type.removeprefix("session.")
        case _:
            return event.reason
