"""A film ends before its session does, however that ends; a session without one says nothing of films."""

from __future__ import annotations

import pytest
from tests.fakes.live_session import a_request
from tests.simulated_clock import START

from vivavoce.live.domain import events
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import fold

CUT = events.SessionFailed(reason="lost", stage="host", is_recoverable=False)
LEFT = events.SessionAbandoned(reason="connection_lost", is_technical=False)
CALLED_OFF = events.SessionCancelled(reason="staff")
VIDEO = "session_video"
VOICE = "candidate_audio"


def talking() -> PendingEvents:
    on = PendingEvents(None, START)
    on.add(
        events.SessionCreated(
            session_id="0190",
            interview_id=str(a_request().interview_id),
            run_id="run_1",
            profile="hiring",
            plan_id="0192",
            plan_version=1,
            language="en",
            attempt=1,
            time_limit_s=1800,
            grace_s=120,
            max_follow_ups=2,
            question_count=3,
            position="Engineer",
            company_name="Acme",
            consent_text="May we?",
            consent_version="1",
        ),
        events.ConsentGranted(text_version="1", method="door"),
        events.WorkerAttached(worker_id="w", epoch=1, replayed_events=2, reason="start"),
        events.ParticipantJoined(connection_id="leg"),
    )
    return on


def piece(chunk: int) -> events.RecordingChunkStored:
    return events.RecordingChunkStored(
        artifact_type=VIDEO, chunk=chunk, size=5, duration_ms=1000, sha256="00"
    )


@pytest.mark.parametrize("ending", [CUT, CALLED_OFF, LEFT])
@pytest.mark.parametrize("is_told_of_its_start", [True, False])
def test_a_film_ends_right_before_its_session(
    ending: events.SessionEvent, is_told_of_its_start: bool
) -> None:
    on = talking()
    on.add(events.InterviewClockStarted())
    if is_told_of_its_start:
        on.add(events.RecordingStarted(artifact_type=VIDEO))
    on.add(piece(0), piece(2))
    if ending is LEFT:
        on.add(events.ParticipantLeft(connection_id="leg", reason="closed"))
        on.add(events.ConnectionLost(connection_id="leg", reason="closed", at_turn=0, since=START))
    on.add(ending)

    stopped = events.RecordingStopped(artifact_type=VIDEO, chunks=2)
    assert [record.event for record in on.records[-2:]] == [stopped, ending]
    assert on.state.is_over
    assert fold(on.records) == on.state


def test_a_yes_to_the_voice_before_the_interview_is_known_in_it() -> None:
    on = talking()
    on.add(events.RecordingStarted(artifact_type=VOICE))
    on.add(events.InterviewClockStarted())
    is_known = on.state.is_recorded_as(VOICE)
    on.add(events.RecordingStopped(artifact_type=VOICE, chunks=0))

    assert is_known
    assert not on.state.is_recorded_as(VOICE)


def test_a_film_that_ended_before_is_not_ended_again() -> None:
    on = talking()
    on.add(events.InterviewClockStarted(), events.RecordingStarted(artifact_type=VIDEO), piece(0))
    on.add(events.RecordingStopped(artifact_type=VIDEO, chunks=1), CALLED_OFF)

    kinds = [record.event.type for record in on.records]
    assert kinds.count("recording.stopped") == 1


def test_a_film_is_counted_anew_when_it_begins_anew() -> None:
    on = talking()
    on.add(events.InterviewClockStarted(), events.RecordingStarted(artifact_type=VIDEO), piece(0))
    on.add(events.RecordingStopped(artifact_type=VIDEO, chunks=1))
    on.add(events.RecordingStarted(artifact_type=VIDEO), piece(0), CALLED_OFF)

    assert on.records[-2].event == events.RecordingStopped(artifact_type=VIDEO, chunks=1)


def test_a_session_that_was_not_filmed_says_nothing_of_films() -> None:
    on = talking()
    on.add(events.InterviewClockStarted(), CALLED_OFF)

    assert not [record for record in on.records if record.event.type.startswith("recording.")]
