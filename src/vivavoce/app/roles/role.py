"""A role: an application on a port, and background tasks."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import structlog
from fastapi import FastAPI

from vivavoce.app.capacity import connection_limits_from_settings, raise_file_limit
from vivavoce.app.platform import Platform
from vivavoce.app.serving import BoundSocket, bind_socket, serve_app, sweep_connections
from vivavoce.infra.settings import InvalidSettingError
from vivavoce.infra.tasks import keep_running
from vivavoce.infra.web.connections import ConnectionTable

_log = structlog.get_logger(__name__)
BackgroundStep = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class HttpServerSpec:
    """An application and its port."""

    name: str
    app: FastAPI
    port: int
    port_setting: str
    is_port_shared: bool = False
    is_optional: bool = False
    """A port in use is only a warning: the same sockets are available on another port."""


@dataclass(frozen=True, slots=True)
class ProcessRoleSpec:
    """One role, ready to run."""

    servers: Sequence[HttpServerSpec] = ()
    background_steps: dict[str, BackgroundStep] = field(default_factory=dict)


@asynccontextmanager
async def run_roles(
    platform: Platform, roles: Sequence[ProcessRoleSpec]
) -> AsyncIterator[list[BoundSocket]]:
    """Run roles for the duration of the block and yield the ports that were bound."""
    limits = connection_limits_from_settings(platform.settings, raise_file_limit())
    async with AsyncExitStack() as stack:
        table = await stack.enter_async_context(sweep_connections(ConnectionTable(limits)))
        bound = []
        for door in (door for role in roles for door in role.servers):
            try:
                # With other roles in this process, a shared port would belong to another installation.
                is_shared = door.is_port_shared and len(roles) == 1
                made = bind_socket(
                    door.name,
                    platform.settings.host,
                    door.port,
                    door.port_setting,
                    is_shared=is_shared,
                )
            except InvalidSettingError as error:
                if not door.is_optional:
                    raise
                _log.warning("candidate_link.closed", door=door.name, why=str(error))
                continue
            bound.append(made)
            await stack.enter_async_context(serve_app(door.app, made, table))
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(keep_running(name, step, platform.clock), name=name)
                for name, step in _background_steps(roles).items()
            ]
            try:
                yield bound
            finally:
                for task in tasks:
                    task.cancel()


def _background_steps(roles: Sequence[ProcessRoleSpec]) -> dict[str, BackgroundStep]:
    """Return all background steps, each once; with a relay in this process, no announcements are needed."""
    steps = {name: step for role in roles for name, step in role.background_steps.items()}
    if "relay" in steps:
        steps.pop("announce", None)
    return steps


def install_stop_signal_handlers() -> asyncio.Future[str]:
    """Return a future for the name of the first SIGINT or SIGTERM; call this before starting anything."""
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
