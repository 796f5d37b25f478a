"""The registries of event types and jobs.

Every topic has its producer and consumer groups, every kind of job its queue and number of attempts. The
topics page and the AsyncAPI file are generated from the topics. A job's arguments are ids only; it calls a
use case, which may run twice.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

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
ATS_GROUP = "applicant-tracking"


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
        return tuple(
            to_camel_case(member.name) for member in members if member.metadata.get("words")
        )

    @property
    def trigger(self) -> str:
        """Return one sentence on when the event is published: the first line of the payload's docstring."""
        return (self.payload.__doc__ or "").splitlines()[0]


_TOPIC_ROWS = (
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
    EventTopic(events.AssessmentApproved, "hiring", (ANALYTICS_GROUP, ATS_GROUP), False),
    EventTopic(events.AssessmentRejected, "hiring", (ASSESSOR_GROUP, ANALYTICS_GROUP), False),
    EventTopic(events.CandidateDecided, "hiring", (), False),
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
        (LIVE_SESSIONS_GROUP, PRACTICE_REVIEWS_GROUP, ANALYTICS_GROUP, ATS_GROUP),
        False,
    ),
)
TOPICS: dict[str, EventTopic] = {topic.name: topic for topic in _TOPIC_ROWS}


Queue = Literal["plan", "assess", "panel", "qualify", "deliver", "upkeep"]


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of slow or external work; the agents role runs those of plans, scores and models."""

    name: str
    queue: Queue
    max_attempts: int
    first_retry_delay_s: int = 2
    """Seconds before the second attempt; doubles after each attempt."""


_JOB_ROWS = (
    JobKind("planning.generate_plan", "plan", 6),
    JobKind("assessment.assess", "assess", 6),
    JobKind("assessment.read_answer", "panel", 3),
    JobKind("assessment.qualify_model", "qualify", 1),
    JobKind("planning.write_artifact", "plan", 4),
    JobKind("practice.review", "assess", 4),
    JobKind("hiring.send_decision", "deliver", 8),
    JobKind("access.send_reminder", "deliver", 8, 5),
    JobKind("voice.place_call", "deliver", 4),
    JobKind("delivery.attempt_webhook", "deliver", 3),
    JobKind("delivery.send_email", "deliver", 8, 5),
    JobKind("delivery.push_notification", "deliver", 8, 5),
    JobKind("ats.open_interview", "deliver", 8, 5),
    JobKind("ats.report_outcome", "deliver", 8, 5),
    JobKind("calendars.read", "upkeep", 2),
)
JOBS: dict[str, JobKind] = {kind.name: kind for kind in _JOB_ROWS}
