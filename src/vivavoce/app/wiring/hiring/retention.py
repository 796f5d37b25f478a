"""Erasure of interviews at the end of their retention, or at a person's request."""

from __future__ import annotations

from vivavoce.app.wiring.hiring.dependencies import HiringDependencies
from vivavoce.app.wiring.hiring.repositories import HiringRepositories
from vivavoce.app.wiring.hiring.workflow import InterviewWorkflow
from vivavoce.hiring.adapters.due_interviews import PostgresRetentionStore
from vivavoce.hiring.usecases.expire_interviews import ApplyRetention, EraseInterviewContent
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import PersonId


def build_content_eraser(
    given: HiringDependencies, stored: HiringRepositories, steps: InterviewWorkflow
) -> EraseInterviewContent:
    """Return the use case that erases the words of one interview."""

    async def count_and_erase(work: UnitOfWork, person_id: PersonId) -> int:
        await steps.selection_rates.count(work)
        return await given.erase_subject_data(work, person_id)

    return EraseInterviewContent(
        interviews=stored.interviews,
        end_interview=steps.end,
        candidate_links=given.candidate_links,
        erase_subject_data=count_and_erase,
        data_erasers=(steps.selection_rates.forget, *given.data_erasers.transcript_data),
        store=PostgresRetentionStore(given.platform.database),
    )


def build_retention(
    given: HiringDependencies, erase_content: EraseInterviewContent
) -> ApplyRetention:
    """Return the use case that erases what has been kept long enough."""
    return ApplyRetention(
        open_work=given.platform.open_work,
        store=PostgresRetentionStore(given.platform.database),
        policy=given.policy,
        erase_content=erase_content,
        erase_assessments=given.data_erasers.assessments,
        recordings=given.data_erasers.recordings,
        conversations=given.data_erasers.conversations,
        clock=given.platform.clock,
    )
