"""Replies about drafts, edits and sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.personas import PERSONAS
from vivavoce.kernel.translation import phrase, phrases, translatable
from vivavoce.practice.domain.assistant import fixed_sentences as own
from vivavoce.practice.domain.assistant.conversation_state import ConversationState, KnownSession
from vivavoce.practice.domain.assistant.dialogue import (
    AssistantReply,
    DialogueDecision,
    ToolCallOutcome,
    build_action,
)
from vivavoce.practice.domain.assistant.requested_settings import RequestAdjustment

TYPE_LABELS = {
    "warm_up": phrase("warm-up"),
    "behavioral": phrase("behavioral"),
    "role_related": phrase("role-related"),
    "coding": phrase("coding, in words"),
}
_CODING_NOTE = phrase(
    "Coding interviews are conceptual: you explain your approach in words. There is no code editor."
)
_FIELD_LABELS = {
    "context.requested_mode": phrase("mode"),
    "duration_minutes": phrase("length"),
    "persona_id": phrase("interviewer"),
}


def describe_draft(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that shows a draft and asks for the next step."""
    result = outcome.result
    is_existing = "draft_session_id" in outcome.arguments
    lead = (
        phrase("I prepared the same draft again.") if is_existing else phrase("Here is your draft.")
    )
    ask = own.ASK_ROLE if conversation.asked == "role" else own.ASK_NEXT
    lines = [
        *_opening_lines(lead, decision, result),
        *_summary_lines(result),
        *_plan_lines(result),
        *_brief_lines(result),
        ask,
    ]
    return AssistantReply(text="\n".join(lines), actions=build_draft_actions_from_result(result))


