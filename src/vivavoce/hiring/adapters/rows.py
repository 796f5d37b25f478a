"""Convert between interviews and rows, and define which facts are personal."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.profiles import RetentionDays
from vivavoce.hiring.domain.completeness import DataQuality, InformationGap
from vivavoce.hiring.domain.interview import Actor, Interview, TransitionRecord
from vivavoce.hiring.domain.request import InterviewRequest
from vivavoce.hiring.domain.workflow import InterviewState, InterviewTransition
from vivavoce.infra.database import Row
from vivavoce.infra.keys import DataErasedError, SubjectCipher
from vivavoce.kernel.ids import InterviewId, PersonId

PERSONAL_FIELDS = frozenset(
    {"candidate_name", "candidate_email", "candidate_phone", "candidate_profile", "resume_text"}
)
"""Facts that are encrypted with the person's own key."""
_FIELDS_WITH_COLUMN = PERSONAL_FIELDS | {"profile", "external_id", "candidate_ref", "context"}


def personal_fields(request: InterviewRequest) -> Json:
    """Return the personal facts, to be encrypted."""
    return {name: getattr(request, name) for name in sorted(PERSONAL_FIELDS)}


def request_to_json(request: InterviewRequest) -> Json:
    """Return the facts that are not personal and have no column of their own."""
    return {
        fact.name: _to_json_value(getattr(request, fact.name))
        for fact in dataclasses.fields(request)
        if fact.name not in _FIELDS_WITH_COLUMN
    }


def interview_from_row(row: Row, cipher: SubjectCipher | None) -> Interview:
    """Return the interview of a row; without a cipher (person erased) its personal facts are empty."""
    personal = _decrypt(row["personal"], cipher)
    return Interview(
        id=InterviewId(row["id"]),
        run_id=row["run_id"],
        person_id=PersonId(row["person_id"]),
        request=_request_from_row(row, personal or {}, _decrypt(row["context"], cipher)),
        state=None if row["state"] is None else InterviewState(row["state"]),
        version=row["version"],
        quality=DataQuality(row["data_quality"]),
        gaps=tuple(InformationGap(**gap) for gap in row["gaps"]),
        warnings=tuple(InformationGap(**gap) for gap in row["warnings"]),
        plan_id=row["plan_id"],
        assessment_id=row["assessment_id"],
        recommendation=row["recommendation"],
        flags=tuple(row["flags"] or ()),
        session_id=row["session_id"],
        attempt=row["attempt"],
        attempts_used=row["attempts_used"],
        last_ended_session=row["last_ended_session"],
        cancel_reason=row["cancel_reason"],
        failure=row["failure"],
        is_erased=personal is None,
        is_test=row["is_test"],
        retention=RetentionDays(row["transcript_retention_days"], row["assessment_retention_days"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        state_since=row["state_since"],
    )


def transition_from_row(row: Row, cipher: SubjectCipher | None) -> TransitionRecord:
    """Return a history row; without a cipher (person erased) its reason is None."""
    is_readable = cipher is not None and row["reason"] is not None
    return TransitionRecord(
        seq=row["seq"],
        transition=InterviewTransition(row["transition"]),
        before=None if row["from_state"] is None else InterviewState(row["from_state"]),
        after=InterviewState(row["to_state"]),
        actor=Actor(
            kind=row["actor_kind"],
            id=row["actor_id"],
            name=row["actor_name"],
            on_behalf_of=row["on_behalf_of"],
        ),
        at=row["at"],
        topic=row["topic"],
        reason=cipher.decrypt(row["reason"]) if cipher is not None and is_readable else None,
        event_id=row["event_id"],
    )


def _request_from_row(row: Row, personal: Json, context: Json | None) -> InterviewRequest:
    facts: Json = dict(row["request"])
    for name in ("skills", "qualifications", "focus", "avoid"):
        facts[name] = tuple(facts.get(name) or ())
    scheduled = facts.get("scheduled_at")
    facts["scheduled_at"] = None if scheduled is None else datetime.fromisoformat(scheduled)
    return InterviewRequest(
        profile=row["profile"],
        external_id=row["external_id"],
        candidate_ref=row["reference"],
        context=context,
        **facts,
        **personal,
    )


def _decrypt(blob: bytes | None, cipher: SubjectCipher | None) -> Json | None:
    if blob is None or cipher is None:
        return None
    try:
        document: Json = cipher.decrypt_json(blob)
    except DataErasedError:
        return None
    return document


def _to_json_value(value: Any) -> Any:  # Any: a fact and its JSON
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return dict(value) if hasattr(value, "items") else value
