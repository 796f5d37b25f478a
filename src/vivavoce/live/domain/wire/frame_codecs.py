"""Frame codecs: internal frames are the same everywhere, each endpoint has its own wire format.

The format ``frames.v1`` has one envelope for all messages, as chat front ends for interviews use it:
``{frameId, correlationId, seq?, type, address, frame: {id, object, role, content, …}}`` in both directions,
and the plain text ``ping``, answered by ``pong``. It has addresses for evaluations, perspectives and the
interviewer's reasoning; they are never sent to a candidate.
"""

from __future__ import annotations

from typing import Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.live_session import turn_correlation_id
from vivavoce.kernel.translation import translatable, translate
from vivavoce.live.domain.wire import client_frames
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.client_frames import (
    ClientFrame,
    MalformedFrameError,
    UnknownFrameError,
)
from vivavoce.live.domain.wire.frames import ServerFrame


class FrameCodec(Protocol):
    """Reads and writes the messages of one connection."""

    def parse(self, raw: str | bytes) -> ClientFrame:
        """Return the client's frame, or raise one of the errors of ``client_frames``."""

    def write(self, frame: ServerFrame) -> Json | str | None:
        """Return the message to send, or None if these clients do not get this frame."""

    def close_reason(self, reason: str) -> str:
        """Return the reason to send with a close code."""


class MayaCodec:
    """The ``maya`` wire format: types in capitals, fields in camelCase."""

    def parse(self, raw: str | bytes) -> ClientFrame:
        """Return the client's frame, or raise one of the errors of ``client_frames``."""
        return client_frames.parse_client_frame(raw)

    def write(self, frame: ServerFrame) -> Json | None:
        """Return the message to send."""
        return frame.to_json()

    def close_reason(self, reason: str) -> str:
        """Return the reason to send with a close code."""
        return reason


MAYA_CODEC = MayaCodec()


FRAMES_V1 = "frames.v1"
FRAME_TYPES = ("completion", "streaming", "heartbeat", "error", "input", "signal.regenerate")
ADDRESSES = (
    "content",
    "artifact",
    "human",
    "thought",
    "evaluation",
    "perspective",
    "notification",
)
HIDDEN_ADDRESSES = frozenset({"thought", "evaluation", "perspective"})
"""Addresses that are never used in messages to a candidate."""
_PING, _PONG = "ping", "pong"
_ENVELOPE_TYPES = {"PING": "heartbeat", "ERROR": "error"}


class FramesV1Codec:
    """The codec of one connection; correlation ids are derived from ``session_id`` and the answered turn."""

    def __init__(self, session_id: str) -> None:
        self._session_id = session_id
        self._answered_turn = 0
        """The turn of the answer that is being replied to; 0 before the first."""
        self._unlogged_frames = 0

    def parse(self, raw: str | bytes) -> ClientFrame:
        """Return the client's frame, or raise one of the errors of ``client_frames``."""
        if raw == _PING:
            return said.ControlFrame.PING
        kind, document = said.parse_json_frame(raw)
        if kind == "heartbeat":
            return said.ControlFrame.PONG
        if kind == "signal.regenerate":
            return said.ControlFrame.REPEAT
        if kind != "input":
            raise UnknownFrameError
        if document.get("address", "human") not in ("human", "content"):
            raise MalformedFrameError("The 'address' of a candidate must be human.")
        frame = document.get("frame")
        if not isinstance(frame, dict):
            raise MalformedFrameError("'frame' must be an object.")
        words = {"text": frame.get("content"), "frameId": document.get("frameId")}
        return said.parse_text_frame(words, id_field="frameId", text_field="frame.content")

    def write(self, frame: ServerFrame) -> Json | str | None:
        """Return the message to send, or None for a frame that this format does not have."""
        if frame.type == "PONG":
            return _PONG
        content = _content(frame)
        if content is None:
            return None
        address, inner = content
        if inner["role"] == "user":
            self._answered_turn = frame.body["turn"]
        frame_id = self._frame_id(frame)
        seq = {} if frame.seq is None else {"seq": frame.seq}
        created = {} if frame.at is None else {"createdTs": int(frame.at.timestamp())}
        return {
            "frameId": frame_id,
            "correlationId": turn_correlation_id(self._session_id, self._answered_turn_of(frame)),
            **seq,
            "type": _ENVELOPE_TYPES.get(frame.type, "completion"),
            "address": address,
            "frame": {
                "id": str(frame.body.get("clientMessageId") or frame_id),
                "object": "turn" if inner["role"] != "system" else "notice",
                **inner,
                **created,
            },
        }

    def close_reason(self, reason: str) -> str:
        """Return the reason to send with a close code."""
        return reason

    def _frame_id(self, frame: ServerFrame) -> str:
        if frame.seq is not None:
            return f"frame-{frame.seq}"
        self._unlogged_frames += 1
        return f"passing-{self._unlogged_frames}"

    def _answered_turn_of(self, frame: ServerFrame) -> int:
        """Return the turn of the answer that a frame replies to; after a reconnect, the previous turn."""
        turn = frame.body.get("turn")
        if self._answered_turn or not isinstance(turn, int):
            return self._answered_turn
        return max(0, turn - 1)


def _content(frame: ServerFrame) -> tuple[str, Json] | None:
    """Return a frame's address and inner content, or None if the format does not have it."""
    body = frame.body
    match frame.type:
        case "GREETING" | "CONSENT":
            return "content", _message_content("assistant", body["text"], frame.type.lower())
        case "TRANSCRIPT" if body["role"] == "candidate":
            return "human", _message_content("user", body["text"], body["kind"])
        case "TRANSCRIPT":
            spoken = _message_content("assistant", body["text"], body["kind"])
            return "content", {**spoken, **_index_field(frame)}
        case _:
            notice = _notice_content(frame)
            return None if notice is None else ("notification", notice)


def _notice_content(frame: ServerFrame) -> Json | None:
    body = frame.body
    match frame.type:
        case "READY" | "STATE":
            return {**_system_content(body["state"], frame.type.lower()), **_index_field(frame)}
        case "NOTIFICATION":
            return _system_content(body["text"], body["kind"])
        case "QUEUED":
            place = body["position"]
            said = translate(
                translatable("You are number {place} in the queue.", place=place), frame.language
            )
            return {**_system_content(said, "queued"), "index": place}
        case "PING":
            return _system_content("", "heartbeat")
        case "ERROR":
            return _system_content(body["message"], body["code"])
        case "ENDED":
            return {**_system_content(body["reason"], "ended"), "finishReason": "stop"}
        case _:
            return None


def _index_field(frame: ServerFrame) -> Json:
    return {} if frame.progress is None else {"index": frame.progress.index}


def _message_content(role: str, text: str, title: str) -> Json:
    return {"role": role, "content": text, "title": title, "finishReason": "stop"}


def _system_content(text: str, title: str) -> Json:
    return {"role": "system", "content": text, "title": title}
