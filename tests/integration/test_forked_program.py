"""A program that starts as a copy finds what a new process finds."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import forked_program
from tests.fakes.forked_program import run_program, start_program
from tests.program_server import Request

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux only")

ROOT = Path(__file__).parents[2]
PROGRAM = "tests.fakes.process_description"
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    "OF_THIS_TEST": "set",
    "VIVAVOCE_FAILPOINTS": "job.before_run=delay:0",
}
OWN = {"pid", "random"}


def read_line(program: Any) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(program.stdout.readline())
    return said


@pytest.mark.parametrize("has_own_session", [False, True])
def test_a_copy_finds_what_a_new_process_finds(tmp_path: Path, has_own_session: bool) -> None:
    options: dict[str, Any] = {
        "env": ENVIRONMENT,
        "cwd": tmp_path,
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "start_new_session": has_own_session,
    }

    with subprocess.Popen([sys.executable, "-m", PROGRAM, "0"], **options) as new:
        expected = read_line(new)
    copy = start_program(PROGRAM, "0", **options)
    found = read_line(copy)
    copy.stdout.close()

    assert copy.wait(60) == 0
    assert copy.pid == found["pid"]
    assert {**found, **dict.fromkeys(OWN)} == {**expected, **dict.fromkeys(OWN)}


def test_copies_differ_in_what_is_random() -> None:
    said = [run_program(PROGRAM, env=ENVIRONMENT, timeout=60).stdout for _ in range(2)]

    assert json.loads(said[0])["random"] != json.loads(said[1])["random"]


def test_each_copy_has_its_own_environment_and_failpoints() -> None:
    first = run_program(PROGRAM, env=ENVIRONMENT, timeout=60)
    others = {
        **{name: value for name, value in ENVIRONMENT.items() if name != "OF_THIS_TEST"},
        "VIVAVOCE_FAILPOINTS": "job.after_run=delay:0",
    }
    second = run_program(PROGRAM, env=others, timeout=60)

    assert json.loads(first.stdout)["environment"] == ENVIRONMENT
    assert json.loads(first.stdout)["failpoints"] == ["job.before_run"]
    assert json.loads(second.stdout)["environment"] == others
    assert json.loads(second.stdout)["failpoints"] == ["job.after_run"]


@pytest.mark.parametrize("code", [0, 3])
def test_the_exit_code_is_the_one_of_the_program(code: int) -> None:
    assert run_program(PROGRAM, str(code), env=ENVIRONMENT, timeout=60).returncode == code


def test_an_error_is_written_and_ends_with_1() -> None:
    done = run_program(PROGRAM, "no number", env=ENVIRONMENT, timeout=60)

    assert done.returncode == 1
    assert "ValueError: invalid literal" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_signal_is_reported_as_its_negative_number(number: signal.Signals) -> None:
    reading, writing = os.pipe()
    program = start_program(PROGRAM, "wait", env=ENVIRONMENT, stdin=reading, stdout=subprocess.PIPE)
    read_line(program)
    assert program.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        program.wait(0.01)

    program.send_signal(number)

    assert program.wait(60) == -number
    program.send_signal(number)  # it has ended: nothing happens
    program.stdout.close()
    os.close(reading)
    os.close(writing)


def test_a_variable_that_was_read_during_the_import_needs_another_server() -> None:
    server = forked_program._Server(ENVIRONMENT)
    try:
        assert server.suits({**ENVIRONMENT, "OF_THIS_TEST": "changed", "VIVAVOCE_FAILPOINTS": ""})
        assert not server.suits({**ENVIRONMENT, "PSYCOPG_IMPL": "python"})
        assert not server.suits({**ENVIRONMENT, "PYTHONHASHSEED": "1"})
    finally:
        server.close()


def test_programs_end_with_their_server() -> None:
    server = forked_program._Server(ENVIRONMENT)
    reading, writing = os.pipe()
    request = Request(PROGRAM, ["wait"], ENVIRONMENT, str(ROOT), has_own_session=True)
    _, descriptor, line = server.start(request, [reading, 1, 2])
    is_running = not select.select([descriptor], [], [], 0)[0]

    server.close()

    assert is_running
    assert select.select([descriptor], [], [], 60)[0], "it still runs"
    line.close()
    for file in (descriptor, reading, writing):
        os.close(file)
