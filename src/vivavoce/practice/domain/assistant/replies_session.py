"""Drafts, edits and sessions, told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vivavoce.contracts.personas import PERSONAS
from vivavoce.practice.domain.assistant import words as own
from vivavoce.practice.domain.assistant.conversation import Conversation, Held, Json
from vivavoce.practice.domain.assistant.move import Move
from vivavoce.practice.domain.assistant.outcome import Outcome
from vivavoce.practice.domain.assistant.reply import Reply, action
from vivavoce.practice.domain.assistant.setup import Adjustment

TYPES = {
    "warm_up": "warm-up",
    "behavioral": "behavioral",
    "role_related": "role-related",
    "coding": "coding, in words",
}
_SPOKEN = "Coding interviews are conceptual: you explain in words, there is no code editor."
_NAMES = {
    "context.requested_mode": "mode",
    "duration_minutes": "length",
    "persona_id": "interviewer",
}


def drafted(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell a draft and ask for the next step."""
    result = outcome.result
    again = "draft_session_id" in outcome.arguments
    lead = "I had the same draft planned again." if again else "Here is your draft."
    ask = own.ASK_ROLE if talk.asked == "role" else own.ASK_NEXT
    lines = [*_said(lead, move, result), *_card(result), *_plan(result), *_brief(result), ask]
    return Reply(text="\n".join(lines), actions=draft_actions_of(result))


def edited(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell the edited draft; the one edit is used."""
    lead = "The questions are changed. That was the one edit by hand that a draft has."
    lines = [lead, *_card(outcome.result), *_plan(outcome.result), own.ASK_NEXT]
    return Reply(text="\n".join(lines), actions=draft_actions_of(outcome.result))


def configured(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell a session that is ready at once."""
    lines = _said("Your session is ready, no approval is needed.", move, outcome.result)
    lines += [*_card(outcome.result), _next_step()]
    return Reply(text="\n".join(lines), actions=(_room(outcome.result),))


def approved(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell an approval and how the room is entered."""
    result = outcome.result
    lines = [f"Approved. Session {result['session_id']} is {result['status']}.", _next_step()]
    return Reply(text="\n".join(lines), actions=(_room(result),))


def looked_up(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell how a session stands."""
    result = outcome.result
    lines = ["This is how it stands:", *_card(result)]
    if move.intent == "prepare":
        lines = ["Here is what is planned.", *_plan(result), *_brief(result)]
    if result["status"] == "draft":
        return Reply(text="\n".join([*lines, own.ASK_NEXT]), actions=draft_actions_of(result))
    if result["status"] == "configured":
        return Reply(text="\n".join([*lines, _next_step()]), actions=(_room(result),))
    over = (action("open_review", "See the review", session_id=str(result["session_id"])),)
    return Reply(text="\n".join(lines), actions=over if result["status"] == "completed" else ())


def draft_actions(draft: Held) -> tuple[Json, ...]:
    """Return the buttons of a draft."""
    return _draft_buttons(draft.session_id, may_edit=draft.edits_remaining > 0)


def draft_actions_of(result: Json) -> tuple[Json, ...]:
    """Return the buttons of a draft as it was answered."""
    may_edit = int(result.get("edits_remaining") or 0) > 0
    return _draft_buttons(str(result["session_id"]), may_edit=may_edit)


def _draft_buttons(session_id: str, *, may_edit: bool) -> tuple[Json, ...]:
    edit = [action("edit", "Edit the questions, once", session_id=session_id)] if may_edit else []
    return (
        action("approve", "Approve", session_id=session_id),
        *edit,
        action("regenerate", "Different questions", session_id=session_id),
        action("start", "Approve and start", session_id=session_id),
    )


def _room(result: Json) -> Json:
    return action("start", "Open the interview room", session_id=str(result["session_id"]))


def _next_step() -> str:
    return "Next: open the interview room with 'Start'. The review comes after the session."


def _said(lead: str, move: Move, result: Json) -> list[str]:
    said = [lead, *(_adjusted(one) for one in move.adjustments), *_by_service(result)]
    if result.get("config", {}).get("interview_type") == "coding":
        said.append(_SPOKEN)
    return [" ".join(said)]


def _adjusted(one: Adjustment) -> str:
    if one.field == "duration_minutes":
        return f"A length of {one.requested} is not offered, so I took {one.applied} minutes, the nearest."
    return f"I took {one.applied} in place of {one.requested}."


def _by_service(result: Json) -> Iterator[str]:
    for one in result.get("adjustments") or ():
        if one.get("requested") is None:
            continue
        name = _NAMES.get(str(one["field"]), str(one["field"]).removeprefix("context."))
        reason = _flat(one.get("reason"))
        told = f"The {name.replace('_', ' ')} is '{one['applied']}', not '{one['requested']}'."
        yield f"{told} {reason}" if reason and "?" not in reason else told


def _card(result: Json) -> list[str]:
    config = dict(result.get("config") or {})
    context = dict(config.get("context") or {})
    waits = "waits for your approval" if result.get("needs_approval") else "no approval needed"
    persona = PERSONAS.get(str(config.get("persona_id")))
    rows = (
        ("Session", result["session_id"]),
        (
            "Status",
            f"{result['status']}, {waits}"
            if result["status"] in {"draft", "configured"}
            else result["status"],
        ),
        (
            "Role",
            " at ".join(str(context[n]) for n in ("target_role", "company_name") if context.get(n)),
        ),
        ("Interviewer", f"{persona.name}. {persona.style}" if persona else ""),
        ("Type", TYPES.get(str(config.get("interview_type")), "")),
        (
            "Length",
            f"{config['duration_minutes']} minutes" if config.get("duration_minutes") else "",
        ),
        ("Difficulty", config.get("difficulty") or ""),
        ("Framework", config.get("framework") or ""),
        (
            "Mode",
            {"voice": "by voice, or typed", "text": "in writing"}.get(str(config.get("mode")), ""),
        ),
    )
    return [f"- {name}: {value}" for name, value in rows if value]


def _plan(result: Json) -> list[str]:
    lines = []
    if opening := _flat(result.get("opening_prompt")):
        lines.append(f'Opening: "{opening}"')
    if outline := result.get("question_outline"):
        lines.append("Questions:")
        lines += [f"{place}. {_flat(one['question'])}" for place, one in enumerate(outline, 1)]
    return lines


def _brief(result: Json) -> list[str]:
    brief = dict(result.get("candidate_brief") or {})
    lines = [_flat(brief["what_to_expect"])] if brief.get("what_to_expect") else []
    points: Sequence[str] = [*(brief.get("how_to_prepare") or ()), *(brief.get("tips") or ())]
    if points:
        lines += ["How to prepare:", *(f"- {_flat(one)}" for one in points[:4])]
    return lines


def _flat(text: object) -> str:
    return " ".join(str(text or "").replace('"', "'").split())
