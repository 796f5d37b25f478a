"""The agents: planner and assessor, their consumers and their jobs."""

from __future__ import annotations

from vivavoce.app.foundation import Foundation
from vivavoce.app.health import router as health
from vivavoce.app.roles.consuming import consuming
from vivavoce.app.roles.parts import Door, Parts
from vivavoce.app.roles.sampling import sampling
from vivavoce.app.slices import Slices
from vivavoce.app.subscriptions import AGENTS
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.exposure import Exposure

_ANSWERS_AT_ONCE = 4
"""Answers of different talks that are read at a time; reading one is mostly waiting for a model."""


def agents(on: Foundation, of: Slices) -> Parts:
    """Return the agents' parts."""
    for name, run in of.planning.jobs.items():
        on.jobs.register(name, run, give_up=of.planning.give_up.get(name))
    assess = of.assessment.job
    on.jobs.register("assessment.assess", assess, give_up=assess.give_up)
    on.jobs.register("assessment.read_answer", of.panel.job)
    review = of.practice.reviews.job
    on.jobs.register("practice.review", review, give_up=review.give_up)
    on.jobs.register("planning.write_artifact", of.intake.job, give_up=of.intake.job.give_up)
    app = make_application(
        "Vivavoce agents",
        [health(on, "agents"), of.runs],
        authenticate=of.tenancy.authenticate,
        clock=on.clock,
        ids=on.ids,
        exposure=Exposure.of(on.settings),
    )
    door = Door("agents", app, on.settings.agents_port, "VIVAVOCE_AGENTS_PORT")
    work = {
        "jobs of the agents": lambda: on.jobs.work(["plan", "assess"], concurrency=2),
        # Apart: whoever waits for a plan or an assessment does not wait for those that read along.
        "jobs of the panel": lambda: on.jobs.work(["panel"], concurrency=_ANSWERS_AT_ONCE),
        "get the panel ready": of.panel.prepare,
    }
    return Parts([door], {**consuming(on, of, AGENTS), **work, **sampling(of)})
