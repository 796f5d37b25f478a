"""A command of ``vivavoce`` without a process of its own: most tests of commands need none."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from click.testing import CliRunner, Result

from vivavoce.cli import main


@dataclass(frozen=True, slots=True)
class FinishedCommand:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def run_command(*words: str, **settings: str) -> FinishedCommand:
    """Run a command with these settings beside the environment, and return how it ended.

    It runs in a thread, because it starts an event loop, which a thread that has one refuses. An error that
    the command does not report in a sentence is raised.
    """
    log = logging.getLogger()
    handlers = log.handlers[:]
    try:
        with ThreadPoolExecutor(1) as threads:
            done: Result = threads.submit(CliRunner().invoke, main, words, env=settings).result()
    finally:
        log.handlers[:] = handlers  # the command's own write where the runner no longer reads
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return FinishedCommand(done.exit_code, done.stdout, done.stderr)
