"""Starts roles on one foundation: all of them for ``up``, one of them alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Literal

import click

from vivavoce.app.foundation import Foundation, lay_foundation
from vivavoce.app.roles.agents import agents
from vivavoce.app.roles.edge import edge
from vivavoce.app.roles.gateway import gateway
from vivavoce.app.roles.livekit import livekit
from vivavoce.app.roles.parts import Parts, listen_for_stop, running
from vivavoce.app.roles.worker import worker
from vivavoce.app.serving import Bound, bind
from vivavoce.app.slices import Slices, build_slices
from vivavoce.app.welcome import welcome
from vivavoce.app.wiring.livekit import refuse_missing_livekit
from vivavoce.app.wiring.voice import build_voice, serving
from vivavoce.infra.production import refuse_plain_transport
from vivavoce.infra.settings import BadSetting, Settings
from vivavoce.infra.telemetry import set_up_logging

Role = Literal["gateway", "agents", "edge", "worker", "livekit"]
_BUILD: dict[Role, Callable[[Foundation, Slices], Parts]] = {
    "gateway": gateway,
    "agents": agents,
    "edge": edge,
    "worker": worker,
    "livekit": livekit,
}
_POOL = 16


def with_open_sockets(settings: Settings, roles: Sequence[Role]) -> Settings:
    """Return settings whose session sockets can be reached: the gateway's where the edge's are taken.

    Only where both are started here and nobody said where the sockets are.
    """
    is_ours = settings.is_local and {"gateway", "edge"} <= set(roles)
    if not is_ours or settings.ws_url is not None:
        return settings
    try:
        bind("edge", settings.host, settings.edge_port, "VIVAVOCE_EDGE_PORT").socket.close()
    except BadSetting:
        address = f"ws://{settings.host}:{settings.gateway_port}/ws"
        return settings.model_copy(update={"ws_url": address})
    return settings


def with_livekit(settings: Settings, name: str, roles: Sequence[Role]) -> Sequence[Role]:
    """Return the roles to start: all of them means LiveKit's too, where a LiveKit server is set up.

    Asked for by name, it raises ``BadSetting`` with what is missing.
    """
    if "livekit" in roles:
        refuse_missing_livekit(settings)
    elif name == "up" and settings.voice != "off":
        with suppress(BadSetting):
            refuse_missing_livekit(settings)
            return (*roles, "livekit")
    return roles


async def start(settings: Settings, name: str, roles: Sequence[Role]) -> None:
    """Run ``roles`` until the process is told to stop."""
    told = listen_for_stop()
    settings.refuse_weak_secrets()
    settings.refuse_missing_mail()
    refuse_plain_transport(settings)
    roles = with_livekit(settings, name, roles)
    log = settings.data_dir / "log" / f"{name}.jsonl" if settings.is_local else None
    set_up_logging(settings.log_level, file=log)
    settings = with_open_sockets(settings, roles)
    async with lay_foundation(settings, name=name, pool=_POOL) as on:
        if not told.done():
            await _serve(on, name, roles, told)
        click.echo("Stopped.")


async def _serve(
    on: Foundation, name: str, roles: Sequence[Role], told: asyncio.Future[str]
) -> None:
    voice = build_voice(on.settings, on.clock)
    slices = build_slices(on, voice)
    if on.settings.is_local:
        await slices.tenancy.seed_demo()
    async with (
        serving(voice),
        slices.live.host,
        running(on, [_BUILD[role](on, slices) for role in roles]) as bound,
        asyncio.TaskGroup() as group,
    ):
        hello = group.create_task(_say_hello(on, slices, name, bound), name="hello")
        await told
        hello.cancel()
        # While the sockets still stand: each candidate is sent on, and nobody counts as lost.
        await slices.live.host.hand_over()


async def _say_hello(on: Foundation, slices: Slices, name: str, bound: Sequence[Bound]) -> None:
    if name == "up" and on.settings.is_local:
        await welcome(on, slices)
    else:
        ports = ", ".join(f"{one.name} {one.port}" for one in bound)
        click.echo(f"vivavoce {name} runs: {ports or 'no port'}. Ctrl-C stops it.")
