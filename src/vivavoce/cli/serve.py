"""``vivavoce up``, and a command for each role."""

from __future__ import annotations

import logging
import os
import sys

import click
from uvicorn.loops.auto import auto_loop_factory

from vivavoce.app.health import RoleName
from vivavoce.app.roles.start import run_process
from vivavoce.cli.runner import run
from vivavoce.cli.settings import read_settings

_LIVEKIT_NATIVE_MODULE = "livekit.rtc._ffi_client"


def exit_if_livekit_loaded() -> None:
    """End the process here, after an orderly stop, if LiveKit's library is loaded.

    Its threads keep calling into Python while the interpreter shuts down. Such a call aborts the process,
    and a supervisor would take the orderly stop for a crash.
    """
    if _LIVEKIT_NATIVE_MODULE in sys.modules:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _make_role_command(name: str, roles: tuple[RoleName, ...], help_text: str) -> click.Command:
    @click.command(name, help=help_text)
    def command() -> None:
        run(run_process(read_settings(), name, roles), make_loop=auto_loop_factory())
        exit_if_livekit_loaded()

    return command


up = _make_role_command(
    "up",
    ("gateway", "agents", "edge", "worker"),
    "Start the whole platform on this machine: every role in one process, with its own "
    "PostgreSQL.\n\n"
    "Ctrl-C stops it gracefully. Exit codes: 0 stopped, 2 a setting is wrong, 3 a "
    "required service is unavailable.",
)
gateway = _make_role_command("gateway", ("gateway",), "Start only the gateway: REST, screens, /ws.")
agents = _make_role_command("agents", ("agents",), "Start only the agents: planner and assessor.")
edge = _make_role_command("edge", ("edge",), "Start only an edge: live sessions over WebSockets.")
worker = _make_role_command("worker", ("worker",), "Start only a worker: relay, jobs, sweeps.")
livekit = _make_role_command(
    "livekit",
    ("livekit",),
    "Start a process that holds interviews in the rooms of a LiveKit server.\n\n"
    "Needs LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET. With them, 'vivavoce up' "
    "starts this role too.\n\n"
    "Exit codes: 0 stopped, 2 a setting is wrong or missing, 3 a required service is "
    "unavailable.",
)
