"""What of a session's sound is counted."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from tests.fakes.simulated_session import a_room, consented

from vivavoce.contracts.voice import Transport, VoiceFailureKind
from vivavoce.infra.metrics import collect_metrics
from vivavoce.live.domain import events
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.usecases.session_metrics import report_events


def calls() -> dict[str, float]:
    return {
        sample.labels["result"]: sample.value
        for family in collect_metrics()
        for sample in family.samples
        if sample.name == "interview_calls_total"
    }


@pytest.mark.parametrize(
    ("came", "counted"),
    [
        ([events.CallAnswered(attempt=1, answered_by="human")], {"answered": 1}),
        ([events.CallFailed(attempt=1, reason="trunk")], {"trunk": 1}),
        (
            [
                events.CallAnswered(attempt=1, answered_by="machine"),
                events.CallFailed(attempt=1, reason="machine"),
            ],
            {"machine": 1},
        ),
    ],
    ids=["somebody", "no_call", "a_machine"],
)
async def test_a_try_to_call_is_counted_once_by_what_came_of_it(
    came: list[Any], counted: dict[str, float]
) -> None:
    async with a_room(**consented()) as room:
        on = PendingEvents(await room.state(), room.clock.now())
        dialing = events.CallDialingStarted(attempt=1, to_hash="h", trunk="t")
        on.add(dialing, events.CallRingingStarted(attempt=1), *came)
        before = calls()

        report_events(on, room.address)

    assert {name: n - before[name] for name, n in calls().items() if n != before[name]} == counted


def test_the_first_of_each_kind_is_seen_by_a_rate() -> None:
    """A series that begins with its first event begins with 1, and nothing has grown."""
    samples = {
        (sample.name, *sorted(sample.labels.items()))
        for metric in collect_metrics()
        for sample in metric.samples
    }

    for way in get_args(Transport):
        assert ("interview_consents_total", ("channel", way)) in samples
        for outcome in ("completed", "failed", "abandoned"):
            ended = ("interview_sessions_total", ("channel", way), ("outcome", outcome))
            assert ended in samples
    for kind in get_args(VoiceFailureKind):
        assert ("interview_turn_errors_total", ("stage", "tts"), ("type", kind)) in samples
