"""Handlers for requests about existing sessions and for assignments."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from vivavoce.contracts.envelope import Json
from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.dialogue import DialogueDecision, ToolCall
from vivavoce.practice.domain.assistant.extraction import (
    count_email_addresses,
    extract_email_addresses,
    extract_ids,
    extract_session_ids,
    extract_target_role,
)
from vivavoce.practice.domain.assistant.intents import Intent
from vivavoce.practice.domain.assistant.parsed_message import ParsedMessage
from vivavoce.practice.domain.assistant.requested_settings import RequestAdjustment

_DEFAULT_LEADERBOARD_LIMIT = 10
_MAX_LEADERBOARD_LIMIT = 100


def decide_approval_request(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Approve the session that the message names, else the conversation's current draft."""
    session_ids = extract_session_ids(message.own_text)
    if len(session_ids) > 1:
        return DialogueDecision(intent=intent, reason="which_draft")
    if session_ids:
        return DialogueDecision(
            intent=intent,
            calls=(ToolCall(tool="approve_session", arguments={"session_id": session_ids[0]}),),
        )
    if conversation.draft is None:
        return DialogueDecision(
            intent=intent, reason="approved_already" if conversation.session else "no_draft"
        )
    call = ToolCall(tool="approve_session", arguments={"session_id": conversation.draft.session_id})
    return DialogueDecision(intent=intent, calls=(call,))


