"""What ``make run`` ends with: what to open, with which login, and one candidate link that works."""

from __future__ import annotations

import asyncio

import click
import structlog

from vivavoce.app.foundation import Foundation
from vivavoce.app.slices import Slices
from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.workflow import State
from vivavoce.hiring.usecases.read import Whole
from vivavoce.kernel.caller import PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import DEMO_TENANT
from vivavoce.tenancy.usecases.seed_demo import DEMO_PASSWORD, demo_address

_log = structlog.get_logger(__name__)
_PLANNED_WITHIN_S = 20.0
_OPEN = frozenset({State.APPROVED, State.IN_PROGRESS})
_POSITION = "Warehouse shift lead"
_REQUEST: Json = {
    "candidate_name": "Guest",
    "candidate_email": demo_address("candidate"),
    "position": _POSITION,
    "level": "MID",
    "skills": ["Inventory control", "Shift planning"],
    "company_name": "Northgate Logistics (demo)",
    "job_description": "You lead the late shift: eighteen people, six forklifts, about 4,000 order lines "
    "an evening. You plan the shift, keep the safety rules, bring picking errors down, keep stock and "
    "system in agreement, train new colleagues and hand over to the night shift.",
    "duration_minutes": 15,
}


async def welcome(on: Foundation, of: Slices) -> None:
    """Print the way in; the candidate link is made at the first start and kept as long as it works."""
    url = on.settings.gateway_url
    structlog.contextvars.bind_contextvars(correlation_id=f"welcome_{on.ids.token(72)}")
    try:
        link = await _candidate_link(on, of)
    except (VivavoceError, TimeoutError) as error:
        _log.warning("welcome.no_link", kind=type(error).__name__)
        link = "none yet: the planner did not answer in time; see vivavoce doctor"
    click.echo(
        f"""
  Vivavoce runs. Nothing leaves this machine.

  Recruiter   {url}/queue
              {demo_address("recruiter")}  {DEMO_PASSWORD}   (also admin@, viewer@)
  Candidate   {link}
              the code arrives at {url}/settings/mailbox (signed in as the recruiter)
  API         {url}/api/docs
  Watch it    make demo        be interviewed   make talk
  Ctrl-C stops it.
"""
    )


async def _candidate_link(on: Foundation, of: Slices) -> str:
    """Return the link of an approved demo interview that nobody finished, making one if needed."""
    caller = Caller(
        tenant_id=DEMO_TENANT,
        kind="system",
        id=on.ids.new(),
        name="Demo set-up",
        permissions=PERMISSIONS[Role.RECRUITER],
        role=Role.RECRUITER,
    )
    cases = of.hiring.cases
    for count in range(1, 1000):
        made = await cases.request(caller, {**_REQUEST, "external_id": f"welcome-{count}"})
        key = str(made.body["interviewId"])
        whole = await _planned(on, of, caller, key)
        if whole.interview.state is State.PENDING:
            decided = await cases.plan.approve(caller, key, comments="Demo")
            return decided.link or ""
        if whole.interview.state in _OPEN and whole.link:
            return whole.link
    raise TimeoutError


async def _planned(on: Foundation, of: Slices, caller: Caller, key: str) -> Whole:
    async with asyncio.timeout(_PLANNED_WITHIN_S):
        while True:
            whole = await of.hiring.cases.read.status(caller, key)
            if whole.interview.state not in (State.VALIDATING_SKILLS, State.GENERATING_PLAN):
                return whole
            await on.clock.sleep(0.05)
