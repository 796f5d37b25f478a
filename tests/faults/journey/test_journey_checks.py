"""The journey checks find nothing in a clean journey, and each planted fault."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from tests.fakes.api_clients import Candidate, Json
from tests.faults.journey.journey_checks import (
    MOVES,
    STEPS,
    faults_of_history,
    faults_of_log,
    faults_of_screen,
    faults_of_webhooks,
)

pytestmark = pytest.mark.soak


def messages() -> dict[str, Json]:
    return {f"m{at}": {"sequence": at, "event": event} for at, event in enumerate(MOVES, 1)}


def steps() -> list[Json]:
    states = [None, *(f"S{at}" for at in range(len(STEPS)))]
    return [
        {"seq": at + 1, "transition": name, "from": states[at], "to": states[at + 1]}
        for at, name in enumerate(STEPS)
    ]


def log() -> list[Json]:
    def turn(number: int, kind: str, **more: str) -> Json:
        said = {"turn": number, "kind": kind, "question_id": None, "client_message_id": None}
        return {"type": "turn.completed", "payload": {**said, **more}}

    events: list[Json] = [
        {"type": "interview.started", "payload": {}},
        turn(1, "question", question_id="q1"),
        turn(2, "answer", question_id="q1", client_message_id="turn-1"),
        turn(3, "question", question_id="q2"),
        turn(4, "answer", question_id="q2", client_message_id="turn-3"),
        {"type": "session.completed", "payload": {}},
    ]
    return [{"seq": at, **event} for at, event in enumerate(events, 1)]


def test_a_clean_journey_has_no_faults() -> None:
    assert faults_of_webhooks(messages()) == []
    assert faults_of_history(steps()) == []
    assert faults_of_log(log()) == []
    assert faults_of_screen(Candidate({}, str, seqs=[1, 2, 5])) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found.update(again=found["m3"]),
        lambda found: found.pop("m4"),
        lambda found: found.pop(f"m{len(MOVES)}"),
        lambda found: found["m5"].update(event="interview.approved"),
    ],
    ids=["a second id", "a gap", "the last is missing", "another event"],
)
def test_a_corrupted_set_of_webhooks_is_found(spoil: Callable[[dict[str, Json]], object]) -> None:
    found = deepcopy(messages())
    spoil(found)
    assert faults_of_webhooks(found)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found.insert(7, {**found[7]}),
        lambda found: found.pop(5),
        lambda found: found[4].update({"from": "ELSEWHERE"}),
    ],
    ids=["taken twice", "left out", "from elsewhere"],
)
def test_a_corrupted_history_is_found(spoil: Callable[[list[Json]], object]) -> None:
    found = deepcopy(steps())
    spoil(found)
    assert faults_of_history(found)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found.pop(2),
        lambda found: found[3]["payload"].update(question_id="q1"),
        lambda found: found[4]["payload"].update(client_message_id="turn-1"),
        lambda found: found.append({**found[-1], "seq": 7}),
        lambda found: found[0].update(type="session.created"),
        lambda found: found[4]["payload"].update(turn=5),
    ],
    ids=["a gap", "asked twice", "taken twice", "ended twice", "never begun", "a turn missing"],
)
def test_a_corrupted_log_is_found(spoil: Callable[[list[Json]], object]) -> None:
    found = deepcopy(log())
    spoil(found)
    assert faults_of_log(found)


@pytest.mark.parametrize("seqs", [[1, 2, 2], [1, 3, 2]], ids=["twice", "out of order"])
def test_a_client_view_that_repeats_or_goes_back_is_found(seqs: list[int]) -> None:
    assert faults_of_screen(Candidate({}, str, seqs=seqs))
