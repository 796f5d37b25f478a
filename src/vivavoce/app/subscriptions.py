"""Which handler of which consumer group hears which topic: one table."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.app.slices import Slices
from vivavoce.contracts import events
from vivavoce.contracts.topics import (
    ACCESS,
    ASSESSOR,
    GATEWAY,
    INSIGHT,
    PLANNER,
    PRACTICE,
    SESSIONS,
    TOPICS,
    WORKSHOP,
)
from vivavoce.infra.bus import Handle
from vivavoce.insight.handlers import FigureHandlers
from vivavoce.practice.handlers import PracticeHandlers

Subscriptions = dict[str, dict[str, Handle]]
AGENTS = (PLANNER, ASSESSOR)
"""Groups whose consumers run in the agents role; the others run in the worker."""


def subscriptions(of: Slices) -> Subscriptions:
    """Return group → topic → handler. What somebody outside does is not taken from them."""
    hiring = of.hiring.handlers
    outside = {
        group for group, kind in ((PLANNER, "plan"), (ASSESSOR, "assessment")) if kind in of.outside
    }
    table: Subscriptions = {
        GATEWAY: {
            events.PlanGenerated.topic: of.outside_plans,
            events.SessionStarted.topic: hiring.on_session_started,
            events.InterviewCompleted.topic: hiring.on_interview_completed,
            events.InterviewNotCompleted.topic: hiring.on_interview_not_completed,
            events.PersonRequested.topic: hiring.on_person_requested,
            events.AssessmentCompleted.topic: hiring.on_assessment_completed,
            events.AssessmentFailed.topic: hiring.on_assessment_failed,
        },
        PLANNER: {
            events.SkillValidationRequested.topic: of.planning.handlers.on_skill_validation_requested,
            events.ModificationRequested.topic: of.planning.handlers.on_modification_requested,
        },
        ASSESSOR: {
            events.InterviewCompleted.topic: of.assessment.handlers.on_interview_completed,
            events.AssessmentRejected.topic: of.assessment.handlers.on_assessment_rejected,
        },
        ACCESS: {events.ApprovalApproved.topic: of.access.handlers.on_approval_approved},
        SESSIONS: {events.InterviewCancelled.topic: of.live.on_interview_cancelled},
    }
    table[WORKSHOP] = {
        events.InterviewCompleted.topic: of.intake.handlers.on_interview_completed,
    }
    table[PRACTICE] = practice_table(of.practice.reviews.handlers)
    table[INSIGHT] = figures_table(of.insight.handlers)
    return {group: handlers for group, handlers in table.items() if group not in outside}


def practice_table(practice: PracticeHandlers) -> dict[str, Handle]:
    """Return what reviews and assignments follow."""
    return {
        events.InterviewStarted.topic: practice.on_interview_started,
        events.InterviewCompleted.topic: practice.on_interview_completed,
        events.InterviewNotCompleted.topic: practice.on_interview_not_completed,
        events.InterviewCancelled.topic: practice.on_interview_cancelled,
        events.AssessmentCompleted.topic: practice.on_assessment_completed,
        events.AssessmentFailed.topic: practice.on_assessment_failed,
    }


def figures_table(figures: FigureHandlers) -> dict[str, Handle]:
    """Return what the figures of interviews are made of: every event that tells of one."""
    return {
        events.InterviewReceived.topic: figures.on_interview_received,
        events.SkillValidationRequested.topic: figures.on_plan_ordered,
        events.ModificationRequested.topic: figures.on_plan_ordered,
        events.PlanGenerated.topic: figures.on_plan_generated,
        events.ApprovalApproved.topic: figures.on_approval_approved,
        events.InterviewStarted.topic: figures.on_interview_started,
        events.InterviewCompleted.topic: figures.on_interview_completed,
        events.InterviewNotCompleted.topic: figures.on_interview_not_completed,
        events.AssessmentCompleted.topic: figures.on_assessment_completed,
        events.AssessmentFlagged.topic: figures.on_assessment_flagged,
        events.AssessmentApproved.topic: figures.on_assessment_approved,
        events.AssessmentRejected.topic: figures.on_assessment_rejected,
        events.InterviewCancelled.topic: figures.on_interview_cancelled,
        events.UsageRecorded.topic: figures.on_usage_recorded,
    }


def groups_by_topic(table: Mapping[str, Mapping[str, Handle]]) -> dict[str, list[str]]:
    """Return topic → groups, for the relay."""
    return {
        topic: [group for group, handlers in table.items() if topic in handlers] for topic in TOPICS
    }
