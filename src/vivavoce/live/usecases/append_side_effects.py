"""Side effects of appended events: integration events for other slices, and jobs for the panel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from vivavoce.contracts.envelope import EventPayload
from vivavoce.contracts.events import (
    Channel,
    InterviewCompleted,
    InterviewNotCompleted,
    PersonRequested,
    SessionStarted,
    UsageRecorded,
)
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import SessionEvent
from vivavoce.live.domain.interviewer.interview_flow import end_reason_of
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.state import Session
from vivavoce.live.domain.transitions import TERMINAL_EVENTS
from vivavoce.live.ports import AppendSideEffects, OutboxEvent, OutboxJob

PARTIAL_COMPLETION = "partial"
"""Reason for completing an interview whose last session was not completed."""


def build_transcript_api_path(session_id: str) -> str:
    """Return the API path of the session's transcript for staff."""
    return f"/api/v1/sessions/{session_id}/transcript"


def integration_event_for(event: SessionEvent, state: Session) -> EventPayload | None:
    """Return the integration event for a terminal session event, or None for any other event."""
    session_id = state.created.session_id
    not_completed = partial(
        InterviewNotCompleted,
        session_id=session_id,
        channel=used_channel(state),
        questions_reached=state.question_index,
    )
    match event:
        case events.SessionCompleted():
            return InterviewCompleted(
                session_id=session_id,
                duration_seconds=event.duration_s,
                reason=event.reason,
                transcript_ref=build_transcript_api_path(session_id),
                channel=used_channel(state),
                questions_reached=state.question_index,
            )
        case events.SessionAbandoned():
            return not_completed(
                reason=event.reason,
                is_technical=event.is_technical,
                is_ended_by_candidate=_is_ended_by_candidate(event, state) or None,
            )
        case events.SessionMarkedNoShow():
            return not_completed(reason="no_show", is_technical=False)
        case events.SessionExpired():
            return not_completed(reason="expired", is_technical=True)
        case events.SessionCancelled():
            return not_completed(reason=event.reason, is_technical=False)
        case events.SessionFailed():
            return not_completed(reason=event.reason, is_technical=True)
        case _:
            return None


def _is_ended_by_candidate(event: events.SessionAbandoned, state: Session) -> bool:
    return event.reason == "no_answers" and end_reason_of(state) == "candidate_ended"


def used_channel(state: Session) -> Channel:
    """Return how the candidate answered in a session."""
    if state.is_on_phone:
        return "phone"
    return "voice" if state.speech.has_used_voice else "text"


READ_ANSWER = "assessment.read_answer"
_PANEL_ABILITIES = frozenset({"evaluations", "perspectives"})


def find_interview_outcome(pending: PendingEvents) -> OutboxEvent | None:
    """Return the integration event of the session's end, or None if ``pending`` does not end it."""
    created = pending.state.created
    for record in pending.records:
        payload = integration_event_for(record.event, pending.state)
        if payload is not None:
            return OutboxEvent(
                payload=payload,
                run_id=created.run_id,
                interview_id=InterviewId(UUID(created.interview_id)),
            )
    return None


def collect_side_effects(
    pending: PendingEvents, handled_message_ids: Sequence[UUID] = ()
) -> AppendSideEffects:
    """Return all side effects of the transaction that appends the events of ``pending``."""
    return AppendSideEffects(
        session_started=find_session_start(pending),
        interview_outcome=find_interview_outcome(pending),
        person_requested=find_person_request(pending),
        jobs=jobs_for(pending),
        handled_message_ids=tuple(handled_message_ids),
        model_usage=extract_model_usage(pending),
        voice_usage=collect_voice_usage(pending),
    )


def find_session_start(pending: PendingEvents) -> OutboxEvent | None:
    """Return ``SessionStarted`` if the candidate began with the events of ``pending``: once per session."""
    if not any(state.begun_seq == record.seq for record, state in pending.steps):
        return None
    created = pending.state.created
    return OutboxEvent(
        payload=SessionStarted(session_id=created.session_id, attempt=created.attempt),
        run_id=created.run_id,
        interview_id=InterviewId(UUID(created.interview_id)),
    )


