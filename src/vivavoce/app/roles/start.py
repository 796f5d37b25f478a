"""Starts roles on one platform: all of them for ``up``, with a welcome text, or one of them alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

import click
import structlog

from vivavoce.app.health import RoleName
from vivavoce.app.platform import Platform, open_platform
from vivavoce.app.roles.builders import (
    build_agents_role,
    build_edge_role,
    build_gateway_role,
    build_livekit_role,
    build_worker_role,
)
from vivavoce.app.roles.role import ProcessRoleSpec, install_stop_signal_handlers, run_roles
from vivavoce.app.serving import BoundSocket, bind_socket
from vivavoce.app.slices import Slices, build_slices
from vivavoce.app.wiring.voice import build_voice, manage_voice_lifecycle, require_livekit_settings
from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.usecases.read_interviews import InterviewWithResults
from vivavoce.infra.installation import StartCommand, command_line, is_checkout
from vivavoce.infra.language_model.options import explain_incomplete_model
from vivavoce.infra.production_rules import (
    list_external_services,
    refuse_recorded_models,
    require_encrypted_public_urls,
)
from vivavoce.infra.settings import Settings
from vivavoce.infra.telemetry import set_up_logging
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import InvalidSettingError, VivavoceError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

_log = structlog.get_logger(__name__)
_PLAN_MARGIN_S = 20.0
"""What the first plan may take beyond the deadline of a language model."""
_LINK_PATIENCE_S = 5.0
"""After this, the welcome text is printed without the link."""
_USABLE_STATES = frozenset({InterviewState.APPROVED, InterviewState.IN_PROGRESS})
_DEMO_COMMANDS: Final[tuple[StartCommand, StartCommand]] = ("demo", "demo --me")
_POSITION = "Warehouse shift lead"
_REQUEST: Json = {
    "candidate_name": "Guest",
    "candidate_email": build_demo_email("candidate"),
    "position": _POSITION,
    "level": "MID",
    "skills": ["Inventory control", "Shift planning"],
    "company_name": "Northgate Logistics (demo)",
    "job_description": "You lead the late shift: eighteen people, six forklifts, about 4,000 order lines "
    "an evening. You plan the shift, keep the safety rules, bring picking errors down, keep stock and "
    "system in agreement, train new colleagues and hand over to the night shift.",
    "duration_minutes": 15,
}


async def print_welcome(platform: Platform, slices: Slices) -> None:
    """Print the welcome text; the candidate link is created at the first start and reused while it works."""
    url = platform.settings.gateway_url
    structlog.contextvars.bind_contextvars(
        correlation_id=f"welcome_{platform.ids.random_token(72)}"
    )
    services = list_external_services(platform.settings)
    async with asyncio.TaskGroup() as group:
        searching = group.create_task(_find_link(platform, slices))
        await asyncio.wait({searching}, timeout=_LINK_PATIENCE_S)
        is_found = searching.done()
        link = searching.result() if is_found else "its plan is being written; the link follows"
        click.echo(render_welcome(url, link, services, in_checkout=is_checkout()))
    if not is_found:
        click.echo(f"  Candidate   {searching.result()}\n")


async def _find_link(platform: Platform, slices: Slices) -> str:
    """Return the candidate link, or why there is none."""
    try:
        return await _find_or_create_candidate_link(platform, slices)
    except (VivavoceError, TimeoutError) as error:
        _log.warning("welcome.link_missing", kind=type(error).__name__)
        return explain_missing_link(error, has_model=platform.language_model is not None)


def explain_missing_link(error: Exception, *, has_model: bool) -> str:
    """Return why there is no candidate link yet, and what to do."""
    if isinstance(error, TimeoutError):
        checks = "run vivavoce doctor --try-model" if has_model else "run vivavoce doctor"
        return f"not ready: the plan was not written in time; {checks}"
    return f"not ready: {error}"


def render_welcome(url: str, link: str, services: Sequence[str], *, in_checkout: bool) -> str:
    """Return the welcome text, with the commands that work in this installation."""
    sends = (
        f"It sends data to: {', '.join(services)}."
        if services
        else "It is configured without external services."
    )
    watch, take_part = (
        command_line(command, in_checkout=in_checkout) for command in _DEMO_COMMANDS
    )
    return f"""
  Vivavoce is running. {sends}

  Recruiter   {url}/queue
              {build_demo_email("recruiter")}  {DEMO_PASSWORD}   (also admin@, viewer@)
  Candidate   {link}
              the code arrives at {url}/settings/mailbox (signed in as the recruiter)
  API         {url}/api/docs
  Watch it    {watch:<17}be interviewed   {take_part}
  Press Ctrl-C to stop it.
