"""What a conversation knows after a move: taken from what the tools answered, never from what was hoped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from vivavoce.practice.domain.assistant.conversation import (
    Asked,
    Assigned,
    Conversation,
    Held,
    Json,
)
from vivavoce.practice.domain.assistant.move import Move
from vivavoce.practice.domain.assistant.outcome import Outcome

_ASKED: dict[str, Asked] = {
    "which_session": "session",
    "which_draft": "session",
    "emails": "emails",
    "assign_role": "assign_role",
    "round": "round",
    "unassign": "unassign",
}
_KEPT_IN_CONFIG = (
    "target_role",
    "company_name",
    "job_description",
    "framework",
    "requested_mode",
    "assignment_id",
)
"""Planning again sends all of the context anew, so all of it is kept."""
_MOST = 100


def remember(talk: Conversation, move: Move, outcomes: Sequence[Outcome]) -> Conversation:
    """Return the conversation after ``move`` and what it brought."""
    asked: Asked = _ASKED.get(move.reason, "")
    pending = dict(move.pending) if asked else {}
    informal = talk.informal + 1 if move.intent == "informal" else 0
    if move.intent in {"thanks", "help", "unclear", "decline", "coding"}:
        asked, pending = talk.asked, dict(talk.pending)
    after = replace(talk, asked=asked, pending=pending, informal=informal)
    for outcome in outcomes:
        learn = _LEARN.get(outcome.tool)
        if learn and outcome.is_done:
            after = learn(after, outcome)
    return after


def held(result: Json) -> Held:
    """Return the session that a preview, an edit, a configuration or a look answered."""
    config = dict(result.get("config") or {})
    context = config.get("context") or {}
    names = ("persona_id", "interview_type", "duration_minutes", "difficulty")
    flat = {name: config[name] for name in names if config.get(name) is not None}
    flat |= {name: context[name] for name in _KEPT_IN_CONFIG if context.get(name)}
    return Held(
        session_id=str(result["session_id"]),
        status=str(result["status"]),
        edits_remaining=int(result.get("edits_remaining") or 0),
        config=flat,
        questions=tuple(str(one["question"]) for one in result.get("question_outline") or ()),
    )


def _session(talk: Conversation, outcome: Outcome) -> Conversation:
    now = held(outcome.result)
    is_new = "draft_session_id" not in outcome.arguments
    unknown_role = now.is_draft and is_new and not now.config.get("target_role")
    asked: Asked = "role" if unknown_role else "next_step" if now.is_draft else ""
    return replace(talk.with_session(now), asked=asked)


def _approved(talk: Conversation, outcome: Outcome) -> Conversation:
    session_id, status = str(outcome.result["session_id"]), str(outcome.result["status"])
    known = next(
        (one for one in (talk.session, *talk.earlier) if one and one.session_id == session_id), None
    )
    now = replace(known, status=status) if known else Held(session_id=session_id, status=status)
    return talk.with_session(now)


def _reviewed(talk: Conversation, outcome: Outcome) -> Conversation:
    session_id = str(outcome.arguments["session_id"])
    status = "draft" if outcome.result.get("reason") == "not_started" else "completed"
    if talk.session is None:
        return replace(talk, session=Held(session_id=session_id, status=status))
    if talk.session.session_id == session_id and status == "completed":
        return replace(talk, session=replace(talk.session, status=status))
    if (
        all(one.session_id != session_id for one in talk.earlier)
        and session_id != talk.session.session_id
    ):
        earlier = (Held(session_id=session_id, status=status), *talk.earlier)
        return replace(talk, earlier=earlier)
    return talk


def _ticket(talk: Conversation, outcome: Outcome) -> Conversation:
    session_id = str(outcome.arguments["session_id"])
    return replace(talk, upload_id=str(outcome.result["upload_id"]), upload_session=session_id)


def _confirmed(talk: Conversation, _: Outcome) -> Conversation:
    return replace(talk, upload_id="", upload_session="")


def _batch(talk: Conversation, outcome: Outcome) -> Conversation:
    return replace(
        talk,
        batch=tuple(str(one) for one in outcome.result["assignment_ids"]),
        asked="",
        pending={},
    )


def _listed(talk: Conversation, outcome: Outcome) -> Conversation:
    listed = tuple(
        Assigned(
            assignment_id=str(one["assignment_id"]),
            role=str(one["role"]),
            round=str(one["round"]),
            status=str(one["status"]),
        )
        for one in list(outcome.result.get("assignments", ()))[:_MOST]
    )
    return replace(talk, assignments=listed)


_LEARN: dict[str, Callable[[Conversation, Outcome], Conversation]] = {
    "preview_interview": _session,
    "configure_interview": _session,
    "edit_questions": _session,
    "get_session": _session,
    "approve_session": _approved,
    "get_review": _reviewed,
    "create_video_upload": _ticket,
    "confirm_video_upload": _confirmed,
    "create_assignments": _batch,
    "list_assignments": _listed,
}
