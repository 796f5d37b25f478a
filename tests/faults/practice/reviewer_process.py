"""A reviewer in a process of its own, to be killed.

``python -m tests.faults.practice.reviewer_process once|careless`` reads ``DATABASE``, ``TENANT``,
``INTERVIEW`` and ``SESSION`` from the environment. The careless twin tells of the review before it keeps it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from uuid import UUID

from tests.database import KEYS
from tests.fakes.practice import STORY, PracticeWorld, open_practice
from tests.fakes.practice_interviews import told
from tests.infrastructure import open_ground

from vivavoce.contracts.events import ReviewCompleted
from vivavoce.infra.failpoints import failpoint
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId


async def _careless(practice: PracticeWorld, interview_id: InterviewId) -> None:
    view = await practice.view(interview_id)
    await practice.publish(view, ReviewCompleted(version=1))
    await failpoint("review.before_commit")
    await practice.reviews.job(practice.tenant, interview_id=str(interview_id))


async def main(kind: str) -> None:
    interview_id = InterviewId(UUID(os.environ["INTERVIEW"]))
    tenant = TenantId(UUID(os.environ["TENANT"]))
    async with (
        open_ground(os.environ["DATABASE"], KEYS) as ground,
        open_practice(ground, tenant, is_new=False) as practice,
    ):
        plan = await practice.plan(await practice.view(interview_id))
        story = told({one.id: STORY for one in plan.questions}, plan=plan)
        practice.talks.stories[SessionId(UUID(os.environ["SESSION"]))] = story
        if kind == "careless":
            await _careless(practice, interview_id)
        else:
            await practice.reviews.job(tenant, interview_id=str(interview_id))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
