"""Replies about assignments."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.rounding import round_overall
from vivavoce.kernel.translation import phrase, translatable
from vivavoce.practice.domain.assistant import fixed_sentences as own
from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.dialogue import (
    AssistantReply,
    DialogueDecision,
    ToolCallOutcome,
    build_action,
)

_ROUND_LABELS = {
    "warm_up": phrase("warm-up"),
    "behavioral": phrase("behavioral"),
    "technical": phrase("technical"),
}
_STATUS_LABELS = {
    "pending": phrase("pending"),
    "in_progress": phrase("in progress"),
    "completed": phrase("completed"),
    "unassigned": phrase("unassigned"),
    "not_started": phrase("not started"),
}
_SKIP_REASON_LABELS = {
    "completed": phrase("already completed"),
    "not_found": phrase("not found"),
    "already_unassigned": phrase("already unassigned"),
}
_MAX_ROWS = 20


def describe_created_assignments(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that lists new assignments."""
    result = outcome.result
    assignments = list(result.get("assignments") or ())
    parts: list[str] = [
        translatable(
            "Assignments created: {number} ({round} round, {role}).",
            number=len(assignments),
            round=_ROUND_LABELS[outcome.arguments["round"]],
            role=outcome.arguments["role"],
        ),
        translatable("Batch {batch}.", batch=result["batch_id"]),
    ]
    if result.get("duplicates_removed") or decision.pending.get("repeated"):
        parts.append(phrase("Duplicate addresses were counted once."))
    lines = [
        " ".join(parts),
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
        none = (
            translatable("{email} has no such assignments.", email=whose)
            if whose
            else phrase("You have no such assignments.")
        )
        return AssistantReply(text=none)
    lead = (
        translatable("Assignments for {email}:", email=whose)
        if whose
        else phrase("Your assignments:")
    )
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
        return AssistantReply(
            text=" ".join((phrase("You have no open assignment."), own.ASK_DRAFT))
        )
    lines = [
        phrase("You have several open assignments:"),
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
    lines: list[str] = [
        translatable(
            "Unassigned: {count}. Not changed: {skipped}.",
            count=len(unassigned),
            skipped=len(skipped),
        )
    ]
    lines += [
        translatable("- {email}: unassigned", email=item["email"])
        for item in unassigned[:_MAX_ROWS]
    ]
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
    lines = [phrase("Results:") if rows else phrase("No results were found.")]
    lines += [_result_line(name, result_row) for name, result_row in list(rows.items())[:_MAX_ROWS]]
    lines += _truncation_note(list(rows))
    if unknown:
        lines.append(
            translatable(
                "Not found: {ids}.", ids=", ".join(str(one) for one in unknown[:_MAX_ROWS])
            )
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
    return translatable(
        "- {role}, {kind} round, {status}: {assignment}",
        role=item["role"],
        kind=kind,
        status=status,
        assignment=item["assignment_id"],
    )


def _practice_action(item: Json) -> Json:
    return build_action(
        "practice_assignment",
        translatable("Practice: {role}", role=item["role"]),
        assignment_id=item["assignment_id"],
    )


def _truncation_note(rows: list[Json] | list[str]) -> list[str]:
    return (
        [phrase("There are more. See the assignments page for the full list.")]
        if len(rows) > _MAX_ROWS
        else []
    )
