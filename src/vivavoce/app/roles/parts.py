"""What a role is made of: an application on a port, and background work that runs beside it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import structlog
from fastapi import FastAPI

from vivavoce.app.capacity import limits_of, raise_file_limit
from vivavoce.app.foundation import Foundation
from vivavoce.app.serving import Bound, bind, holding, serving
from vivavoce.infra.settings import BadSetting
from vivavoce.infra.tasks import keep_running
from vivavoce.infra.web.connections import ConnectionTable

_log = structlog.get_logger(__name__)
Step = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Door:
    """An application and the port it is reached at."""

    name: str
    app: FastAPI
    port: int
    setting: str
    is_shared: bool = False
    may_be_closed: bool = False
    """A taken port is only a warning: the same sockets are reached elsewhere."""


@dataclass(frozen=True, slots=True)
class Parts:
    """One role, ready to run."""

    doors: Sequence[Door] = ()
    background: dict[str, Step] = field(default_factory=dict)


@asynccontextmanager
async def running(on: Foundation, roles: Sequence[Parts]) -> AsyncIterator[list[Bound]]:
    """Run roles for the length of the block and yield the ports that were bound."""
    limits = limits_of(on.settings, raise_file_limit())
    async with AsyncExitStack() as stack:
        table = await stack.enter_async_context(holding(ConnectionTable(limits)))
        bound = []
        for door in (door for role in roles for door in role.doors):
            try:
                # Beside other roles nobody shares a port: it would be another installation's.
                is_shared = door.is_shared and len(roles) == 1
                made = bind(
                    door.name, on.settings.host, door.port, door.setting, is_shared=is_shared
                )
            except BadSetting as error:
                if not door.may_be_closed:
                    raise
                _log.warning("door.closed", door=door.name, why=str(error))
                continue
            bound.append(made)
            await stack.enter_async_context(serving(door.app, made, table))
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(keep_running(name, step, on.clock), name=name)
                for name, step in _steps(roles).items()
            ]
            try:
                yield bound
            finally:
                for task in tasks:
                    task.cancel()


def _steps(roles: Sequence[Parts]) -> dict[str, Step]:
    """Return what runs beside the doors: each step once; nobody calls a relay that lives here."""
    steps = {name: step for role in roles for name, step in role.background.items()}
    if "relay" in steps:
        steps.pop("announce", None)
    return steps


def listen_for_stop() -> asyncio.Future[str]:
    """Return what becomes the signal's name at SIGINT or SIGTERM; call it before anything is started."""
    loop = asyncio.get_running_loop()
    told: asyncio.Future[str] = loop.create_future()

    def tell(name: str) -> None:
        if not told.done():
            told.set_result(name)
            _log.info("role.stopping", signal=name)

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, tell, number.name)
    return told