def describe_edited_draft(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that shows an edited draft, whose only edit is now used."""
    lead = phrase("The questions are changed. You have now used the one manual edit of this draft.")
    lines = [lead, *_summary_lines(outcome.result), *_plan_lines(outcome.result), own.ASK_NEXT]
    return AssistantReply(
        text="\n".join(lines), actions=build_draft_actions_from_result(outcome.result)
    )


def describe_configured_session(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply about a session that is ready to start."""
    lines = _opening_lines(
        phrase("Your session is ready. It does not need approval."), decision, outcome.result
    )
    lines += [*_summary_lines(outcome.result), _next_step_text()]
    return AssistantReply(text="\n".join(lines), actions=(_open_room_action(outcome.result),))


def describe_approval(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that confirms an approval and says how to start."""
    result = outcome.result
    lines = [
        " ".join(
            (
                phrase("Approved."),
                translatable(
                    "Session {session} is {status}.",
                    session=result["session_id"],
                    status=result["status"],
                ),
            )
        ),
        _next_step_text(),
    ]
    return AssistantReply(text="\n".join(lines), actions=(_open_room_action(result),))


def describe_session(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that shows a session's status or, for ``prepare``, its plan."""
    result = outcome.result
    lines = [phrase("Here is the current status:"), *_summary_lines(result)]
    if decision.intent == "prepare":
        lines = [phrase("Here is the plan:"), *_plan_lines(result), *_brief_lines(result)]
    if result["status"] == "draft":
        return AssistantReply(
            text="\n".join([*lines, own.ASK_NEXT]), actions=build_draft_actions_from_result(result)
        )
    if result["status"] == "configured":
        return AssistantReply(
            text="\n".join([*lines, _next_step_text()]), actions=(_open_room_action(result),)
        )
    over = (
        build_action("open_review", phrase("See review"), session_id=str(result["session_id"])),
    )
    return AssistantReply(
        text="\n".join(lines), actions=over if result["status"] == "completed" else ()
    )


def build_draft_actions(draft: KnownSession) -> tuple[Json, ...]:
    """Return the actions for a draft."""
    return _draft_action_list(draft.session_id, may_edit=draft.edits_remaining > 0)


def build_draft_actions_from_result(result: Json) -> tuple[Json, ...]:
    """Return the actions for the draft in a tool result."""
    may_edit = int(result.get("edits_remaining") or 0) > 0
    return _draft_action_list(str(result["session_id"]), may_edit=may_edit)


def _draft_action_list(session_id: str, *, may_edit: bool) -> tuple[Json, ...]:
    edit = (
        [build_action("edit", phrase("Edit questions (once)"), session_id=session_id)]
        if may_edit
        else []
    )
    return (
        build_action("approve", phrase("Approve"), session_id=session_id),
        *edit,
        build_action("regenerate", phrase("New questions"), session_id=session_id),
        build_action("start", phrase("Approve and start"), session_id=session_id),
    )


def _open_room_action(result: Json) -> Json:
    return build_action(
        "start", phrase("Open interview room"), session_id=str(result["session_id"])
    )


def _next_step_text() -> str:
    return phrase(
        "Next: choose 'Start' to open the interview room. You get the review after the session."
    )


def _opening_lines(lead: str, decision: DialogueDecision, result: Json) -> list[str]:
    sentences = [
        lead,
        *(_describe_adjustment(adjustment) for adjustment in decision.adjustments),
        *_describe_service_adjustments(result),
    ]
    if result.get("config", {}).get("interview_type") == "coding":
        sentences.append(_CODING_NOTE)
    return [" ".join(sentences)]


def _describe_adjustment(adjustment: RequestAdjustment) -> str:
    if adjustment.field == "duration_minutes":
        return translatable(
            "{requested} is not available, so I chose {applied} minutes, the nearest length.",
            requested=adjustment.requested,
            applied=adjustment.applied,
        )
    return translatable(
        "I used {applied} instead of {requested}.",
        applied=adjustment.applied,
        requested=adjustment.requested,
    )


def _describe_service_adjustments(result: Json) -> Iterator[str]:
    for adjustment in result.get("adjustments") or ():
        if adjustment.get("requested") is None:
            continue
        name = _FIELD_LABELS.get(
            str(adjustment["field"]), str(adjustment["field"]).removeprefix("context.")
        )
        reason = _to_one_line(adjustment.get("reason"))
        change = translatable(
            "The {name} is '{applied}' instead of '{requested}'.",
            name=name.replace("_", " "),
            applied=adjustment["applied"],
            requested=adjustment["requested"],
        )
        yield f"{change} {reason}" if reason and "?" not in reason else change


def _summary_lines(result: Json) -> list[str]:
    config = dict(result.get("config") or {})
    context = dict(config.get("context") or {})
    persona = PERSONAS.get(str(config.get("persona_id")))
    role = " at ".join(str(context[n]) for n in ("target_role", "company_name") if context.get(n))
    rows = (
        (True, translatable("- Session: {value}", value=result["session_id"])),
        (True, translatable("- Status: {value}", value=_status_text(result))),
        (role, translatable("- Role: {value}", value=role)),
        (
            persona,
            translatable(
                "- Interviewer: {value}",
                value=f"{persona.name}. {persona.style}" if persona else "",
            ),
        ),
        (
            config.get("interview_type"),
            translatable(
                "- Type: {value}", value=TYPE_LABELS.get(str(config.get("interview_type")), "")
            ),
        ),
        (
            config.get("duration_minutes"),
            translatable("- Length: {minutes} minutes", minutes=config.get("duration_minutes")),
        ),
        (
            config.get("difficulty"),
            translatable("- Difficulty: {value}", value=config.get("difficulty")),
        ),
        (
            config.get("framework"),
            translatable("- Framework: {value}", value=config.get("framework")),
        ),
        (config.get("mode") == "voice", phrase("- Mode: by voice or text")),
        (config.get("mode") == "text", phrase("- Mode: by text")),
    )
    return [line for is_known, line in rows if is_known]


SESSION_STATUSES = phrases("draft", "configured", "completed", "in progress", "expired")
"""The statuses of a session as replies name them, so that each language has a word for them."""


def _status_text(result: Json) -> str:
    status = str(result["status"]).replace("_", " ")
    if status not in {"draft", "configured"}:
        return status
    if result.get("needs_approval"):
        return translatable("{status}, waiting for your approval", status=status)
    return translatable("{status}, no approval needed", status=status)


def _plan_lines(result: Json) -> list[str]:
    lines: list[str] = []
    if opening := _to_one_line(result.get("opening_prompt")):
        lines += [phrase("Opening:"), f'"{opening}"']
    if outline := result.get("question_outline"):
        lines.append(phrase("Questions:"))
        lines += [
            f"{place}. {_to_one_line(question['question'])}"
            for place, question in enumerate(outline, 1)
        ]
    return lines


def _brief_lines(result: Json) -> list[str]:
    brief = dict(result.get("candidate_brief") or {})
    lines = [_to_one_line(brief["what_to_expect"])] if brief.get("what_to_expect") else []
    points: Sequence[str] = [*(brief.get("how_to_prepare") or ()), *(brief.get("tips") or ())]
    if points:
        lines += [phrase("How to prepare:"), *(f"- {_to_one_line(point)}" for point in points[:4])]
    return lines


def _to_one_line(text: object) -> str:
    return " ".join(str(text or "").replace('"', "'").split())
