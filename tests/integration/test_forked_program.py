"""A program that starts as a copy finds what a new process finds."""

from __future__ import annotations

import errno
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import forked_program
from tests.fakes.forked_program import run_program, start_program
from tests.program_server import Request

pytestmark = [
    pytest.mark.skipif(
        not hasattr(os, "pidfd_open"), reason="copies need descriptors of processes"
    ),
    pytest.mark.soak,  # starts servers anew; whatever uses copies fails, too, where they do not work
]

ROOT = Path(__file__).parents[2]
PROGRAM = "tests.fakes.process_description"
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    "OF_THIS_TEST": "set",
    "VIVAVOCE_FAILPOINTS": "job.before_run=delay:0",
}
OWN = {"pid", "random"}
WAITING = Request(PROGRAM, ["wait"], ENVIRONMENT, str(ROOT), has_own_session=True)


def read_line(program: Any) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(program.stdout.readline())
    return said


def has_ended(descriptor: int, within_s: float) -> bool:
    return bool(select.select([descriptor], [], [], within_s)[0])


def ends_within(seconds: float, file: int) -> bool:
    """Return whether the end of the file comes before it is silent for so long."""
    while select.select([file], [], [], seconds)[0]:
        if not os.read(file, 1 << 16):
            return True
    return False


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


@pytest.fixture(scope="module")
def server() -> Iterator[forked_program._Server]:
    server = forked_program._Server(ENVIRONMENT)
    yield server
    server.close()


@pytest.mark.parametrize(
    "name",
    ["PSYCOPG_IMPL", "PYTHONHASHSEED", "LD_PRELOAD", "MALLOC_ARENA_MAX", "GLIBC_TUNABLES"],
)
def test_a_variable_that_was_read_at_the_start_or_the_import_needs_another_server(
    server: forked_program._Server, name: str
) -> None:
    assert server.suits({**ENVIRONMENT, "OF_THIS_TEST": "changed", "VIVAVOCE_FAILPOINTS": ""})
    assert not server.suits({**ENVIRONMENT, name: "1"})


def test_programs_end_with_their_server() -> None:
    server = forked_program._Server(ENVIRONMENT)
    reading, writing = os.pipe()
    _, descriptor, line = server.start(WAITING, [reading, 1, 2])
    is_running = not has_ended(descriptor, 0)

    server.close()

    assert is_running
    assert has_ended(descriptor, 60), "it still runs"
    line.close()
    for file in (descriptor, reading, writing):
        os.close(file)


def test_programs_end_with_a_server_that_is_killed_and_later_ones_have_another() -> None:
    own = {**ENVIRONMENT, "PYTHONHASHSEED": "1"}  # no program of another test ends with it
    reading, writing = os.pipe()
    program = start_program(PROGRAM, "wait", env=own, stdin=reading, stdout=subprocess.PIPE)
    read_line(program)
    server = forked_program._find_server(own)

    server.process.kill()
    server.process.wait(60)
    code = program.wait(60)

    assert code == -signal.SIGKILL
    assert has_ended(program._descriptor, 0), "it still runs"
    assert run_program(PROGRAM, "3", env=own, timeout=60).returncode == 3
    assert server not in forked_program._servers
    program.stdout.close()
    os.close(reading)
    os.close(writing)


def test_a_program_ends_where_the_one_who_asked_does_not_wait(
    server: forked_program._Server,
) -> None:
    stdin, writing = os.pipe()
    reading, stdout = os.pipe()
    line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    message = json.dumps(asdict(WAITING)).encode()

    line.close()
    with theirs:
        socket.send_fds(server.control, [message], [theirs.fileno(), stdin, stdout, 2])
    os.close(stdout)

    assert ends_within(60, reading), "it still runs"
    for file in (reading, stdin, writing):
        os.close(file)


def list_files_at_rest(process: int) -> set[int]:
    """Return the open files of a process that waits for a request: twice the same within a while."""
    folder, before = Path(f"/proc/{process}/fd"), set[int]()
    while before != (now := {int(file.name) for file in folder.iterdir()}):
        before = now
        time.sleep(0.2)
    return now


@pytest.mark.parametrize("free", [1, 4])
def test_a_server_that_cannot_start_a_program_says_why_and_goes_on(
    server: forked_program._Server, free: int
) -> None:
    request = Request(PROGRAM, ["0"], ENVIRONMENT, str(ROOT), has_own_session=False)
    limits = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    used = list_files_at_rest(server.process.pid)
    most = [number for number in range(1000) if number not in used][free]

    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (most, limits[1]))
    try:
        with pytest.raises(RuntimeError, match=os.strerror(errno.EMFILE)):
            server.start(request, [0, 1, 2])
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, limits)
    _, descriptor, line = server.start(request, [0, 1, 2])

    assert has_ended(descriptor, 60)
    assert line.recv(64) == b"0"
    line.close()
    os.close(descriptor)