def decide_start_request(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Explain how to enter the current session; no tool is called."""
    if conversation.session is None:
        return DialogueDecision(intent=intent, reason="no_draft")
    if conversation.session.status not in {"configured", "draft", "in_progress"}:
        return DialogueDecision(intent=intent, reason="over")
    return DialogueDecision(intent=intent)


def session_handler(
    tool: str,
) -> Callable[[ParsedMessage, ConversationState, Intent], DialogueDecision]:
    """Return a handler that calls ``tool`` for the session that a message names, else the latest one."""

    def handle(
        message: ParsedMessage, conversation: ConversationState, intent: Intent
    ) -> DialogueDecision:
        session_ids = extract_session_ids(message.own_text)
        if len(session_ids) > 1:
            return DialogueDecision(intent=intent, reason="one_at_a_time")
        session_id = (
            session_ids[0]
            if session_ids
            else conversation.latest_session.session_id
            if conversation.latest_session
            else ""
        )
        if not session_id:
            return DialogueDecision(intent=intent, reason="which_session")
        return DialogueDecision(
            intent=intent, calls=(ToolCall(tool=tool, arguments={"session_id": session_id}),)
        )

    return handle


def decide_preparation_request(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Get the current session, to show how to prepare for it; without one, what the last review advises."""
    if conversation.session is None:
        past = conversation.latest_session
        if past is None:
            return DialogueDecision(intent=intent, reason="no_session")
        review = ToolCall(tool="get_review", arguments={"session_id": past.session_id})
        return DialogueDecision(intent=intent, calls=(review,))
    call = ToolCall(tool="get_session", arguments={"session_id": conversation.session.session_id})
    return DialogueDecision(intent=intent, calls=(call,))


_ARTIFACT_PATTERNS = (
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


def decide_artifact_request(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Get a download link to an artifact of a session, by default its video."""
    decision = session_handler("get_artifact")(message, conversation, intent)
    if not decision.calls:
        return decision
    artifact_type = message.named_values.get("artifact_type", "")
    kind = artifact_type or next(
        (kind for kind, pattern in _ARTIFACT_PATTERNS if pattern.search(message.normalized_text)),
        "session_video",
    )
    arguments = {**decision.calls[0].arguments, "artifact_type": kind}
    return replace(decision, calls=(ToolCall(tool="get_artifact", arguments=arguments),))


def decide_video_upload_request(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Request an upload ticket for a WebM video."""
    if match := re.search(r"\b(mp4|mov|avi|mkv|m4v|wmv)\b", message.normalized_text):
        return DialogueDecision(intent=intent, reason="webm_only", pending={"kind": match[1]})
    decision = session_handler("create_video_upload")(message, conversation, intent)
    if not decision.calls:
        return decision
    arguments = {**decision.calls[0].arguments, "content_type": "video/webm"}
    return replace(decision, calls=(ToolCall(tool="create_video_upload", arguments=arguments),))


def decide_video_confirmation(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Confirm the upload whose ticket was issued in this conversation."""
    if not conversation.upload_id or conversation.latest_session is None:
        return DialogueDecision(intent=intent, reason="no_ticket")
    session_id = conversation.upload_session or conversation.latest_session.session_id
    arguments = {"session_id": session_id, "upload_id": conversation.upload_id}
    return DialogueDecision(
        intent=intent, calls=(ToolCall(tool="confirm_video_upload", arguments=arguments),)
    )


def decide_leaderboard_request(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Get the leaderboard of the caller's organization, with 1 to 100 entries."""
    numbers = {"three": 3, "five": 5, "ten": 10, "twenty": 20}
    match = re.search(
        rf"\b(?:top|best|first|limit)\s+(\d{{1,6}}|{'|'.join(numbers)})\b", message.normalized_text
    )
    requested = (
        _DEFAULT_LEADERBOARD_LIMIT if match is None else numbers.get(match[1]) or int(match[1])
    )
    limit = min(max(requested, 1), _MAX_LEADERBOARD_LIMIT)
    changed = (
        ()
        if limit == requested
        else (RequestAdjustment(field="limit", requested=str(requested), applied=str(limit)),)
    )
    call = ToolCall(tool="get_leaderboard", arguments={"limit": limit})
    return DialogueDecision(intent=intent, calls=(call,), adjustments=changed)


_ROUND_PATTERNS = (
    ("technical", re.compile(r"\b(?:technical|tech|coding|role[- ]related|system design)\b")),
    ("warm_up", re.compile(r"\bwarm[- _]?up\b")),
    ("behavioral", re.compile(r"\b(?:behaviou?ral|hr)\b")),
)
_ROLE_PATTERN = re.compile(
    r"\b(?:for|as|role:?|position:?)\s+(?:a |an |the )?(?!role"
    r"|position)([\w+#/&' -]{2,60}?)(?=\s+(?:to|at|role|position|job|round)\b|\s*[:;,.\n]"
    r"|\s+\S+@|\s*$)",
    re.I,
)


def decide_assignment_request(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Assign practice to others; ask for one missing value at a time."""
    if not conversation.may_assign:
        return DialogueDecision(intent=intent, reason="not_allowed")
    slots: Json = (
        {**conversation.pending} if conversation.asked in {"emails", "assign_role", "round"} else {}
    )
    emails = list(extract_email_addresses(message.own_text))
    repeated = count_email_addresses(message.own_text) - len(emails)
    role = _read_assigned_role(message, conversation)
    kind = next(
        (kind for kind, pattern in _ROUND_PATTERNS if pattern.search(message.normalized_text)), ""
    )
    pending = {"role": role, "round": kind, "assignee_emails": emails, "repeated": repeated}
    slots = {**slots, **{name: value for name, value in pending.items() if value}}
    for name, reason in (
        ("assignee_emails", "emails"),
        ("role", "assign_role"),
        ("round", "round"),
    ):
        if not slots.get(name):
            return DialogueDecision(intent=intent, reason=reason, pending=slots)
    arguments = {name: slots[name] for name in ("role", "round", "assignee_emails")}
    call = ToolCall(tool="create_assignments", arguments=arguments)
    return DialogueDecision(intent=intent, calls=(call,), pending=slots)


def _read_assigned_role(message: ParsedMessage, conversation: ConversationState) -> str:
    if conversation.asked == "assign_role" and not extract_email_addresses(message.own_text):
        return message.own_text.strip(" .!")
    roles = [role.strip() for role in _ROLE_PATTERN.findall(message.own_text)]
    named = [
        role
        for role in roles
        if role and not re.match(r"(?:me|us|my|these|all|them)\b", role, re.I)
    ]
    return named[0] if named else extract_target_role(message.own_text)


def decide_assignment_list_request(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """List one person's assignments, by default the caller's own."""
    emails = extract_email_addresses(message.own_text)
    if emails and not conversation.may_assign:
        return DialogueDecision(intent=intent, reason="not_allowed")
    if len(emails) > 1:
        return DialogueDecision(intent=intent, reason="one_address")
    arguments: Json = {"email": emails[0]} if emails else {}
    if status := _read_status_filter(message.normalized_text):
        arguments["status"] = status
    return DialogueDecision(
        intent=intent, calls=(ToolCall(tool="list_assignments", arguments=arguments),)
    )


def _read_status_filter(text: str) -> str:
    for status, pattern in (
        ("unassigned", r"\bun-?assigned\b|\bwithdrawn\b"),
        ("pending", r"\b(?:pending|open|outstanding|still to do|not started|todo)\b"),
        ("in_progress", r"\b(?:in progress|running|started)\b"),
        ("completed", r"\b(?:completed?|done|finished)\b"),
    ):
        if re.search(pattern, text):
            return status
    return ""


def decide_unassignment_request(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Unassign the assignments of the addresses in the message."""
    if not conversation.may_assign:
        return DialogueDecision(intent=intent, reason="not_allowed")
    emails = list(extract_email_addresses(message.own_text))
    if not emails:
        return DialogueDecision(intent=intent, reason="unassign")
    return DialogueDecision(
        intent=intent, calls=(ToolCall(tool="unassign", arguments={"emails": emails}),)
    )


def decide_bulk_results_request(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Get the results of many assignments: those named, else the last batch of this conversation."""
    if not conversation.may_assign:
        return DialogueDecision(intent=intent, reason="not_allowed")
    assignment_ids = list(extract_ids(message.own_text)) or list(conversation.batch)
    if not assignment_ids:
        return DialogueDecision(intent=intent, reason="which_assignments")
    return DialogueDecision(
        intent=intent,
        calls=(ToolCall(tool="bulk_results", arguments={"assignment_ids": assignment_ids}),),
    )
