"""Handlers that create and change sessions: preview, configure, regenerate and the one edit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.practice.domain.assistant.conversation_state import ConversationState, KnownAssignment
from vivavoce.practice.domain.assistant.dialogue import DialogueDecision, ToolCall
from vivavoce.practice.domain.assistant.extraction import (
    extract_ids,
    extract_target_role,
    parse_question_edit,
)
from vivavoce.practice.domain.assistant.intent_patterns import CHANGE_REQUEST, SETTINGS_CHANGE
from vivavoce.practice.domain.assistant.intents import Intent, read_duration_step
from vivavoce.practice.domain.assistant.parsed_message import ParsedMessage
from vivavoce.practice.domain.assistant.requested_settings import (
    DEFAULT_SETTINGS,
    DURATIONS_MINUTES,
    RequestedSettings,
    SettingValue,
    find_nearest_duration,
    parse_requested_settings,
)

SOURCE = "growqr-workflow"
"""Marks requests that come from the assistant; the value is fixed by the seed."""
MAX_QUESTIONS_BY_MINUTES: Mapping[int, int] = {5: 3, 10: 5, 15: 7}
MAX_FEEDBACK_LENGTH = 2_000
MAX_QUESTION_LENGTH = 500
_CONTEXT_SETTINGS = (
    "target_role",
    "company_name",
    "job_description",
    "difficulty",
    "framework",
    "requested_mode",
    "assignment_id",
)
_SOFTWARE_ROLE = re.compile(
    r"\b(?:software|backend|back-end|frontend|front-end|full[- ]?stack|web|mobile|ios|android"
    r"|devops|sre|swe|sde|platform"
    r"|machine learning|ml|embedded|data) (?:\w+ )?(?:engineer\w*|developer)|\b(?:developer"
    r"|programmer|coder|sde|swe)\b",
    re.I,
)


def _session_arguments(settings: Mapping[str, Any]) -> Json:
    """Return the arguments of ``preview_interview`` or ``configure_interview``."""
    context = {name: settings[name] for name in _CONTEXT_SETTINGS if settings.get(name)}
    top = {name: settings[name] for name in ("persona_id", "interview_type", "duration_minutes")}
    return {**top, "context": {**context, "source": SOURCE}}


def handle_new_session(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Create a draft, or configure a session at once, with default settings where none are given."""
    wishes = parse_requested_settings(message)
    tool = "configure_interview" if intent == "configure" else "preview_interview"
    settings = wishes.with_defaults()
    if message.job_description:
        settings["job_description"] = message.job_description
    if _mentions_assignment(message):
        return _handle_assigned_session(message, conversation, intent, wishes, tool)
    return DialogueDecision(
        intent=intent,
        calls=(ToolCall(tool=tool, arguments=_session_arguments(settings)),),
        adjustments=wishes.adjustments,
        interview_type=str(settings["interview_type"]),
    )


def _mentions_assignment(message: ParsedMessage) -> bool:
    return "assignment_id" in message.named_values or bool(
        re.search(r"\bassign(?:ed|ment)\b", message.normalized_text)
    )


def _handle_assigned_session(
    message: ParsedMessage,
    conversation: ConversationState,
    intent: Intent,
    requested: RequestedSettings,
    tool: str,
) -> DialogueDecision:
    assignment_ids = extract_ids(message.own_text) or (
        (message.named_values["assignment_id"],) if "assignment_id" in message.named_values else ()
    )
    open_ones = [
        assignment
        for assignment in conversation.assignments
        if assignment.status in {"pending", "in_progress"}
    ]
    known = (
        [
            assignment
            for assignment in conversation.assignments
            if assignment.assignment_id in assignment_ids
        ]
        if assignment_ids
        else open_ones
    )
    if len(known) > 1:
        return DialogueDecision(
            intent=intent, reason="which_assignment", adjustments=requested.adjustments
        )
    said_so = {**requested.explicit}
    usual = {**requested.with_defaults()}
    if not known and not assignment_ids:
        pending = {"tool": tool, "usual": usual, "said": said_so}
        listing = ToolCall(tool="list_assignments", arguments={"status": "pending"})
        return DialogueDecision(
            intent=intent,
            calls=(listing,),
            reason="assignment_unknown",
            pending=pending,
            adjustments=requested.adjustments,
        )
    own = _settings_from_assignment(known[0]) if known else {"assignment_id": assignment_ids[0]}
    settings = {**usual, **own, **said_so}
    return DialogueDecision(
        intent=intent,
        calls=(ToolCall(tool=tool, arguments=_session_arguments(settings)),),
        adjustments=requested.adjustments,
        interview_type=str(settings["interview_type"]),
    )


