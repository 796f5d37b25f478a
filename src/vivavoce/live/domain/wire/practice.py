"""The wording of practice: types in small letters, members in snake_case, questions as questions.

Client: hello, text_answer, end_of_turn, repeat, skip, pause, resume, end, ping, consent, correct,
pace.
Server: ready, state, question, agent_text, transcript, timer, notification, error, ended, pong, consent,
queued.
"""

from __future__ import annotations

from collections.abc import Callable

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import read_session
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.client_frames import BadFrame, ClientFrame, UnknownFrame
from vivavoce.live.domain.wire.frames import Frame, Standing

REVIEW_PATH = "/api/v1/review/"
INTAKES_PATH = "/api/v1/intakes/"
_MODES = ("text", "voice", "video")
_MOST_SEQ = 2**31 - 1
_PLAIN: dict[str, ClientFrame] = {
    "end_of_turn": said.EndOfTurn(),
    "repeat": said.Repeat(),
    "skip": said.Skip(),
    "pause": said.Pause(),
    "resume": said.Resume(),
    "end": said.End(),
    "ping": said.Ping(),
}
_REASONS = {"replaced": "superseded", "over": "ended"}
_ASKING = ("question", "follow_up", "repeat")
_NAMES = {
    "questionId": "question_id",
    "parentTurn": "parent_turn",
    "clientMessageId": "client_msg_id",
    "suggestedSeconds": "suggested_s",
}


_OF_SPEECH = {"is_draft": "isDraft", "amended": "amended", "dropped": "dropped"}


class PracticeCodec:
    """What a practising person's client sends and is sent, in the session shown as ``shown_id``."""

    def __init__(self, shown_id: str) -> None:
        self._shown_id = shown_id

    def parse(self, raw: str | bytes) -> ClientFrame:
        """Return what the client means, or raise one of the errors of ``client_frames``."""
        kind, document = said.document_of(raw)
        if kind in _PLAIN:
            return _PLAIN[kind]
        if kind == "text_answer":
            return said.text_in(document, id_named="client_msg_id")
        if kind == "hello":
            return _hello(document)
        if kind == "consent":
            return said.consent_in(document)
        if kind == "correct":
            return said.correction_in(document)
        if kind == "pace":
            return said.pace_in(document)
        raise UnknownFrame

    def write(self, frame: Frame) -> Json | None:
        """Return the message, or None for a frame that has no name here."""
        write = _WRITERS.get(frame.type)
        if write is None:
            return None
        kind, body = write(frame)
        if kind == "ready":
            body["session_id"] = self._shown_id
        elif kind == "ended":
            body |= self._seen_at(body.pop("result", "assessment"))
        seq = {} if frame.seq is None else {"seq": frame.seq}
        return {"type": kind, **seq, **body}

    def _seen_at(self, result: str) -> Json:
        """Return where what the talk led to is seen."""
        interview_id = read_session(self._shown_id)
        if result == "artifacts":
            return {"artifacts_url": f"{INTAKES_PATH}{interview_id}/artifacts"}
        return {"review_url": f"{REVIEW_PATH}{self._shown_id}"}

    def reason(self, reason: str) -> str:
        """Return the word that goes with a close code."""
        return _REASONS.get(reason, reason)


def _hello(document: Json) -> said.Hello:
    last_seq = document.get("last_seq", 0)
    mode = document.get("mode", "text")
    if isinstance(last_seq, bool) or not isinstance(last_seq, int):
        raise BadFrame("'last_seq' must be a whole number.")
    if not 0 <= last_seq <= _MOST_SEQ:
        raise BadFrame("'last_seq' is the number of a frame that you have seen, or 0.")
    if mode not in _MODES:
        raise BadFrame("'mode' must be text, voice or video.")
    return said.Hello(last_seq, mode)


def _ready(frame: Frame) -> tuple[str, Json]:
    body = frame.body
    standing = _standing(frame)
    return "ready", {
        "resume_seq": body["lastSeq"],
        "mode": "text",
        "position": body["position"],
        "company_name": body["companyName"],
        **_told(standing),
    }


def _state(frame: Frame) -> tuple[str, Json]:
    return "state", _told(_standing(frame))


def _turn(frame: Frame) -> tuple[str, Json]:
    body, standing = frame.body, _standing(frame)
    named = {_NAMES[name]: body[name] for name in _NAMES if name in body}
    if body["role"] == "candidate":
        return "transcript", {
            "role": "candidate",
            "turn": body["turn"],
            "text": body["text"],
            "final": True,
            **named,
            **{name: body[key] for name, key in _OF_SPEECH.items() if key in body},
        }
    spoken = {"turn": body["turn"], "kind": body["kind"], "text": body["text"], **named}
    if body["kind"] in _ASKING:
        return "question", {
            **spoken,
            "index": standing.index,
            "of": standing.of,
            **_hint(body.get("hint")),
        }
    return "agent_text", {**spoken, "final": True}


def _hint(hint: Json | None) -> Json:
    if hint is None:
        return {}
    return {"hint": {"sample_answer": hint["sampleAnswer"], "options": hint["options"]}}


def _greeting(frame: Frame) -> tuple[str, Json]:
    return "agent_text", {"kind": "greeting", "text": frame.body["text"], "final": True}


def _timer(frame: Frame) -> tuple[str, Json]:
    return "timer", {"remaining_s": _standing(frame).remaining_s}


def _as_it_is(kind: str) -> Callable[[Frame], tuple[str, Json]]:
    return lambda frame: (kind, dict(frame.body))


def _standing(frame: Frame) -> Standing:
    if frame.standing is None:
        raise ValueError(f"a frame {frame.type} was made without its standing")
    return frame.standing


def _told(standing: Standing) -> Json:
    return {
        "state": standing.state,
        "question": {"index": standing.index, "of": standing.of},
        "remaining_s": standing.remaining_s,
    }


_WRITERS: dict[str, Callable[[Frame], tuple[str, Json]]] = {
    "READY": _ready,
    "STATE": _state,
    "GREETING": _greeting,
    "TRANSCRIPT": _turn,
    "QUEUED": _as_it_is("queued"),
    "PING": _timer,
    "PONG": _as_it_is("pong"),
    "CONSENT": _as_it_is("consent"),
    "NOTIFICATION": _as_it_is("notification"),
    "ERROR": _as_it_is("error"),
    "ENDED": _as_it_is("ended"),
}
