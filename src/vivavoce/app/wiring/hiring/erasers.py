"""The functions that delete interview data and subject data, across slices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.app.platform import Platform
from vivavoce.assessment.adapters.postgres import erase_assessments
from vivavoce.hiring.adapters.candidate_messages import PostgresCandidateMessageRepository
from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.adapters.voluntary_answers import PostgresVoluntaryAnswerRepository
from vivavoce.hiring.ports.retention import (
    InterviewDataEraser,
    RetentionByAge,
    SubjectDataEraser,
)
from vivavoce.hiring.usecases.read_positions import CANDIDATE_PROFILES
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.live.adapters.postgres_event_store import erase_transcripts
from vivavoce.media.adapters.artifacts_postgres import (
    PostgresArtifactRepository,
    PostgresMediaRetention,
)
from vivavoce.planning.facade import PlanService
from vivavoce.practice.adapters.conversations import PostgresConversationRepository
from vivavoce.practice.adapters.drafts import PostgresPracticeDraftRepository
from vivavoce.practice.adapters.new_answers import PostgresNewAnswerRepository
from vivavoce.practice.adapters.reviews import PostgresReviewRepository
from vivavoce.voice.adapters.postgres_calls import PostgresCallRepository


@dataclass(frozen=True, slots=True)
class InterviewDataErasers:
    """The slices' erasers for interview data."""

    transcript_data: tuple[InterviewDataEraser, ...]
    assessments: InterviewDataEraser
    recordings: RetentionByAge
    conversations: RetentionByAge


def build_interview_data_erasers(platform: Platform, plans: PlanService) -> InterviewDataErasers:
    """Return the erasers of all stored transcripts, recordings and assessments."""
    media = PostgresMediaRetention()
    reviews = PostgresReviewRepository(platform.vault)
    decisions = PostgresHiringDecisionRepository(platform.vault)

    async def erase_scores(work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        await erase_assessments(work, interview_ids)
        await decisions.erase_levels(work, interview_ids)

    return InterviewDataErasers(
        transcript_data=(
            erase_transcripts,
            media.forget,
            plans.forget,
            PostgresPracticeDraftRepository(platform.keys).forget,
            reviews.forget_interviews,
            PostgresNewAnswerRepository(platform.vault).forget_interviews,
            decisions.erase_reasons,
            PostgresCandidateMessageRepository(platform.vault).forget,
        ),
        assessments=erase_scores,
        recordings=media,
        conversations=PostgresConversationRepository(platform.vault, platform.ids),
    )


def build_subject_data_eraser(platform: Platform) -> SubjectDataEraser:
    """Return a function that deletes a person's calls, recordings and documents, and counts them."""
    calls = PostgresCallRepository(platform.vault, platform.keys)
    voluntary = PostgresVoluntaryAnswerRepository(platform.vault, CANDIDATE_PROFILES)
    artifacts = PostgresArtifactRepository(platform.vault)

    async def erase(work: UnitOfWork, person_id: PersonId) -> int:
        count = await calls.forget_person(work, person_id)
        count += await voluntary.forget_person(work, person_id)
        return count + await artifacts.delete_person_data(work, person_id)

    return erase
