"""``vivavoce up`` and the roles alone."""

from __future__ import annotations

import logging
import os
import sys

import click
from uvicorn.loops.auto import auto_loop_factory

from vivavoce.app.roles.start import Role, start
from vivavoce.cli.running import read_settings, run

_NATIVE = "livekit.rtc._ffi_client"


def leave() -> None:
    """End a process that has stopped in order here and now, where LiveKit's library is loaded.

    Its threads go on calling into Python while the interpreter takes itself apart; a call at that moment
    aborts the process, and whoever watches it takes an orderly stop for a crash.
    """
    if _NATIVE in sys.modules:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _command(name: str, roles: tuple[Role, ...], promise: str) -> click.Command:
    @click.command(name, help=promise)
    def command() -> None:
        run(start(read_settings(), name, roles), make_loop=auto_loop_factory())
        leave()

    return command


up = _command(
    "up",
    ("gateway", "agents", "edge", "worker"),
    "Start the whole platform on this machine: every role in one process, beside its own PostgreSQL.\n\n"
    "Stops in order at Ctrl-C. Exit codes: 0 stopped, 2 a setting is wrong, 3 something needed is away.",
)
gateway = _command("gateway", ("gateway",), "Start the gateway alone: REST, screens, /ws.")
agents = _command("agents", ("agents",), "Start the agents alone: planner and assessor.")
edge = _command("edge", ("edge",), "Start an edge alone: live sessions over sockets.")
worker = _command("worker", ("worker",), "Start a worker alone: relay, jobs, sweeps.")
livekit = _command(
    "livekit",
    ("livekit",),
    "Start a process that leads talks in the rooms of a LiveKit server.\n\n"
    "Needs LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET. With them, 'up' does this as well.\n\n"
    "Exit codes: 0 stopped, 2 a setting is wrong or missing, 3 something needed is away.",
)
