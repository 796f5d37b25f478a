"""The registry of event types: one row per topic, with its producer and consumer groups.

The topics page and the AsyncAPI file are generated from this table.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from vivavoce.contracts import events
from vivavoce.contracts.envelope import EventPayload, to_camel_case

GATEWAY_GROUP = "api-gateway-consumer"
PLANNER_GROUP = "planner-agent"
ASSESSOR_GROUP = "assessor-agent"
CANDIDATE_ACCESS_GROUP = "candidate-access"
NOTIFICATION_GROUP = "notification-service"
LIVE_SESSIONS_GROUP = "live-sessions"
PRACTICE_REVIEWS_GROUP = "practice-reviews"
ANALYTICS_GROUP = "analytics"
INTAKE_ARTIFACTS_GROUP = "intake-workshop"


@dataclass(frozen=True, slots=True)
class EventTopic:
    """One topic: its payload, the slice that publishes it and the consumer groups that receive it."""

    payload: type[EventPayload]
    producer: str
    groups: tuple[str, ...]
    is_seed: bool

    @property
    def name(self) -> str:
        """Return the topic's name on the bus."""
        return self.payload.topic

    @property
    def free_text_members(self) -> tuple[str, ...]:
        """Return the names (camelCase) of the payload members that contain a person's free text."""
        members = dataclasses.fields(self.payload)
        return tuple(to_camel_case(one.name) for one in members if one.metadata.get("words"))

    @property
    def trigger(self) -> str:
        """Return one sentence on when the event is published: the first line of the payload's docstring."""
        return (self.payload.__doc__ or "").splitlines()[0]


_ROWS = (
    EventTopic(events.InterviewReceived, "hiring", (ANALYTICS_GROUP,), False),
    EventTopic(events.InterviewInfoRequested, "hiring", (NOTIFICATION_GROUP,), True),
    EventTopic(events.InterviewInfoCompleted, "hiring", (NOTIFICATION_GROUP,), True),
    EventTopic(events.SkillValidationRequested, "hiring", (PLANNER_GROUP, ANALYTICS_GROUP), True),
    EventTopic(events.PlanGenerationStarted, "hiring", (), False),
    EventTopic(events.PlanGenerated, "planning", (GATEWAY_GROUP, ANALYTICS_GROUP), True),
    EventTopic(events.PlanApproved, "hiring", (CANDIDATE_ACCESS_GROUP, ANALYTICS_GROUP), True),
    EventTopic(events.PlanRejected, "hiring", (PLANNER_GROUP,), True),
    EventTopic(events.PlanModificationRequested, "hiring", (PLANNER_GROUP, ANALYTICS_GROUP), True),
    EventTopic(events.InterviewScheduled, "hiring", (), False),
    EventTopic(events.SessionStarted, "live", (GATEWAY_GROUP,), False),
    EventTopic(events.InterviewStarted, "hiring", (PRACTICE_REVIEWS_GROUP, ANALYTICS_GROUP), False),
    EventTopic(
        events.InterviewCompleted,
        "live",
        (
            ASSESSOR_GROUP,
            GATEWAY_GROUP,
            PRACTICE_REVIEWS_GROUP,
            ANALYTICS_GROUP,
            INTAKE_ARTIFACTS_GROUP,
        ),
        True,
    ),
    EventTopic(
        events.InterviewNotCompleted,
        "live",
        (GATEWAY_GROUP, PRACTICE_REVIEWS_GROUP, ANALYTICS_GROUP),
        False,
    ),
    EventTopic(events.PersonRequested, "live", (GATEWAY_GROUP,), False),
    EventTopic(
        events.AssessmentCompleted,
        "assessment",
        (GATEWAY_GROUP, PRACTICE_REVIEWS_GROUP, ANALYTICS_GROUP),
        True,
    ),
    EventTopic(events.AssessmentApproved, "hiring", (ANALYTICS_GROUP,), False),
    EventTopic(events.AssessmentRejected, "hiring", (ASSESSOR_GROUP, ANALYTICS_GROUP), False),
    EventTopic(events.AssessmentFlagged, "assessment", (ANALYTICS_GROUP,), False),
    EventTopic(
        events.AssessmentFailed, "assessment", (GATEWAY_GROUP, PRACTICE_REVIEWS_GROUP), False
    ),
    EventTopic(events.UsageRecorded, "planning", (ANALYTICS_GROUP,), False),
    EventTopic(events.ReviewCompleted, "practice", (), False),
    EventTopic(events.ReviewFailed, "practice", (), False),
    EventTopic(events.ReviewNotEligible, "practice", (), False),
    EventTopic(events.ArtifactStored, "media", (), False),
    EventTopic(events.VideoChunkStored, "media", (), True),
    EventTopic(events.IntakeArtifactsCompleted, "planning", (), False),
    EventTopic(
        events.InterviewCancelled,
        "hiring",
        (LIVE_SESSIONS_GROUP, PRACTICE_REVIEWS_GROUP, ANALYTICS_GROUP),
        False,
    ),
)
TOPICS: dict[str, EventTopic] = {topic.name: topic for topic in _ROWS}
