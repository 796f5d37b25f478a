"""Assignments, told."""

from __future__ import annotations

from vivavoce.practice.domain.assistant import words as own
from vivavoce.practice.domain.assistant.conversation import Conversation, Json
from vivavoce.practice.domain.assistant.move import Move
from vivavoce.practice.domain.assistant.outcome import Outcome
from vivavoce.practice.domain.assistant.reply import Reply, action

_ROUNDS = {"warm_up": "warm-up", "behavioral": "behavioral", "technical": "technical"}
_STATUS = {
    "pending": "pending",
    "in_progress": "in progress",
    "completed": "completed",
    "unassigned": "taken back",
    "not_started": "not started",
}
_SKIPPED = {
    "completed": "completed already",
    "not_found": "not found",
    "already_unassigned": "taken back already",
}
_MOST = 20


def assigned(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell what was assigned to whom."""
    result = outcome.result
    made = list(result.get("assignments") or ())
    what = f"{_ROUNDS[outcome.arguments['round']]} round, {outcome.arguments['role']}"
    lead = f"Assigned to {len(made)}: {what}. Batch {result['batch_id']}."
    if result.get("duplicates_removed") or move.pending.get("repeated"):
        lead += " Addresses that came twice count once."
    lines = [lead, *(f"- {one['email']}: {one['assignment_id']}" for one in made[:_MOST])]
    return Reply(text="\n".join([*lines, *_more(made)]))


def listed(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell one person's assignments."""
    rows = list(outcome.result.get("assignments") or ())
    whose = outcome.arguments.get("email")
    if not rows:
        none = (
            f"There are no such assignments for {whose}."
            if whose
            else "You have no such assignments."
        )
        return Reply(text=none)
    lead = f"Assignments of {whose}:" if whose else "Your assignments:"
    lines = [lead, *(_row(one) for one in rows[:_MOST]), *_more(rows)]
    open_ones = [one for one in rows if one.get("status") == "pending"]
    own_open = open_ones if not whose else []
    return Reply(text="\n".join(lines), actions=tuple(_button(one) for one in own_open[:3]))


def found(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell what was found when an assignment was to be practised: nothing if the next call tells it."""
    rows = [
        one for one in outcome.result.get("assignments") or () if one.get("status") == "pending"
    ]
    if len(rows) == 1:
        return Reply(text="")
    if not rows:
        return Reply(text=f"No open assignment of yours was found. {own.ASK_DRAFT}")
    lines = ["You have several open assignments:", *(_row(one) for one in rows[:_MOST])]
    return Reply(
        text="\n".join([*lines, own.ASK_WHICH_ASSIGNMENT]),
        actions=tuple(_button(one) for one in rows[:3]),
    )


def unassigned(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell what was taken back and what was not."""
    taken = list(outcome.result.get("unassigned") or ())
    skipped = list(outcome.result.get("skipped") or ())
    lines = [f"Taken back: {len(taken)}. Left as they were: {len(skipped)}."]
    lines += [f"- {one['email']}: taken back" for one in taken[:_MOST]]
    lines += [
        f"- {one['email']}: {_SKIPPED.get(one['reason'], one['reason'])}" for one in skipped[:_MOST]
    ]
    return Reply(text="\n".join(lines))


def results(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell the results of many assignments."""
    rows = dict(outcome.result.get("results") or {})
    unknown = list(outcome.result.get("unknown_ids") or ())
    lines = ["Results:" if rows else "No results were found."]
    lines += [_result(name, one) for name, one in list(rows.items())[:_MOST]]
    lines += _more(list(rows))
    if unknown:
        lines.append(f"Not known here: {', '.join(str(one) for one in unknown[:_MOST])}.")
    return Reply(text="\n".join(lines))


def _result(name: str, one: Json) -> str:
    status = _STATUS.get(str(one["status"]), str(one["status"]))
    score = f", {one['score']:g} of 100" if one.get("score") is not None else ""
    return f"- {name}: {status}{score}"


def _row(one: Json) -> str:
    kind, status = (
        _ROUNDS.get(one["round"], one["round"]),
        _STATUS.get(one["status"], one["status"]),
    )
    return f"- {one['role']}, {kind} round, {status}: {one['assignment_id']}"


def _button(one: Json) -> Json:
    return action(
        "practise_assignment", f"Practise: {one['role']}", assignment_id=one["assignment_id"]
    )


def _more(rows: list[Json] | list[str]) -> list[str]:
    return ["There are more; the page lists them all."] if len(rows) > _MOST else []
