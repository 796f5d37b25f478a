"""Starts roles on one platform: all of them for ``up``, or one of them alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Literal

import click

from vivavoce.app.platform import Platform, open_platform
from vivavoce.app.roles.agents import build_agents_role
from vivavoce.app.roles.edge import build_edge_role
from vivavoce.app.roles.gateway import build_gateway_role
from vivavoce.app.roles.livekit import build_livekit_role
from vivavoce.app.roles.role import ProcessRoleSpec, install_stop_signal_handlers, run_roles
from vivavoce.app.roles.worker import build_worker_role
from vivavoce.app.serving import BoundSocket, bind_socket
from vivavoce.app.slices import Slices, build_slices
from vivavoce.app.welcome import print_welcome
from vivavoce.app.wiring.livekit import require_livekit_settings
from vivavoce.app.wiring.voice import build_voice, manage_voice_lifecycle
from vivavoce.infra.production_rules import require_encrypted_public_urls
from vivavoce.infra.settings import InvalidSettingError, Settings
from vivavoce.infra.telemetry import set_up_logging

RoleName = Literal["gateway", "agents", "edge", "worker", "livekit"]
_ROLE_BUILDERS: dict[RoleName, Callable[[Platform, Slices], ProcessRoleSpec]] = {
    "gateway": build_gateway_role,
    "agents": build_agents_role,
    "edge": build_edge_role,
    "worker": build_worker_role,
    "livekit": build_livekit_role,
}
_POOL = 16


def with_reachable_sockets(settings: Settings, roles: Sequence[RoleName]) -> Settings:
    """Return settings with reachable session sockets: the gateway's if the edge's port is in use.

    Applies only if both roles start here and WS_URL is not set.
    """
    is_ours = settings.is_local and {"gateway", "edge"} <= set(roles)
    if not is_ours or settings.ws_url is not None:
        return settings
    try:
        bind_socket("edge", settings.host, settings.edge_port, "VIVAVOCE_EDGE_PORT").socket.close()
    except InvalidSettingError:
        address = f"ws://{settings.host}:{settings.gateway_port}/ws"
        return settings.model_copy(update={"ws_url": address})
    return settings


def add_livekit_role(
    settings: Settings, name: str, roles: Sequence[RoleName]
) -> Sequence[RoleName]:
    """Return the roles to start: ``up`` includes LiveKit's role if a LiveKit server is configured.

    If the role is requested by name, raises ``InvalidSettingError`` for missing settings.
    """
    if "livekit" in roles:
        require_livekit_settings(settings)
    elif name == "up" and settings.voice != "off":
        with suppress(InvalidSettingError):
            require_livekit_settings(settings)
            return (*roles, "livekit")
    return roles


async def run_process(settings: Settings, name: str, roles: Sequence[RoleName]) -> None:
    """Run ``roles`` until the process receives a stop signal."""
    told = install_stop_signal_handlers()
    settings.refuse_weak_secrets()
    settings.refuse_missing_mail()
    require_encrypted_public_urls(settings)
    roles = add_livekit_role(settings, name, roles)
    log = settings.data_dir / "log" / f"{name}.jsonl" if settings.is_local else None
    set_up_logging(settings.log_level, file=log)
    settings = with_reachable_sockets(settings, roles)
    async with open_platform(settings, name=name, pool_size=_POOL) as on:
        if not told.done():
            await _serve_until_stopped(on, name, roles, told)
        click.echo("Stopped.")


async def _serve_until_stopped(
    platform: Platform, name: str, roles: Sequence[RoleName], stop_signal: asyncio.Future[str]
) -> None:
    voice = build_voice(platform.settings, platform.clock)
    slices = build_slices(platform, voice)
    if platform.settings.is_local:
        await slices.tenancy.seed_demo()
    async with (
        manage_voice_lifecycle(voice),
        slices.live.host,
        run_roles(platform, [_ROLE_BUILDERS[role](platform, slices) for role in roles]) as bound,
        asyncio.TaskGroup() as group,
    ):
        hello = group.create_task(_print_started(platform, slices, name, bound), name="hello")
        await stop_signal
        hello.cancel()
        # While the sockets are still open: candidates move on to another process, and none counts as
        # lost.
        await slices.live.host.drain()


async def _print_started(
    platform: Platform, slices: Slices, name: str, bound: Sequence[BoundSocket]
) -> None:
    if name == "up" and platform.settings.is_local:
        await print_welcome(platform, slices)
    else:
        ports = ", ".join(f"{one.name} {one.port}" for one in bound)
        click.echo(f"vivavoce {name} is running: {ports or 'no port'}. Press Ctrl-C to stop it.")
