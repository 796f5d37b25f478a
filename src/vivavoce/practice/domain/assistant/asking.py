"""Calls about what exists: approve, look at, review, fetch, assign."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from vivavoce.practice.domain.assistant.conversation import Conversation, Json
from vivavoce.practice.domain.assistant.intents import Intent
from vivavoce.practice.domain.assistant.lists import (
    address_count,
    addresses_in,
    ids_in,
    sessions_in,
)
from vivavoce.practice.domain.assistant.move import Call, Move
from vivavoce.practice.domain.assistant.names import find_role
from vivavoce.practice.domain.assistant.said import Said
from vivavoce.practice.domain.assistant.setup import Adjustment

_TOP = 10
_TOP_MOST = 100


def approve(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Approve the draft that is spoken of, never one that is guessed."""
    named = sessions_in(said.speech)
    if len(named) > 1:
        return Move(intent=intent, reason="which_draft")
    if named:
        return Move(
            intent=intent, calls=(Call(tool="approve_session", arguments={"session_id": named[0]}),)
        )
    if talk.draft is None:
        return Move(intent=intent, reason="approved_already" if talk.session else "no_draft")
    call = Call(tool="approve_session", arguments={"session_id": talk.draft.session_id})
    return Move(intent=intent, calls=(call,))


def start(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Say how the approved session is entered."""
    if talk.session is None:
        return Move(intent=intent, reason="no_draft")
    if talk.session.status not in {"configured", "draft", "in_progress"}:
        return Move(intent=intent, reason="over")
    return Move(intent=intent)


def of_session(tool: str) -> Callable[[Said, Conversation, Intent], Move]:
    """Return an act that calls ``tool`` for the session named, else the last one held."""

    def act(said: Said, talk: Conversation, intent: Intent) -> Move:
        named = sessions_in(said.speech)
        if len(named) > 1:
            return Move(intent=intent, reason="one_at_a_time")
        session_id = named[0] if named else talk.last_held.session_id if talk.last_held else ""
        if not session_id:
            return Move(intent=intent, reason="which_session")
        return Move(intent=intent, calls=(Call(tool=tool, arguments={"session_id": session_id}),))

    return act


def look_again(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Look at the session that is spoken of now."""
    if talk.session is None:
        return Move(intent=intent, reason="which_session")
    call = Call(tool="get_session", arguments={"session_id": talk.session.session_id})
    return Move(intent=intent, calls=(call,))


_KINDS = (
    ("transcript", re.compile(r"\btranscript")),
    ("review_pdf", re.compile(r"\bpdf\b")),
    (
        "candidate_audio",
        re.compile(
            r"\b(?:my (?:own )?(?:voice|audio|answers)|only me|own voice|candidate audio)\b"
        ),
    ),
    ("agent_audio", re.compile(r"\b(?:interviewer'?s? (?:voice|audio)|agent audio)\b")),
    ("session_audio", re.compile(r"\b(?:audio|sound|listen|hear)\b")),
    ("events", re.compile(r"\bevent log\b")),
)


def artifact(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Fetch a link to what was recorded."""
    move = of_session("get_artifact")(said, talk, intent)
    if not move.calls:
        return move
    named = said.pairs.get("artifact_type", "")
    kind = named or next(
        (kind for kind, pattern in _KINDS if pattern.search(said.folded)), "session_video"
    )
    arguments = {**move.calls[0].arguments, "artifact_type": kind}
    return replace(move, calls=(Call(tool="get_artifact", arguments=arguments),))


def upload(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Ask for a ticket to upload a video."""
    if found := re.search(r"\b(mp4|mov|avi|mkv|m4v|wmv)\b", said.folded):
        return Move(intent=intent, reason="webm_only", pending={"kind": found[1]})
    move = of_session("create_video_upload")(said, talk, intent)
    if not move.calls:
        return move
    arguments = {**move.calls[0].arguments, "content_type": "video/webm"}
    return replace(move, calls=(Call(tool="create_video_upload", arguments=arguments),))


def confirm(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Confirm an upload whose ticket was given in this conversation."""
    if not talk.upload_id or talk.last_held is None:
        return Move(intent=intent, reason="no_ticket")
    session_id = talk.upload_session or talk.last_held.session_id
    arguments = {"session_id": session_id, "upload_id": talk.upload_id}
    return Move(intent=intent, calls=(Call(tool="confirm_video_upload", arguments=arguments),))


def leaders(said: Said, talk: Conversation, intent: Intent) -> Move:
    """List the best reviews of the own organisation."""
    words = {"three": 3, "five": 5, "ten": 10, "twenty": 20}
    found = re.search(rf"\b(?:top|best|first|limit)\s+(\d{{1,6}}|{'|'.join(words)})\b", said.folded)
    wanted = _TOP if found is None else words.get(found[1]) or int(found[1])
    limit = min(max(wanted, 1), _TOP_MOST)
    changed = (
        ()
        if limit == wanted
        else (Adjustment(field="limit", requested=str(wanted), applied=str(limit)),)
    )
    call = Call(tool="get_leaderboard", arguments={"limit": limit})
    return Move(intent=intent, calls=(call,), adjustments=changed)


_ROUNDS = (
    ("technical", re.compile(r"\b(?:technical|tech|coding|role[- ]related|system design)\b")),
    ("warm_up", re.compile(r"\bwarm[- _]?up\b")),
    ("behavioral", re.compile(r"\b(?:behaviou?ral|hr)\b")),
)
_ROLE_OF = re.compile(
    r"\b(?:for|as|role:?|position:?)\s+(?:a |an |the )?(?!role"
    r"|position)([\w+#/&' -]{2,60}?)(?=\s+(?:to|at|role|position|job|round)\b|\s*[:;,.\n]"
    r"|\s+\S+@|\s*$)",
    re.I,
)


def assign(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Assign practice to others, asking for one missing part at a time."""
    if not talk.may_assign:
        return Move(intent=intent, reason="not_allowed")
    slots: Json = {**talk.pending} if talk.asked in {"emails", "assign_role", "round"} else {}
    emails = list(addresses_in(said.speech))
    repeated = address_count(said.speech) - len(emails)
    role = _assigned_role(said, talk)
    kind = next((kind for kind, pattern in _ROUNDS if pattern.search(said.folded)), "")
    found = {"role": role, "round": kind, "assignee_emails": emails, "repeated": repeated}
    slots = {**slots, **{name: value for name, value in found.items() if value}}
    for name, reason in (
        ("assignee_emails", "emails"),
        ("role", "assign_role"),
        ("round", "round"),
    ):
        if not slots.get(name):
            return Move(intent=intent, reason=reason, pending=slots)
    arguments = {name: slots[name] for name in ("role", "round", "assignee_emails")}
    call = Call(tool="create_assignments", arguments=arguments)
    return Move(intent=intent, calls=(call,), pending=slots)


def _assigned_role(said: Said, talk: Conversation) -> str:
    if talk.asked == "assign_role" and not addresses_in(said.speech):
        return said.speech.strip(" .!")
    found = [one.strip() for one in _ROLE_OF.findall(said.speech)]
    named = [
        one for one in found if one and not re.match(r"(?:me|us|my|these|all|them)\b", one, re.I)
    ]
    return named[0] if named else find_role(said.speech)


def list_assigned(said: Said, talk: Conversation, intent: Intent) -> Move:
    """List one person's assignments, by default the caller's."""
    emails = addresses_in(said.speech)
    if emails and not talk.may_assign:
        return Move(intent=intent, reason="not_allowed")
    if len(emails) > 1:
        return Move(intent=intent, reason="one_address")
    arguments: Json = {"email": emails[0]} if emails else {}
    if status := _status(said.folded):
        arguments["status"] = status
    return Move(intent=intent, calls=(Call(tool="list_assignments", arguments=arguments),))


def _status(text: str) -> str:
    for status, pattern in (
        ("unassigned", r"\bun-?assigned\b|\bwithdrawn\b"),
        ("pending", r"\b(?:pending|open|outstanding|still to do|not started|todo)\b"),
        ("in_progress", r"\b(?:in progress|running|started)\b"),
        ("completed", r"\b(?:completed?|done|finished)\b"),
    ):
        if re.search(pattern, text):
            return status
    return ""


def unassign(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Take assignments back."""
    if not talk.may_assign:
        return Move(intent=intent, reason="not_allowed")
    emails = list(addresses_in(said.speech))
    if not emails:
        return Move(intent=intent, reason="unassign")
    return Move(intent=intent, calls=(Call(tool="unassign", arguments={"emails": emails}),))


def bulk(said: Said, talk: Conversation, intent: Intent) -> Move:
    """Fetch the results of many assignments at once."""
    if not talk.may_assign:
        return Move(intent=intent, reason="not_allowed")
    wanted = list(ids_in(said.speech)) or list(talk.batch)
    if not wanted:
        return Move(intent=intent, reason="which_assignments")
    return Move(
        intent=intent, calls=(Call(tool="bulk_results", arguments={"assignment_ids": wanted}),)
    )
