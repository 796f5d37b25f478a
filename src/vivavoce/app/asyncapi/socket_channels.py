"""The WebSocket channels of the AsyncAPI document: addresses, messages, credentials and close codes.

Tests compare the messages with what the codecs read and write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from vivavoce.contracts.envelope import Json

TEXT: Json = {"type": "string"}
FLAG: Json = {"type": "boolean"}
NUMBER: Json = {"type": "integer"}
OBJECT: Json = {"type": "object"}
TEXT_OR_NULL: Json = {"type": ["string", "null"]}
TIME: Json = {"type": "string", "format": "date-time"}
SEQ: Json = {
    "type": "integer",
    "description": "The number of the message in the session; the number to name in a reconnect.",
}
_MODE: Json = {"enum": ["normal", "thinking", "verbatim", "manual"]}
_PROGRESS: Json = {
    "type": "object",
    "required": ["index", "of"],
    "properties": {"index": NUMBER, "of": NUMBER},
}


def _choice(*values: str) -> Json:
    return {"enum": list(values)}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


@dataclass(frozen=True, slots=True)
class SocketMessage:
    """One message: its ``type``, a sentence, and its members; the name of an optional one ends in ``?``."""

    type: str
    summary: str
    members: Mapping[str, Json] = field(default_factory=dict)

    def schema(self) -> Json:
        """Return the message as JSON Schema. Further members are allowed."""
        return {
            "type": "object",
            "required": ["type", *(name for name in self.members if not name.endswith("?"))],
            "properties": {
                "type": {"const": self.type},
                **{name.rstrip("?"): part for name, part in self.members.items()},
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketChannel:
    """One WebSocket: where it is, how a client is admitted, what travels, and why the server closes it."""

    name: str
    address: str
    title: str
    description: str
    servers: tuple[Literal["gateway", "edge"], ...] = ("gateway", "edge")
    parameters: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    security: tuple[str, ...] = ()
    from_client: tuple[SocketMessage, ...] = ()
    to_client: tuple[SocketMessage, ...] = ()
    close_codes: Mapping[int, str] = field(default_factory=dict)


_TURN: Json = {
    "seq": SEQ,
    "role": _choice("agent", "candidate"),
    "kind": {"type": "string", "description": "For example `question`, `follow_up`, `answer`."},
    "text": TEXT,
    "final": FLAG,
    "turn": NUMBER,
    "questionId?": TEXT,
    "parentTurn?": NUMBER,
    "clientMessageId?": TEXT,
    "suggestedSeconds?": NUMBER,
    "saidBy?": {"const": "staff"},
    "isDraft?": FLAG,
    "hint?": OBJECT,
    "amended?": TEXT,
    "dropped?": _list(NUMBER),
}
_STATE: Json = {"state": TEXT, "question": _PROGRESS, "remainingSeconds": NUMBER}
_PRACTICE_STATE: Json = {"state": TEXT, "question": _PROGRESS, "remaining_s": NUMBER}
_NOTIFICATION: Json = {
    "seq": SEQ,
    "kind": _choice("word-usage", "time", "performance", "technical", "staff", "reply"),
    "severity": _choice("info", "warning", "error"),
    "text": TEXT,
    "notice?": _choice("observer_joined", "observer_left", "staff_speaking", "interviewer_resumed"),
}
_ERROR: Json = {"code": TEXT, "message": TEXT, "retryable": FLAG}
_HEARTBEAT = SocketMessage("heartbeat", "Five seconds without another message.", {"at": TIME})
_STAFF_SECURITY = ("bearer", "apiKey")
_STAFF_CLOSE_CODES = {
    1012: "Connect again.",
    4401: "The credential is missing, unknown or expired.",
    4403: "Not allowed, or a page of another origin.",
}

CANDIDATE_SOCKET = SocketChannel(
    name="candidateSocket",
    address="/ws",
    title="Candidate socket",
    description=(
        "An interview from the candidate's side. Offer the sub-protocols `vivavoce.v1` and "
        "`ticket.<ticket>`. On the edge, `/` is the same socket. Voice, video and the sub-protocol "
        "`frames.v1` add messages: see `docs/protocols`."
    ),
    query={
        "lastEventId": "The last `seq` that the client has seen; it gets the messages after it.",
        "sessionId": "The handle of the session, instead of a ticket (not with `WS_STRICT`).",
        "tenantId": "The organization; required with `sessionId`.",
    },
    security=("ticket",),
    from_client=(
        SocketMessage("CONSENT", "The answer to the consent text.", {"accepted": FLAG}),
        SocketMessage(
            "TEXT",
            "An answer; the same `clientMessageId` twice counts as one.",
            {"text": TEXT, "clientMessageId?": TEXT},
        ),
        SocketMessage("REPEAT", "Repeat the question."),
        SocketMessage("SKIP", "Skip the question."),
        SocketMessage("PAUSE", "Pause the interview."),
        SocketMessage("RESUME", "Resume the interview."),
        SocketMessage("END", "End the interview."),
        SocketMessage(
            "CORRECT",
            "Correct the transcript of a spoken turn.",
            {"turn": NUMBER, "text": TEXT},
        ),
        SocketMessage("PACE", "Set how soon a pause ends a spoken answer.", {"pace": _MODE}),
        SocketMessage("GREETING_REQUEST", "Send the greeting again."),
        SocketMessage("PONG", "The answer to `PING`."),
    ),
    to_client=(
        SocketMessage(
            "READY",
            "The first message of each connection.",
            {
                "sessionId": TEXT,
                "lastSeq": NUMBER,
                "position": TEXT,
                "companyName": TEXT_OR_NULL,
                **_STATE,
            },
        ),
        SocketMessage(
            "CONSENT", "The text to agree to.", {"seq": SEQ, "text": TEXT, "version": TEXT}
        ),
        SocketMessage("GREETING", "The interviewer's greeting.", {"seq?": SEQ, "text": TEXT}),
        SocketMessage("TRANSCRIPT", "One turn of the conversation, or its new text.", _TURN),
        SocketMessage(
            "STATE", "The interview started, paused or continued.", {"seq": SEQ, **_STATE}
        ),
        SocketMessage(
            "QUEUED",
            "The position in the queue at full capacity.",
            {"seq?": SEQ, "position": NUMBER},
        ),
        SocketMessage("NOTIFICATION", "A notice to show to the candidate.", _NOTIFICATION),
        SocketMessage("ERROR", "A message was refused; the session continues.", _ERROR),
        SocketMessage(
            "ENDED", "The session is over.", {"seq": SEQ, "reason": TEXT, "result?": TEXT}
        ),
        SocketMessage("PING", "Every 20 seconds."),
    ),
    close_codes={
        1000: "The session ended.",
        1012: "Connect again.",
        4400: "The audio cannot be read.",
        4401: "The session or ticket is unknown, or the ticket was used.",
        4403: "Not allowed, or a page of another origin.",
        4409: "Replaced by a newer connection.",
        4410: "The session is over.",
    },
)

PRACTICE_SOCKET = SocketChannel(
    name="practiceSocket",
    address="/api/v1/session/{sessionId}",
    title="Practice socket",
    description=(
        "A practice session or an intake, from the person's side. Connect with `?ticket=`, or offer "
        "`vivavoce.practice.v1` and `bearer.<token>` or `key.<key>`. Voice adds messages: see "
        "`docs/protocols`."
    ),
    parameters={"sessionId": "The id of the practice session, `int_…`."},
    query={
        "ticket": "A one-time ticket.",
        "lastEventId": "The last `seq` that the client has seen; `hello` does the same.",
    },
    security=_STAFF_SECURITY,
    from_client=(
        SocketMessage(
            "hello",
            "The first message.",
            {"last_seq?": NUMBER, "mode?": _choice("text", "voice", "video")},
        ),
        SocketMessage(
            "text_answer",
            "An answer; the same `client_msg_id` twice counts as one.",
            {"text": TEXT, "client_msg_id?": TEXT},
        ),
        SocketMessage("end_of_turn", "The spoken answer is finished."),
        SocketMessage("repeat", "Repeat the question."),
        SocketMessage("skip", "Skip the question."),
        SocketMessage("pause", "Pause the interview."),
        SocketMessage("resume", "Resume the interview."),
        SocketMessage("end", "End the interview."),
        SocketMessage("consent", "The answer to a consent text.", {"accepted": FLAG}),
        SocketMessage(
            "correct",
            "Correct the transcript of a spoken turn.",
            {"turn": NUMBER, "text": TEXT},
        ),
        SocketMessage("pace", "Set how soon a pause ends a spoken answer.", {"pace": _MODE}),
        SocketMessage("ping", "Ask for `pong`."),
    ),
    to_client=(
        SocketMessage(
            "ready",
            "The first message of each connection.",
            {
                "session_id": TEXT,
                "resume_seq": NUMBER,
                "mode": TEXT,
                "position": TEXT,
                "company_name": TEXT_OR_NULL,
                **_PRACTICE_STATE,
            },
        ),
        SocketMessage(
            "consent", "The text to agree to.", {"seq": SEQ, "text": TEXT, "version": TEXT}
        ),
        SocketMessage(
            "state", "The interview started, paused or continued.", {"seq": SEQ, **_PRACTICE_STATE}
        ),
        SocketMessage(
            "question",
            "The interviewer asks.",
            {
                "seq": SEQ,
                "turn": NUMBER,
                "kind": _choice("question", "follow_up", "repeat"),
                "text": TEXT,
                "index": NUMBER,
                "of": NUMBER,
                "question_id?": TEXT,
                "parent_turn?": NUMBER,
                "suggested_s?": NUMBER,
                "hint?": OBJECT,
            },
        ),
        SocketMessage(
            "agent_text",
            "The interviewer says something that is not a question.",
            {"seq?": SEQ, "kind": TEXT, "text": TEXT, "final": FLAG, "turn?": NUMBER},
        ),
        SocketMessage(
            "transcript",
            "A turn of the person.",
            {
                "seq": SEQ,
                "role": {"const": "candidate"},
                "turn": NUMBER,
                "text": TEXT,
                "final": FLAG,
                "question_id?": TEXT,
                "parent_turn?": NUMBER,
                "client_msg_id?": TEXT,
                "is_draft?": FLAG,
                "amended?": TEXT,
                "dropped?": _list(NUMBER),
            },
        ),
        SocketMessage("timer", "Every 20 seconds.", {"remaining_s": NUMBER}),
        SocketMessage("notification", "A notice to show to the person.", _NOTIFICATION),
        SocketMessage(
            "queued",
            "The position in the queue at full capacity.",
            {"seq?": SEQ, "position": NUMBER},
        ),
        SocketMessage("error", "A message was refused; the session continues.", _ERROR),
        SocketMessage(
            "ended",
            "The session is over.",
            {"seq": SEQ, "reason": TEXT, "review_url?": TEXT, "artifacts_url?": TEXT},
        ),
        SocketMessage("pong", "The answer to `ping`."),
    ),
    close_codes={
        1000: "The session ended.",
        1012: "Connect again.",
        4400: "The audio cannot be read.",
        4401: "No credential, or one that is unknown, used or expired.",
        4403: "Another person's session, or a page of another origin.",
        4404: "Unknown, or in another organization.",
        4409: "Not approved yet, or replaced by a newer connection.",
        4410: "The session is over.",
        4429: "At capacity.",
    },
)

DASHBOARD_SOCKET = SocketChannel(
    name="dashboardSocket",
    address="/api/v1/live",
    title="Live dashboard",
    description=(
        "All live sessions of the organization, for staff. Offer `vivavoce.staff.v1` and "
        "`bearer.<token>` or `key.<key>`. Only the server sends messages."
    ),
    security=_STAFF_SECURITY,
    to_client=(
        SocketMessage(
            "snapshot",
            "All sessions; the first message.",
            {"at": TIME, "totals": OBJECT, "sessions": _list(OBJECT)},
        ),
        SocketMessage(
            "changed",
            "The sessions that differ, and the ids of those that are gone.",
            {"at": TIME, "totals": OBJECT, "sessions": _list(OBJECT), "gone": _list(TEXT)},
        ),
        _HEARTBEAT,
    ),
    close_codes=_STAFF_CLOSE_CODES,
)

OBSERVER_SOCKET = SocketChannel(
    name="observerSocket",
    address="/api/v1/live/{sessionId}",
    title="Observer socket",
    description=(
        "One session, for staff; the candidate is notified. Offer `vivavoce.staff.v1` and "
        "`bearer.<token>` or `key.<key>`. Only the server sends messages."
    ),
    parameters={"sessionId": "The id of the session, a UUID."},
    security=_STAFF_SECURITY,
    to_client=(
        SocketMessage(
            "events",
            "All events so far, then each new one.",
            {
                "events": _list(
                    {
                        "type": "object",
                        "required": ["seq", "at", "type", "v", "actor", "payload"],
                        "properties": {
                            "seq": SEQ,
                            "at": TIME,
                            "type": TEXT,
                            "v": NUMBER,
                            "actor": TEXT,
                            "payload": OBJECT,
                        },
                    }
                )
            },
        ),
        SocketMessage("card", "The session's row of the dashboard changed.", {"session": OBJECT}),
        _HEARTBEAT,
    ),
    close_codes={
        **_STAFF_CLOSE_CODES,
        4404: "Unknown, of another organization, or a practice session.",
        4410: "The session is over, and everything was sent.",
    },
)

SOCKET_CHANNELS = (CANDIDATE_SOCKET, PRACTICE_SOCKET, DASHBOARD_SOCKET, OBSERVER_SOCKET)
