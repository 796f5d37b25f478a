"""The wording ``frames.v1``: one envelope for everything, as interview front ends of the chat kind know it.

``{frameId, correlationId, seq?, type, address, frame: {id, object, role, content, …}}`` in both
directions, and the bare text ``ping``, answered by ``pong``. What graders, perspectives and the
interviewer itself think has addresses in this vocabulary; a candidate is never sent them.
"""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.live import correlation_of
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.client_frames import BadFrame, ClientFrame, UnknownFrame
from vivavoce.live.domain.wire.frames import Frame

FRAMES = "frames.v1"
TYPES = ("completion", "streaming", "heartbeat", "error", "input", "signal.regenerate")
ADDRESSES = (
    "content",
    "artifact",
    "human",
    "thought",
    "evaluation",
    "perspective",
    "notification",
)
NEVER_SHOWN = frozenset({"thought", "evaluation", "perspective"})
"""Addresses that a candidate's connection is never sent anything to."""
_PING, _PONG = "ping", "pong"
_ENVELOPE = {"PING": "heartbeat", "ERROR": "error"}


class FramesCodec:
    """One connection's wording; ``session_id`` gives the ids that tie replies to answers."""

    def __init__(self, session_id: str) -> None:
        self._session_id = session_id
        self._answer = 0
        """The answer that is being replied to; 0 before the first."""
        self._passing = 0

    def parse(self, raw: str | bytes) -> ClientFrame:
        """Return what the client means, or raise one of the errors of ``client_frames``."""
        if raw == _PING:
            return said.Ping()
        kind, document = said.document_of(raw)
        if kind == "heartbeat":
            return said.Pong()
        if kind == "signal.regenerate":
            return said.Repeat()
        if kind != "input":
            raise UnknownFrame
        if document.get("address", "human") not in ("human", "content"):
            raise BadFrame("A candidate's 'address' is human.")
        frame = document.get("frame")
        if not isinstance(frame, dict):
            raise BadFrame("'frame' must be an object.")
        words = {"text": frame.get("content"), "frameId": document.get("frameId")}
        return said.text_in(words, id_named="frameId", text_named="frame.content")

    def write(self, frame: Frame) -> Json | str | None:
        """Return the message, or None for a frame that has no name here."""
        if frame.type == "PONG":
            return _PONG
        content = _content(frame)
        if content is None:
            return None
        address, inner = content
        if inner["role"] == "user":
            self._answer = frame.body["turn"]
        frame_id = self._frame_id(frame)
        seq = {} if frame.seq is None else {"seq": frame.seq}
        created = {} if frame.at is None else {"createdTs": int(frame.at.timestamp())}
        return {
            "frameId": frame_id,
            "correlationId": correlation_of(self._session_id, self._replied_to(frame)),
            **seq,
            "type": _ENVELOPE.get(frame.type, "completion"),
            "address": address,
            "frame": {
                "id": str(frame.body.get("clientMessageId") or frame_id),
                "object": "turn" if inner["role"] != "system" else "notice",
                **inner,
                **created,
            },
        }

    def reason(self, reason: str) -> str:
        """Return the word that goes with a close code."""
        return reason

    def _frame_id(self, frame: Frame) -> str:
        if frame.seq is not None:
            return f"frame-{frame.seq}"
        self._passing += 1
        return f"passing-{self._passing}"

    def _replied_to(self, frame: Frame) -> int:
        """Return the answer that a frame belongs to; after a return it is the turn before."""
        turn = frame.body.get("turn")
        if self._answer or not isinstance(turn, int):
            return self._answer
        return max(0, turn - 1)


def _content(frame: Frame) -> tuple[str, Json] | None:
    """Return where a frame is addressed, and what it says."""
    body = frame.body
    match frame.type:
        case "GREETING" | "CONSENT":
            return "content", _spoken("assistant", body["text"], frame.type.lower())
        case "TRANSCRIPT" if body["role"] == "candidate":
            return "human", _spoken("user", body["text"], body["kind"])
        case "TRANSCRIPT":
            spoken = _spoken("assistant", body["text"], body["kind"])
            return "content", {**spoken, **_index(frame)}
        case _:
            notice = _notice_in(frame)
            return None if notice is None else ("notification", notice)


def _notice_in(frame: Frame) -> Json | None:
    body = frame.body
    match frame.type:
        case "READY" | "STATE":
            return {**_notice(body["state"], frame.type.lower()), **_index(frame)}
        case "NOTIFICATION":
            return _notice(body["text"], body["kind"])
        case "QUEUED":
            place = body["position"]
            return {**_notice(f"You are number {place} in the queue.", "queued"), "index": place}
        case "PING":
            return _notice("", "heartbeat")
        case "ERROR":
            return _notice(body["message"], body["code"])
        case "ENDED":
            return {**_notice(body["reason"], "ended"), "finishReason": "stop"}
        case _:
            return None


def _index(frame: Frame) -> Json:
    return {} if frame.standing is None else {"index": frame.standing.index}


def _spoken(role: str, text: str, title: str) -> Json:
    return {"role": role, "content": text, "title": title, "finishReason": "stop"}


def _notice(text: str, title: str) -> Json:
    return {"role": "system", "content": text, "title": title}