def find_person_request(pending: PendingEvents) -> OutboxEvent | None:
    """Return ``PersonRequested`` if the candidate needs a person and the profile offers one.

    None once staff has taken over. A candidate can ask more than once; subscribers handle repeats.
    """
    created = pending.state.created
    if (
        created.facts is None
        or not created.facts.can_request_person
        or pending.state.taken_over_by is not None
    ):
        return None
    for record in pending.records:
        event = record.event
        if isinstance(event, events.CandidateRequested) and event.request in events.STAFF_REQUESTS:
            return OutboxEvent(
                payload=PersonRequested(
                    session_id=created.session_id, requested_at=format_timestamp(record.at)
                ),
                run_id=created.run_id,
                interview_id=InterviewId(UUID(created.interview_id)),
            )
    return None


def extract_model_usage(pending: PendingEvents) -> OutboxEvent | None:
    """Return the model usage of the events of ``pending``, also of calls that failed or were not used."""
    spent = [
        usage
        for record in pending.records
        if isinstance(
            record.event,
            events.ModelResponded | events.ModelRequestFailed | events.ModelStartsDiscarded,
        )
        for usage in record.event.token_usage
    ]
    totals: dict[tuple[str, str, str], int] = {}
    for usage in spent:
        for kind, tokens in (("llm_in", usage.tokens_in), ("llm_out", usage.tokens_out)):
            key = (usage.provider, usage.model, kind)
            totals[key] = totals.get(key, 0) + tokens
    uses: tuple[dict[str, str | int], ...] = tuple(
        {"provider": provider, "model": model, "kind": kind, "quantity": quantity}
        for (provider, model, kind), quantity in totals.items()
        if quantity
    )
    if not uses:
        return None
    created = pending.state.created
    return OutboxEvent(
        payload=UsageRecorded(purpose="compose", uses=uses),
        run_id=created.run_id,
        interview_id=InterviewId(UUID(created.interview_id)),
    )


def collect_voice_usage(pending: PendingEvents) -> OutboxEvent | None:
    """Return the speech usage of the whole session, once, at its end; cached audio is not counted."""
    created = pending.state.created
    if not any(isinstance(record.event, TERMINAL_EVENTS) for record in pending.records):
        return None
    uses: tuple[dict[str, str | int], ...] = tuple(
        {
            "provider": usage.engine,
            "model": usage.model,
            "kind": "stt_s" if usage.kind == "stt" else "tts_chars",
            "quantity": -(-usage.quantity // 1000) if usage.kind == "stt" else usage.quantity,
        }
        for usage in pending.state.speech.usage
    )
    if not uses:
        return None
    return OutboxEvent(
        payload=UsageRecorded(purpose="voice", uses=uses),
        run_id=created.run_id,
        interview_id=InterviewId(UUID(created.interview_id)),
    )


def jobs_for(pending: PendingEvents) -> tuple[OutboxJob, ...]:
    """Return one job for each answer that a panel evaluates; an amended answer is evaluated again."""
    created = pending.state.created
    if _PANEL_ABILITIES.isdisjoint(created.features):
        return ()
    return tuple(
        OutboxJob(
            job=READ_ANSWER,
            arguments={"session_id": created.session_id, "turn": str(turn)},
        )
        for record in pending.records
        if (turn := _turn_to_evaluate(record.event, pending)) is not None
    )


def _turn_to_evaluate(event: events.SessionEvent, pending: PendingEvents) -> int | None:
    match event:
        case events.TurnCompleted(kind="answer") if event.intent != "nothing":
            return event.turn
        case events.TurnAmended() if event.intent != "nothing":
            return event.turn if pending.state.turns[event.turn - 1].kind == "answer" else None
        case _:
            return None
