"""The subscriptions table: which handler of which consumer group handles which topic."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.analytics.handlers import AnalyticsHandlers
from vivavoce.app.slices import Slices
from vivavoce.contracts import events
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.topics import (
    ANALYTICS_GROUP,
    ASSESSOR_GROUP,
    ATS_GROUP,
    CANDIDATE_ACCESS_GROUP,
    GATEWAY_GROUP,
    INTAKE_ARTIFACTS_GROUP,
    LIVE_SESSIONS_GROUP,
    PLANNER_GROUP,
    PRACTICE_REVIEWS_GROUP,
    TOPICS,
)
from vivavoce.infra.bus import EventHandler
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.practice.handlers import PracticeHandlers

Subscriptions = dict[str, dict[str, EventHandler]]
AGENT_GROUPS = (PLANNER_GROUP, ASSESSOR_GROUP)
"""Groups whose consumers run in the agents role; the others run in the worker."""


def build_subscriptions(slices: Slices) -> Subscriptions:
    """Return group → topic → handler, without the groups whose work external agents do."""
    hiring = slices.hiring.handlers
    external_groups = {
        group
        for group, kind in ((PLANNER_GROUP, "plan"), (ASSESSOR_GROUP, "assessment"))
        if kind in slices.external_kinds
    }
    table: Subscriptions = {
        GATEWAY_GROUP: {
            events.PlanGenerated.topic: slices.receive_external_plan,
            events.SessionStarted.topic: hiring.on_session_started,
            events.InterviewCompleted.topic: hiring.on_interview_completed,
            events.InterviewNotCompleted.topic: hiring.on_interview_not_completed,
            events.PersonRequested.topic: hiring.on_person_requested,
            events.AssessmentCompleted.topic: hiring.on_assessment_completed,
            events.AssessmentFailed.topic: hiring.on_assessment_failed,
        },
        PLANNER_GROUP: {
            events.SkillValidationRequested.topic: slices.planning.handlers.on_skill_validation_requested,
            events.PlanModificationRequested.topic: slices.planning.handlers.on_modification_requested,
        },
        ASSESSOR_GROUP: {
            events.InterviewCompleted.topic: slices.assessment.handlers.on_interview_completed,
            events.AssessmentRejected.topic: slices.assessment.handlers.on_assessment_rejected,
        },
        CANDIDATE_ACCESS_GROUP: {
            events.PlanApproved.topic: slices.access.handlers.on_approval_approved
        },
        LIVE_SESSIONS_GROUP: {events.InterviewCancelled.topic: slices.live.on_interview_cancelled},
    }
    table[INTAKE_ARTIFACTS_GROUP] = {
        events.InterviewCompleted.topic: slices.intake.handlers.on_interview_completed,
    }
    table[PRACTICE_REVIEWS_GROUP] = practice_handlers(slices.practice.reviews.handlers)
    table[ATS_GROUP] = {
        events.AssessmentApproved.topic: slices.ats.handlers.on_assessment_approved,
        events.InterviewCancelled.topic: slices.ats.handlers.on_interview_cancelled,
    }
    table[ANALYTICS_GROUP] = analytics_handlers(slices.analytics.handlers)
    return {group: handlers for group, handlers in table.items() if group not in external_groups}


def practice_handlers(practice: PracticeHandlers) -> dict[str, EventHandler]:
    """Return the event handlers of reviews and assignments."""
    return {
        events.InterviewStarted.topic: practice.on_interview_started,
        events.InterviewCompleted.topic: practice.on_interview_completed,
        events.InterviewNotCompleted.topic: practice.on_interview_not_completed,
        events.InterviewCancelled.topic: practice.on_interview_cancelled,
        events.AssessmentCompleted.topic: practice.on_assessment_completed,
        events.AssessmentFailed.topic: practice.on_assessment_failed,
    }


def analytics_handlers(figures: AnalyticsHandlers) -> dict[str, EventHandler]:
    """Return the event handlers of analytics: every event about a live interview, and all usage.

    Tests are not counted, but a language model costs the same for them.
    """
    handlers: dict[str, EventHandler] = {
        events.InterviewReceived.topic: figures.on_interview_received,
        events.SkillValidationRequested.topic: figures.on_plan_ordered,
        events.PlanModificationRequested.topic: figures.on_plan_ordered,
        events.PlanGenerated.topic: figures.on_plan_generated,
        events.PlanApproved.topic: figures.on_approval_approved,
        events.InterviewStarted.topic: figures.on_interview_started,
        events.InterviewCompleted.topic: figures.on_interview_completed,
        events.InterviewNotCompleted.topic: figures.on_interview_not_completed,
        events.AssessmentCompleted.topic: figures.on_assessment_completed,
        events.AssessmentFlagged.topic: figures.on_assessment_flagged,
        events.AssessmentApproved.topic: figures.on_assessment_approved,
        events.AssessmentRejected.topic: figures.on_assessment_rejected,
        events.CandidateDecided.topic: figures.on_candidate_decided,
        events.InterviewCancelled.topic: figures.on_interview_cancelled,
    }
    counted = {topic: _skip_tests(handle) for topic, handle in handlers.items()}
    return {**counted, events.UsageRecorded.topic: figures.on_usage_recorded}


def _skip_tests(handle: EventHandler) -> EventHandler:
    async def handle_live(work: UnitOfWork, event: IntegrationEvent) -> None:
        if not event.is_test:
            await handle(work, event)

    return handle_live


def list_groups_by_topic(table: Mapping[str, Mapping[str, EventHandler]]) -> dict[str, list[str]]:
    """Return topic → groups, for the relay."""
    return {
        topic: [group for group, handlers in table.items() if topic in handlers] for topic in TOPICS
    }
