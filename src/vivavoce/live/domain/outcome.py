"""Integration events that publish the end of a session to other slices."""

from __future__ import annotations

from vivavoce.contracts.envelope import EventPayload
from vivavoce.contracts.events import InterviewCompleted, InterviewNotCompleted
from vivavoce.live.domain import events
from vivavoce.live.domain.events import SessionEvent

PARTIAL_COMPLETION = "partial"
"""Reason for completing an interview whose last session was not completed."""


def build_transcript_api_path(session_id: str) -> str:
    """Return the API path of the session's transcript for staff."""
    return f"/api/v1/sessions/{session_id}/transcript"


def integration_event_for(event: SessionEvent, session_id: str) -> EventPayload | None:
    """Return the integration event for a terminal session event, or None for any other event."""
    match event:
        case events.SessionCompleted():
            return InterviewCompleted(
                session_id=session_id,
                duration_seconds=event.duration_s,
                reason=event.reason,
                transcript_ref=build_transcript_api_path(session_id),
            )
        case events.SessionAbandoned():
            return _not_completed(session_id, event.reason, is_technical=event.is_technical)
        case events.SessionMarkedNoShow():
            return _not_completed(session_id, "no_show", is_technical=False)
        case events.SessionExpired():
            return _not_completed(session_id, "expired", is_technical=True)
        case events.SessionCancelled():
            return _not_completed(session_id, event.reason, is_technical=False)
        case events.SessionFailed():
            return _not_completed(session_id, event.reason, is_technical=True)
        case _:
            return None


def _not_completed(session_id: str, reason: str, *, is_technical: bool) -> InterviewNotCompleted:
    return InterviewNotCompleted(session_id=session_id, reason=reason, is_technical=is_technical)
