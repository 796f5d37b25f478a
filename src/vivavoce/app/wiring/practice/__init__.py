"""Builds practice: each part of it in a file of its own, connected here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.hiring import Hiring
from vivavoce.app.wiring.planning import Planning
from vivavoce.app.wiring.practice.erasing import erasing_router
from vivavoce.app.wiring.practice.names import OrganisationNames
from vivavoce.app.wiring.practice.reviews import PracticeNeighbours, Reviews, build_reviews
from vivavoce.app.wiring.practice.sessions import (
    PracticeSessions,
    SessionsNeed,
    build_practice_sessions,
)
from vivavoce.app.wiring.tenancy import Tenancy
from vivavoce.assessment.facade import AssessmentReader
from vivavoce.contracts.sound import VoiceOffer
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.facade import StoryReader
from vivavoce.planning.domain.practice.editing import GivenQuestion
from vivavoce.planning.facade import PlanEditor, PlanReader
from vivavoce.practice.adapters.reviews import PostgresReviews
from vivavoce.practice.domain.draft import AskedQuestion
from vivavoce.practice.usecases.history import ReadHistory


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeNeeds:
    """What practice asks of other slices."""

    tenancy: Tenancy
    hiring: Hiring
    planning: Planning
    plans: PlanReader
    stories: StoryReader
    assessments: AssessmentReader
    voice: VoiceOffer


@dataclass(frozen=True, slots=True)
class Practice:
    """What the roof needs of practice."""

    sessions: PracticeSessions
    reviews: Reviews
    routers: tuple[APIRouter, ...]
    """They stand before the routes of other slices whose paths take an id."""


class PlanEdits:
    """Puts a seeker's own questions into the plan, and tries out what they wish in words."""

    def __init__(self, editor: PlanEditor) -> None:
        self._editor = editor

    async def try_change(self, work: Work, interview_id: InterviewId, wish: str) -> None:
        """Raise ``Malformed`` where a wish would change nothing."""
        await self._editor.try_change(work, interview_id, wish)

    async def replace_questions(
        self, work: Work, interview_id: InterviewId, questions: Sequence[AskedQuestion]
    ) -> str:
        """Return the id of the new version, or raise ``Malformed`` naming every unfit question."""
        given = [
            GivenQuestion(
                question=one.question, topic=one.topic, expected_framework=one.expected_framework
            )
            for one in questions
        ]
        return str((await self._editor.replace_questions(work, interview_id, given)).id)


def build_practice(on: Foundation, by: PracticeNeeds) -> Practice:
    """Return practice on real adapters."""
    kept = PostgresReviews(on.vault)
    sessions = build_practice_sessions(
        on,
        SessionsNeed(
            desk=by.hiring.own,
            tenants=by.tenancy.reader,
            plans=by.plans,
            edits=PlanEdits(by.planning.editor),
            reorder=by.planning.reorder,
            limits=by.tenancy.rates,
            audit=by.tenancy.audit,
            history=ReadHistory(kept),
            standings=kept,
            voice=by.voice,
        ),
    )
    reviews = build_reviews(
        on,
        PracticeNeighbours(
            desk=by.hiring.own,
            organisations=OrganisationNames(by.tenancy.reader),
            plans=by.plans,
            stories=by.stories,
            assessments=by.assessments,
            assignments=sessions.book,
            tenants=by.tenancy.reader,
        ),
    )
    erasing = erasing_router(
        on, by.hiring, owners=sessions.owners, plans=by.plans, audit=by.tenancy.audit
    )
    return Practice(sessions, reviews, (sessions.router, reviews.router, erasing))
