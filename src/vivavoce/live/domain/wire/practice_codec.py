"""The wire format of self-service sessions: types in lower case, fields in snake_case.

Client: hello, text_answer, end_of_turn, repeat, skip, pause, resume, end, ping, consent, correct,
pace.
Server: ready, state, question, agent_text, transcript, timer, notification, error, ended, pong, consent,
queued.
"""

from __future__ import annotations

from collections.abc import Callable

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import parse_practice_session_id
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.client_frames import (
    ClientFrame,
    MalformedFrameError,
    UnknownFrameError,
)
from vivavoce.live.domain.wire.frames import InterviewProgress, ServerFrame

REVIEW_PATH = "/api/v1/review/"
INTAKES_PATH = "/api/v1/intakes/"
_MODES = ("text", "voice", "video")
_MAX_SEQ = 2**31 - 1
_FRAMES_WITHOUT_FIELDS: dict[str, ClientFrame] = {
    "end_of_turn": said.ControlFrame.END_OF_TURN,
    "repeat": said.ControlFrame.REPEAT,
    "skip": said.ControlFrame.SKIP,
    "pause": said.ControlFrame.PAUSE,
    "resume": said.ControlFrame.RESUME,
    "end": said.ControlFrame.END,
    "ping": said.ControlFrame.PING,
}
_CLOSE_REASONS = {"replaced": "superseded", "over": "ended"}
_QUESTION_KINDS = ("question", "follow_up", "repeat")
_FIELD_NAMES = {
    "questionId": "question_id",
    "parentTurn": "parent_turn",
    "clientMessageId": "client_msg_id",
    "suggestedSeconds": "suggested_s",
}


_SPEECH_FIELD_NAMES = {"is_draft": "isDraft", "amended": "amended", "dropped": "dropped"}


class PracticeCodec:
    """The codec of one self-service connection; ``public_id`` is the session id that the client sees."""

    def __init__(self, public_id: str) -> None:
        self._public_id = public_id

    def parse(self, raw: str | bytes) -> ClientFrame:
        """Return the client's frame, or raise one of the errors of ``client_frames``."""
        kind, document = said.parse_json_frame(raw)
        if kind in _FRAMES_WITHOUT_FIELDS:
            return _FRAMES_WITHOUT_FIELDS[kind]
        if kind == "text_answer":
            return said.parse_text_frame(document, id_field="client_msg_id")
        if kind == "hello":
            return _parse_hello(document)
        if kind == "consent":
            return said.parse_consent_frame(document)
        if kind == "correct":
            return said.parse_correction_frame(document)
        if kind == "pace":
            return said.parse_endpointing_mode_frame(document)
        raise UnknownFrameError

    def write(self, frame: ServerFrame) -> Json | None:
        """Return the message to send, or None for a frame that this format does not have."""
        write = _WRITERS.get(frame.type)
        if write is None:
            return None
        kind, body = write(frame)
        if kind == "ready":
            body["session_id"] = self._public_id
        elif kind == "ended":
            body |= self._result_link(body.pop("result", "assessment"))
        seq = {} if frame.seq is None else {"seq": frame.seq}
        return {"type": kind, **seq, **body}

    def _result_link(self, result: str) -> Json:
        """Return the field with the URL of the session's result."""
        interview_id = parse_practice_session_id(self._public_id)
        if result == "artifacts":
            return {"artifacts_url": f"{INTAKES_PATH}{interview_id}/artifacts"}
        return {"review_url": f"{REVIEW_PATH}{self._public_id}"}

    def close_reason(self, reason: str) -> str:
        """Return the reason to send with a close code."""
        return _CLOSE_REASONS.get(reason, reason)


def _parse_hello(document: Json) -> said.HelloFrame:
    last_seq = document.get("last_seq", 0)
    mode = document.get("mode", "text")
    if isinstance(last_seq, bool) or not isinstance(last_seq, int):
        raise MalformedFrameError("'last_seq' must be an integer.")
    if not 0 <= last_seq <= _MAX_SEQ:
        raise MalformedFrameError(
            "'last_seq' must be the number of a frame that you have received, or 0."
        )
    if mode not in _MODES:
        raise MalformedFrameError("'mode' must be text, voice or video.")
    return said.HelloFrame(last_seq, mode)


def _ready_message(frame: ServerFrame) -> tuple[str, Json]:
    body = frame.body
    standing = _require_progress(frame)
    return "ready", {
        "resume_seq": body["lastSeq"],
        "mode": "text",
        "position": body["position"],
        "company_name": body["companyName"],
        **_progress_body(standing),
    }


def _state_message(frame: ServerFrame) -> tuple[str, Json]:
    return "state", _progress_body(_require_progress(frame))


def _turn_message(frame: ServerFrame) -> tuple[str, Json]:
    body, standing = frame.body, _require_progress(frame)
    named = {_FIELD_NAMES[name]: body[name] for name in _FIELD_NAMES if name in body}
    if body["role"] == "candidate":
        return "transcript", {
            "role": "candidate",
            "turn": body["turn"],
            "text": body["text"],
            "final": True,
            **named,
            **{name: body[key] for name, key in _SPEECH_FIELD_NAMES.items() if key in body},
        }
    spoken = {"turn": body["turn"], "kind": body["kind"], "text": body["text"], **named}
    if body["kind"] in _QUESTION_KINDS:
        return "question", {
            **spoken,
            "index": standing.index,
            "of": standing.of,
            **_hint_body(body.get("hint")),
        }
    return "agent_text", {**spoken, "final": True}


def _hint_body(hint: Json | None) -> Json:
    if hint is None:
        return {}
    return {"hint": {"sample_answer": hint["sampleAnswer"], "options": hint["options"]}}


def _greeting_message(frame: ServerFrame) -> tuple[str, Json]:
    return "agent_text", {"kind": "greeting", "text": frame.body["text"], "final": True}


def _timer_message(frame: ServerFrame) -> tuple[str, Json]:
    return "timer", {"remaining_s": _require_progress(frame).remaining_s}


def _copy_message(kind: str) -> Callable[[ServerFrame], tuple[str, Json]]:
    return lambda frame: (kind, dict(frame.body))


def _require_progress(frame: ServerFrame) -> InterviewProgress:
    if frame.progress is None:
        raise ValueError(f"the frame {frame.type} was created without its state")
    return frame.progress


def _progress_body(progress: InterviewProgress) -> Json:
    return {
        "state": progress.state,
        "question": {"index": progress.index, "of": progress.of},
        "remaining_s": progress.remaining_s,
    }


_WRITERS: dict[str, Callable[[ServerFrame], tuple[str, Json]]] = {
    "READY": _ready_message,
    "STATE": _state_message,
    "GREETING": _greeting_message,
    "TRANSCRIPT": _turn_message,
    "QUEUED": _copy_message("queued"),
    "PING": _timer_message,
    "PONG": _copy_message("pong"),
    "CONSENT": _copy_message("consent"),
    "NOTIFICATION": _copy_message("notification"),
    "ERROR": _copy_message("error"),
    "ENDED": _copy_message("ended"),
}
