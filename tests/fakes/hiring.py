"""Hiring with its real repositories, beside fakes of the other slices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.fakes.hiring_fakes import HiringFakes
from tests.fakes.hiring_wiring import HiringWiring
from tests.infrastructure import Ground

from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.hiring.handlers import InterviewHandlers
from vivavoce.hiring.routes import HiringUseCases
from vivavoce.hiring.usecases.approve_plan import BeginInterview
from vivavoce.hiring.usecases.book_time import HostBookings
from vivavoce.hiring.usecases.candidate_page import CandidatePage
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId


@dataclass(kw_only=True)
class HiringWorld(HiringFakes):
    """Hiring, with the fakes that it was wired to."""

    ground: Ground
    interviews: PostgresInterviewRepository
    cases: HiringUseCases
    facade: InterviewFacade
    handlers: InterviewHandlers
    page: CandidatePage
    hosts: HostBookings


def hiring_world(ground: Ground, *, clock: Clock | None = None) -> HiringWorld:
    """Wire hiring as the product does, with fakes of the other slices."""
    wired = HiringWiring(ground, clock or ground.clock)
    near, begin = wired.near, BeginInterview(wired.interviews, wired.step, wired.clock)
    handlers = InterviewHandlers(
        wired.interviews,
        wired.step,
        wired.approve,
        wired.close,
        begin,
        near.policy,
        wired.clock,
        wired.open_task,
        near.candidate_links,
        near.assessments,
    )
    return HiringWorld(
        ground=ground,
        interviews=wired.interviews,
        cases=wired.use_cases(),
        facade=InterviewFacade(wired.interviews, wired.step, wired.close, begin, wired.clock),
        handlers=handlers,
        page=wired.candidate_page(),
        hosts=wired.hosts,
        **vars(near),
    )


def person(tenant: TenantId, role: Role = Role.RECRUITER, name: str = "Rita Recruiter") -> Caller:
    return Caller(
        tenant_id=tenant,
        kind="account",
        id=UUID(int=7),
        name=name,
        permissions=ROLE_PERMISSIONS[role],
        role=role,
    )


def partner(tenant: TenantId) -> Caller:
    return Caller(
        tenant_id=tenant,
        kind="api_key",
        id=UUID(int=8),
        name="ATS key",
        permissions=ROLE_PERMISSIONS[Role.RECRUITER],
    )


FACTS: dict[str, Any] = {
    "candidate_name": "Zoë Müller-Okafor",
    "candidate_email": "zoe@example.com",
    "position": "Backend engineer",
    "level": "SENIOR",
    "skills": ["Python", "PostgreSQL", "Kafka"],
    "job_description": "You build and run the services behind our booking platform. " * 3,
}
BODY: dict[str, Any] = {
    "candidateName": FACTS["candidate_name"],
    "candidateEmail": FACTS["candidate_email"],
    "position": FACTS["position"],
    "level": FACTS["level"],
    "skills": FACTS["skills"],
    "jobDescription": FACTS["job_description"],
}