"""


async def _find_or_create_candidate_link(platform: Platform, slices: Slices) -> str:
    """Return the link of an approved demo interview that is not finished, creating one if needed."""
    caller = Caller(
        tenant_id=DEMO_TENANT_ID,
        kind="system",
        id=platform.ids.new_id(),
        name="Demo set-up",
        permissions=ROLE_PERMISSIONS[Role.RECRUITER],
        role=Role.RECRUITER,
    )
    use_cases = slices.hiring.use_cases
    for count in range(1, 1000):
        requested = await use_cases.request_interview(
            caller, {**_REQUEST, "external_id": f"welcome-{count}"}
        )
        key = str(requested.body["interviewId"])
        planned = await _wait_until_planned(platform, slices, caller, key)
        if planned.interview.state is InterviewState.PENDING:
            decided = await use_cases.decide_plan.approve(caller, key, comments="Demo")
            return decided.link or ""
        if planned.interview.state in _USABLE_STATES and planned.link:
            return planned.link
    raise TimeoutError


async def _wait_until_planned(
    platform: Platform, slices: Slices, caller: Caller, key: str
) -> InterviewWithResults:
    async with asyncio.timeout(platform.settings.llm_deadline_s + _PLAN_MARGIN_S):
        while True:
            planned = await slices.hiring.use_cases.read_interviews.status(caller, key)
            if planned.interview.state not in (
                InterviewState.VALIDATING_SKILLS,
                InterviewState.GENERATING_PLAN,
            ):
                return planned
            await platform.clock.sleep(0.05)


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
    stop_signal = install_stop_signal_handlers()
    settings.refuse_weak_secrets()
    settings.refuse_missing_mail()
    require_encrypted_public_urls(settings)
    refuse_recorded_models(settings)
    roles = add_livekit_role(settings, name, roles)
    log = settings.data_dir / "log" / f"{name}.jsonl" if settings.is_local else None
    set_up_logging(settings.log_level, file=log)
    if why := explain_incomplete_model(settings):
        _log.warning("settings.model_incomplete", detail=why)
    settings = with_reachable_sockets(settings, roles)
    is_watched = name == "up" and settings.is_local
    if is_watched:
        click.echo("Preparing the database (the first time, about half a minute) ...")
    async with open_platform(settings, name=name, pool_size=_POOL) as platform:
        if is_watched:
            click.echo("Starting the services ...")
        if not stop_signal.done():
            await _serve_until_stopped(platform, name, roles, stop_signal)
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
        announcement = group.create_task(
            _print_started(platform, slices, name, bound), name="hello"
        )
        await stop_signal
        announcement.cancel()
        # While the sockets are still open: candidates move on to another process, and none counts as
        # lost.
        await slices.live.host.drain()


async def _print_started(
    platform: Platform, slices: Slices, name: str, bound: Sequence[BoundSocket]
) -> None:
    if name == "up" and platform.settings.is_local:
        await print_welcome(platform, slices)
    else:
        ports = ", ".join(f"{socket.name} {socket.port}" for socket in bound)
        click.echo(f"vivavoce {name} is running: {ports or 'no port'}. Press Ctrl-C to stop it.")
