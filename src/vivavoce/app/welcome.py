"""The welcome text of ``vivavoce up``: URLs, logins, and one working candidate link."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import click
import structlog

from vivavoce.app.platform import Platform
from vivavoce.app.slices import Slices
from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.usecases.read_interviews import InterviewWithResults
from vivavoce.infra.external_services import list_external_services
from vivavoce.infra.installation import StartCommand, command_line, is_checkout
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.usecases.seed_demo import DEMO_PASSWORD, build_demo_email

_log = structlog.get_logger(__name__)
_PLAN_TIMEOUT_S = 20.0
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
    try:
        link = await _find_or_create_candidate_link(platform, slices)
    except (VivavoceError, TimeoutError) as error:
        _log.warning("welcome.link_missing", kind=type(error).__name__)
        link = "not ready: the planner did not respond in time; run vivavoce doctor"
    services = list_external_services(platform.settings)
    click.echo(render_welcome(url, link, services, in_checkout=is_checkout()))


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
    cases = slices.hiring.use_cases
    for count in range(1, 1000):
        made = await cases.request_interview(
            caller, {**_REQUEST, "external_id": f"welcome-{count}"}
        )
        key = str(made.body["interviewId"])
        whole = await _wait_until_planned(platform, slices, caller, key)
        if whole.interview.state is InterviewState.PENDING:
            decided = await cases.decide_plan.approve(caller, key, comments="Demo")
            return decided.link or ""
        if whole.interview.state in _USABLE_STATES and whole.link:
            return whole.link
    raise TimeoutError


async def _wait_until_planned(
    platform: Platform, slices: Slices, caller: Caller, key: str
) -> InterviewWithResults:
    async with asyncio.timeout(_PLAN_TIMEOUT_S):
        while True:
            whole = await slices.hiring.use_cases.read_interviews.status(caller, key)
            if whole.interview.state not in (
                InterviewState.VALIDATING_SKILLS,
                InterviewState.GENERATING_PLAN,
            ):
                return whole
            await platform.clock.sleep(0.05)
