"""The agents role: planner and assessor, with their consumers and jobs."""

from __future__ import annotations

from vivavoce.app.health import build_health_router as health
from vivavoce.app.platform import Platform
from vivavoce.app.roles.consumers import build_consumers
from vivavoce.app.roles.role import HttpServerSpec, ProcessRoleSpec
from vivavoce.app.roles.sampling import build_sampling_step
from vivavoce.app.slices import Slices
from vivavoce.app.subscriptions import AGENT_GROUPS
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.operator_access import OperatorAccess

_CONCURRENT_ANSWERS = 4
"""Answers of different interviews evaluated at a time; most of that is waiting for a model."""


def build_agents_role(platform: Platform, slices: Slices) -> ProcessRoleSpec:
    """Return the specification of the agents role."""
    for name, run in slices.planning.jobs.items():
        platform.jobs.register(name, run, on_exhausted=slices.planning.on_exhausted.get(name))
    assess = slices.assessment.job
    platform.jobs.register("assessment.assess", assess, on_exhausted=assess.report_failure)
    platform.jobs.register("assessment.read_answer", slices.panel.job)
    review = slices.practice.reviews.job
    platform.jobs.register("practice.review", review, on_exhausted=review.give_up)
    platform.jobs.register(
        "planning.write_artifact", slices.intake.job, on_exhausted=slices.intake.job.give_up
    )
    app = make_application(
        "Vivavoce agents",
        [health(platform, "agents"), slices.runs],
        authenticate=slices.tenancy.authenticate,
        clock=platform.clock,
        ids=platform.ids,
        exposure=OperatorAccess.from_settings(platform.settings),
    )
    door = HttpServerSpec("agents", app, platform.settings.agents_port, "VIVAVOCE_AGENTS_PORT")
    work = {
        "jobs of the agents": lambda: platform.jobs.run_worker(["plan", "assess"], concurrency=2),
        # Separate, so that plans and assessments do not wait for the panel's evaluations.
        "jobs of the panel": lambda: platform.jobs.run_worker(
            ["panel"], concurrency=_CONCURRENT_ANSWERS
        ),
        "prepare the panel": slices.panel.prepare,
    }
    return ProcessRoleSpec(
        [door],
        {**build_consumers(platform, slices, AGENT_GROUPS), **work, **build_sampling_step(slices)},
    )
