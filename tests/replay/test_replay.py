"""Sessions that were recorded before are folded by today's code to the same states."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.replay.recorded_streams import FOLDER, read_stream, snapshots

from vivavoce.live.domain.events import SessionCreated
from vivavoce.live.domain.session import fold

STREAMS = sorted(FOLDER.glob("*.jsonl"))


def test_there_are_recorded_sessions() -> None:
    assert len(STREAMS) >= 6


def test_an_old_session_gets_the_default_persona_and_half_the_questions() -> None:
    old = read_stream(FOLDER / "expert.jsonl")[0].event

    assert isinstance(old, SessionCreated)
    assert (old.persona_id, old.min_answered_share) == (None, 0.5)


@pytest.mark.parametrize("file", STREAMS, ids=lambda file: file.stem)
def test_a_recorded_session_folds_to_its_recorded_state(file: Path) -> None:
    folded = json.loads(file.with_suffix(".folded.json").read_text(encoding="utf-8"))

    assert snapshots(read_stream(file)) == folded


@pytest.mark.parametrize("file", STREAMS, ids=lambda file: file.stem)
def test_every_prefix_of_a_recorded_session_folds_to_its_recorded_state(file: Path) -> None:
    records = read_stream(file)
    states = [fold(records[:cut]) for cut in range(len(records) + 1)]

    for cut, state in enumerate(states):
        assert fold(records[cut:], state) == states[-1]
