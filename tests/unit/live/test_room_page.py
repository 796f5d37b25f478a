"""The page about the practice socket names every message there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from tests.unit.live.test_practice_wire import FIELDS

from vivavoce.live.domain.wire.practice_codec import _FRAMES_WITHOUT_FIELDS

PAGE = (Path(__file__).parents[3] / "docs" / "protocols" / "practice-socket.md").read_text(
    encoding="utf-8"
)
OF_RECORDING = "voice_consent"
"""The message that the recording of the voice adds to those of the interview, in both directions."""
SENT, SHOWN = PAGE.split("| client sends |")[1].split("| server sends |")


def first_cells(table: str) -> str:
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return " ".join(rows)


def test_what_a_client_may_send() -> None:
    named = set(re.findall(r"`([a-z_]+)", first_cells(SENT)))

    assert named == {*_FRAMES_WITHOUT_FIELDS, "hello", "text_answer", OF_RECORDING}


def test_what_the_server_sends_and_which_of_it_is_numbered() -> None:
    table = first_cells(SHOWN.split("## Close codes")[0])
    named = dict(re.findall(r"`([a-z_]+)` ( ?\*)?", table))

    assert set(named) == FIELDS.keys() - {"pong"} | {OF_RECORDING}
    assert {kind for kind, star in named.items() if star.strip()} == {
        kind for kind, fields in FIELDS.items() if "seq" in fields
    }
