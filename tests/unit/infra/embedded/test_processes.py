from __future__ import annotations

from pathlib import Path

import pytest

from vivavoce.infra.embedded.processes import PidFile, PidFileStatus, ProcessInfo, classify_pid_file

PGDATA = Path("/srv/data of Zoë/pgdata")
WHOLE = f"4711\n{PGDATA}\n1763620000\n20123\n\n127.0.0.1\n  1234 0\nready   \n"


def test_a_complete_pid_file_gives_pid_port_and_readiness() -> None:
    assert PidFile.parse(WHOLE) == PidFile(4711, 20123, is_ready=True)


def test_a_starting_server_is_not_ready() -> None:
    assert PidFile.parse(WHOLE.replace("ready", "starting")) == PidFile(4711, 20123, is_ready=False)


@pytest.mark.parametrize("text", ["", "\n", "0\n", "-5\n", "pid\n", "٣\n", "\0\0\0"])
def test_an_invalid_pid_file_names_no_process(text: str) -> None:
    assert PidFile.parse(text) is None


def test_an_incomplete_pid_file_still_names_its_process() -> None:
    assert PidFile.parse("4711") == PidFile(4711, None, is_ready=False)


@pytest.mark.parametrize(
    ("sight", "claim"),
    [
        (None, PidFileStatus.STALE),
        (ProcessInfo(4711, f"/x/bin/postgres -D {PGDATA} -p 20123"), PidFileStatus.RUNNING),
        (ProcessInfo(4711, f"/x/bin/postgres -D {PGDATA}"), PidFileStatus.RUNNING),
        (
            ProcessInfo(4711, f"/x/bin/postgres -D {PGDATA} -p 20123", is_zombie=True),
            PidFileStatus.STALE,
        ),
        (ProcessInfo(4711, f"/x/bin/postgres -D {PGDATA}2 -p 20123"), PidFileStatus.STALE),
        (ProcessInfo(4711, f"/usr/bin/tail -D {PGDATA}"), PidFileStatus.STALE),
        (ProcessInfo(4711, "postgres: vivavoce: checkpointer"), PidFileStatus.STALE),
        (ProcessInfo(4711, ""), PidFileStatus.STALE),
    ],
)
def test_only_a_live_server_of_this_folder_counts_as_running(
    sight: ProcessInfo | None, claim: PidFileStatus
) -> None:
    assert classify_pid_file(PidFile(4711, 20123, is_ready=True), sight, PGDATA) is claim


def test_a_folder_without_a_pid_file_is_not_running() -> None:
    assert classify_pid_file(None, None, PGDATA) is PidFileStatus.FREE
