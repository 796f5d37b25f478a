"""Which handler of which consumer group hears which topic: one table."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.app.slices import Slices
from vivavoce.contracts import events
from vivavoce.contracts.topics import ACCESS, ASSESSOR, GATEWAY, PLANNER, SESSIONS, TOPICS
from vivavoce.infra.bus import Handle

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
            events.InterviewCompleted.topic: hiring.on_interview_completed,
            events.InterviewNotCompleted.topic: hiring.on_interview_not_completed,
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
    return {group: handlers for group, handlers in table.items() if group not in outside}


def groups_by_topic(table: Mapping[str, Mapping[str, Handle]]) -> dict[str, list[str]]:
    """Return topic → groups, for the relay."""
    return {
        topic: [group for group, handlers in table.items() if topic in handlers] for topic in TOPICS
    }
