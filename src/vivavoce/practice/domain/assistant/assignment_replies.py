"""Replies about assignments."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.rounding import round_overall
from vivavoce.practice.domain.assistant import fixed_sentences as own
from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.dialogue import (
    AssistantReply,
    DialogueDecision,
    ToolCallOutcome,
    build_action,
)

_ROUND_LABELS = {"warm_up": "warm-up", "behavioral": "behavioral", "technical": "technical"}
_STATUS_LABELS = {
    "pending": "pending",
    "in_progress": "in progress",
    "completed": "completed",
    "unassigned": "unassigned",
    "not_started": "not started",
}
_SKIP_REASON_LABELS = {
    "completed": "already completed",
    "not_found": "not found",
    "already_unassigned": "already unassigned",
}
_MAX_ROWS = 20


def describe_created_assignments(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that lists new assignments."""
    result = outcome.result
    assignments = list(result.get("assignments") or ())
    assigned = f"{_ROUND_LABELS[outcome.arguments['round']]} round, {outcome.arguments['role']}"
    lead = f"Assignments created: {len(assignments)} ({assigned}). Batch {result['batch_id']}."
    if result.get("duplicates_removed") or decision.pending.get("repeated"):
        lead += " Duplicate addresses were counted once."
    lines = [
        lead,
        *(
            f"- {assignment['email']}: {assignment['assignment_id']}"
            for assignment in assignments[:_MAX_ROWS]
        ),
    ]
    return AssistantReply(text="\n".join([*lines, *_truncation_note(assignments)]))


def describe_assignments(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that lists one person's assignments."""
    rows = list(outcome.result.get("assignments") or ())
    whose = outcome.arguments.get("email")
    if not rows:
        none = f"{whose} has no such assignments." if whose else "You have no such assignments."
        return AssistantReply(text=none)
    lead = f"Assignments for {whose}:" if whose else "Your assignments:"
    lines = [lead, *(_assignment_line(row) for row in rows[:_MAX_ROWS]), *_truncation_note(rows)]
    open_ones = [row for row in rows if row.get("status") == "pending"]
    own_open = open_ones if not whose else []
    return AssistantReply(
        text="\n".join(lines),
        actions=tuple(_practice_action(assignment) for assignment in own_open[:3]),
    )


def describe_assignment_lookup(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply to a lookup of open assignments; empty if there is exactly one, which is then used."""
    rows = [
        assignment
        for assignment in outcome.result.get("assignments") or ()
        if assignment.get("status") == "pending"
    ]
    if len(rows) == 1:
        return AssistantReply(text="")
    if not rows:
        return AssistantReply(text=f"You have no open assignment. {own.ASK_DRAFT}")
    lines = [
        "You have several open assignments:",
        *(_assignment_line(row) for row in rows[:_MAX_ROWS]),
    ]
    return AssistantReply(
        text="\n".join([*lines, own.ASK_WHICH_ASSIGNMENT]),
        actions=tuple(_practice_action(row) for row in rows[:3]),
    )


def describe_unassigned(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that lists unassigned assignments and skipped addresses."""
    unassigned = list(outcome.result.get("unassigned") or ())
    skipped = list(outcome.result.get("skipped") or ())
    lines = [f"Unassigned: {len(unassigned)}. Not changed: {len(skipped)}."]
    lines += [f"- {item['email']}: unassigned" for item in unassigned[:_MAX_ROWS]]
    lines += [
        f"- {item['email']}: {_SKIP_REASON_LABELS.get(item['reason'], item['reason'])}"
        for item in skipped[:_MAX_ROWS]
    ]
    return AssistantReply(text="\n".join(lines))


def describe_results(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that lists the results of many assignments."""
    rows = dict(outcome.result.get("results") or {})
    unknown = list(outcome.result.get("unknown_ids") or ())
    lines = ["Results:" if rows else "No results were found."]
    lines += [_result_line(name, result_row) for name, result_row in list(rows.items())[:_MAX_ROWS]]
    lines += _truncation_note(list(rows))
    if unknown:
        lines.append(
            f"Not found: {', '.join(str(assignment_id) for assignment_id in unknown[:_MAX_ROWS])}."
        )
    return AssistantReply(text="\n".join(lines))


def _result_line(name: str, item: Json) -> str:
    status = _STATUS_LABELS.get(str(item["status"]), str(item["status"]))
    score = f", {round_overall(item['score'])} of 100" if item.get("score") is not None else ""
    return f"- {name}: {status}{score}"


def _assignment_line(item: Json) -> str:
    kind, status = (
        _ROUND_LABELS.get(item["round"], item["round"]),
        _STATUS_LABELS.get(item["status"], item["status"]),
    )
    return f"- {item['role']}, {kind} round, {status}: {item['assignment_id']}"


def _practice_action(item: Json) -> Json:
    return build_action(
        "practice_assignment", f"Practice: {item['role']}", assignment_id=item["assignment_id"]
    )


def _truncation_note(rows: list[Json] | list[str]) -> list[str]:
    return (
        ["There are more. See the assignments page for the full list."]
        if len(rows) > _MAX_ROWS
        else []
    )