def _settings_from_assignment(assignment: KnownAssignment) -> dict[str, SettingValue]:
    kinds: dict[str, SettingValue] = {"warm_up": "warm_up", "behavioral": "behavioral"}
    technical = "coding" if _SOFTWARE_ROLE.search(assignment.role) else "role_related"
    kind = kinds.get(assignment.round, technical)
    return {
        "assignment_id": assignment.assignment_id,
        "target_role": assignment.role,
        "interview_type": kind,
    }


def handle_regenerate(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Regenerate the current draft: settings go as settings, everything else as planner feedback."""
    if conversation.session is None:
        return DialogueDecision(intent=intent, reason="no_draft")
    if not conversation.session.is_draft:
        return DialogueDecision(intent=intent, reason="not_a_draft")
    wishes = parse_requested_settings(message)
    changed = _read_changed_settings(message, wishes)
    if (
        conversation.asked == "role"
        and "target_role" not in changed
        and not CHANGE_REQUEST.search(message.normalized_text)
    ):
        changed["target_role"] = extract_target_role(message.own_text) or message.own_text.strip(
            " .!"
        )
    by = read_duration_step(message)
    if by and "duration_minutes" not in changed:
        place = (
            DURATIONS_MINUTES.index(
                find_nearest_duration(int(conversation.session.config.get("duration_minutes", 10)))
            )
            + by
        )
        if not 0 <= place < len(DURATIONS_MINUTES):
            return DialogueDecision(intent=intent, reason="longest" if by > 0 else "shortest")
        changed["duration_minutes"] = DURATIONS_MINUTES[place]
    settings: dict[str, Any] = {**DEFAULT_SETTINGS, **conversation.session.config, **changed}
    if message.job_description:
        settings["job_description"] = message.job_description
    arguments = {
        "draft_session_id": conversation.session.session_id,
        **_session_arguments(settings),
    }
    if feedback := _read_planner_feedback(message):
        arguments["planner_feedback"] = feedback
    return DialogueDecision(
        intent=intent,
        calls=(ToolCall(tool="preview_interview", arguments=arguments),),
        adjustments=wishes.adjustments,
        interview_type=str(changed.get("interview_type", "")),
    )


_TYPE_CHANGE = re.compile(
    r"\b(?:make|change|switch|turn|set|use|rather|actually|instead|prefer"
    r"|want)\b.{0,40}\b(?:warm[- ]?up|behaviou?ral|hr|technical|coding|system design"
    r"|role[- ]related)\b(?! questions)"
    r"|\b(?:warm[- ]?up|behaviou?ral|hr|technical|coding|system design"
    r"|role[- ]related) (?:interview|round|type|session|one|instead)\b"
)
_DIFFICULTY_CHANGE = re.compile(
    r"\b(?:difficulty|level)\b|\b(?:make|set|keep|change|switch)\b.{0,20}\b(?:hard|easy|medium"
    r"|advanced|student)\b|\b(?:hard|easy|medium|advanced) (?:questions?|difficulty|mode|one"
    r"|please)\b|^(?:hard|easy|medium|advanced)\b"
)


def _read_changed_settings(
    message: ParsedMessage, requested: RequestedSettings
) -> dict[str, SettingValue]:
    """Return the settings that a change request names explicitly; a topic alone changes no setting."""
    changed = dict(requested.explicit)
    if "interview_type" not in message.named_values and not _TYPE_CHANGE.search(
        message.normalized_text
    ):
        changed.pop("interview_type", None)
    if "difficulty" not in message.named_values and not _DIFFICULTY_CHANGE.search(
        message.normalized_text
    ):
        changed.pop("difficulty", None)
    return changed


def _read_planner_feedback(message: ParsedMessage) -> str:
    """Return the whole text as planner feedback if it asks for more than changed settings, else ''."""
    rest = SETTINGS_CHANGE.sub(" ", message.normalized_text)
    return (
        " ".join(message.own_text.split())[:MAX_FEEDBACK_LENGTH]
        if CHANGE_REQUEST.search(rest)
        else ""
    )


def handle_edit(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    """Send the draft's one edit of its questions, if it is unused and within the limits."""
    if conversation.session is None:
        return DialogueDecision(intent=intent, reason="no_draft")
    if not conversation.session.is_draft:
        return DialogueDecision(intent=intent, reason="not_a_draft")
    if conversation.session.edits_remaining < 1:
        return DialogueDecision(intent=intent, reason="edit_used")
    question_edit = parse_question_edit(message.own_text, conversation.session.questions)
    if question_edit.problem:
        return DialogueDecision(intent=intent, reason=question_edit.problem)
    minutes = int(conversation.session.config.get("duration_minutes", 10))
    if len(question_edit.questions) > MAX_QUESTIONS_BY_MINUTES[find_nearest_duration(minutes)]:
        return DialogueDecision(
            intent=intent,
            reason="too_many_questions",
            pending={"count": len(question_edit.questions)},
        )
    if any(len(question) > MAX_QUESTION_LENGTH for question in question_edit.questions):
        return DialogueDecision(intent=intent, reason="question_too_long")
    questions = [
        {"question": question, **_infer_topic(question)} for question in question_edit.questions
    ]
    arguments = {"session_id": conversation.session.session_id, "questions": questions}
    return DialogueDecision(
        intent=intent, calls=(ToolCall(tool="edit_questions", arguments=arguments),)
    )


_TOPIC_PATTERNS = (
    (
        "conflict",
        "STAR",
        re.compile(r"\b(?:conflict|disagree\w*|argument|difficult (?:colleague|person))\b", re.I),
    ),
    ("leadership", "STAR", re.compile(r"\b(?:lead|led|leader\w*|mentor\w*|team)\b", re.I)),
    ("failure", "STAR", re.compile(r"\b(?:fail\w*|mistake|went wrong|regret)\b", re.I)),
    ("motivation", "", re.compile(r"\b(?:why do you|motivat\w*|interest\w*|leave)\b", re.I)),
    ("background", "", re.compile(r"\b(?:yourself|background|introduce)\b", re.I)),
    (
        "experience",
        "STAR",
        re.compile(r"\b(?:tell me about a|describe a|time when|example of)\b", re.I),
    ),
)


def _infer_topic(question: str) -> dict[str, str]:
    """Return topic and framework if the wording shows them; otherwise the API infers them."""
    for topic, framework, pattern in _TOPIC_PATTERNS:
        if pattern.search(question):
            return {"topic": topic, **({"expected_framework": framework} if framework else {})}
    return {}


def plan_next_call(decision: DialogueDecision, tool: str, result: Json) -> ToolCall | None:
    """Return the session call for the only pending assignment that a lookup found, or None."""
    if decision.reason != "assignment_unknown" or tool != "list_assignments":
        return None
    pending = [row for row in result.get("assignments", ()) if row.get("status") == "pending"]
    if len(pending) != 1:
        return None
    assignment = KnownAssignment(
        assignment_id=str(pending[0]["assignment_id"]),
        role=str(pending[0]["role"]),
        round=str(pending[0]["round"]),
        status="pending",
    )
    settings = {
        **decision.pending["usual"],
        **_settings_from_assignment(assignment),
        **decision.pending["said"],
    }
    return ToolCall(tool=str(decision.pending["tool"]), arguments=_session_arguments(settings))
