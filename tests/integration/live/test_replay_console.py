"""``vivavoce replay`` at the console: files, and what it says where it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.command import run_command
from tests.replay.recorded_streams import FOLDER, read_stream

from vivavoce.live.domain.replay import replay_log


def lines_of(name: str) -> list[str]:
    return (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


def said(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vivavoce", "replay", *arguments],
        env={**os.environ, "PYTHONPATH": "src", **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_console_tells_a_file_without_a_word_that_was_said() -> None:
    file = str(FOLDER / "expert.jsonl")
    plain, as_json = run_command("replay", file), run_command("replay", file, "--json")
    document: dict[str, Any] = json.loads(as_json.stdout)

    assert (plain.returncode, as_json.returncode) == (0, 0)
    assert "session.completed" in plain.stdout
    assert plain.stdout.splitlines()[-1].startswith("Two replays gave the same bytes")
    assert document["session"]["state"] == "completed"
    assert document["disagreements"] == []
    assert "release broke the checkout" not in plain.stdout + as_json.stdout


@pytest.mark.parametrize(
    ("lines", "code", "sentence"),
    [
        (["{"], 1, "vivavoce: Line 1 is not an event"),
        (lines_of("expert")[:3] + lines_of("expert")[4:], 1, "vivavoce: Event 5 cannot follow"),
    ],
)
def test_the_console_refuses_a_bad_file_in_one_sentence(
    tmp_path: Path, lines: list[str], code: int, sentence: str
) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    told = run_command("replay", str(file))

    assert (told.returncode, told.stdout) == (code, "")
    assert told.stderr.startswith(sentence)
    assert len(told.stderr.splitlines()) == 1


def test_the_console_says_what_it_wants(tmp_path: Path) -> None:
    wrong = run_command("replay", "dance")
    nothing = run_command("replay", "int_" + "0" * 32, VIVAVOCE_DATA_DIR=str(tmp_path))

    assert wrong.returncode == 2
    assert wrong.stderr.startswith("vivavoce: 'dance' is neither a session's id nor a file.")
    assert nothing.returncode == 3
    assert "Start it with 'vivavoce up'" in nothing.stderr


def test_the_bytes_do_not_depend_on_the_process() -> None:
    digests = set()
    for seed in ("1", "2", "3"):
        told = said(str(FOLDER / "vague.jsonl"), "--json", PYTHONHASHSEED=seed)
        digests.add(json.loads(told.stdout)["digest"])

    assert digests == {replay_log(read_stream(FOLDER / "vague.jsonl")).digest}
