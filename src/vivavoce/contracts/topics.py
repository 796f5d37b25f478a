"""The registry of event types: one row a topic, with who publishes it and which groups consume it.

The topics page and the AsyncAPI file are generated from this table.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from vivavoce.contracts import events
from vivavoce.contracts.envelope import Payload, camel

GATEWAY = "api-gateway-consumer"
PLANNER = "planner-agent"
ASSESSOR = "assessor-agent"
ACCESS = "candidate-access"
NOTIFY = "notification-service"
SESSIONS = "live-sessions"
PRACTICE = "practice-reviews"
INSIGHT = "insight"
WORKSHOP = "intake-workshop"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: its payload, the slice that publishes it, the consumer groups that hear it."""

    payload: type[Payload]
    producer: str
    groups: tuple[str, ...]
    is_seed: bool

    @property
    def name(self) -> str:
        """The topic's name on the bus."""
        return self.payload.topic

    @property
    def words(self) -> tuple[str, ...]:
        """The members that hold a person's free words, as they are named on the bus."""
        members = dataclasses.fields(self.payload)
        return tuple(camel(one.name) for one in members if one.metadata.get("words"))

    @property
    def trigger(self) -> str:
        """When it is published, in one sentence."""
        return (self.payload.__doc__ or "").splitlines()[0]


_ROWS = (
    Topic(events.InterviewReceived, "hiring", (INSIGHT,), False),
    Topic(events.InfoNeeded, "hiring", (NOTIFY,), True),
    Topic(events.InfoCompleted, "hiring", (NOTIFY,), True),
    Topic(events.SkillValidationRequested, "hiring", (PLANNER, INSIGHT), True),
    Topic(events.PlanGenerationStarted, "hiring", (), False),
    Topic(events.PlanGenerated, "planning", (GATEWAY, INSIGHT), True),
    Topic(events.ApprovalApproved, "hiring", (ACCESS, INSIGHT), True),
    Topic(events.ApprovalRejected, "hiring", (PLANNER,), True),
    Topic(events.ModificationRequested, "hiring", (PLANNER, INSIGHT), True),
    Topic(events.InterviewScheduled, "hiring", (), False),
    Topic(events.SessionStarted, "live", (GATEWAY,), False),
    Topic(events.InterviewStarted, "hiring", (PRACTICE, INSIGHT), False),
    Topic(
        events.InterviewCompleted, "live", (ASSESSOR, GATEWAY, PRACTICE, INSIGHT, WORKSHOP), True
    ),
    Topic(events.InterviewNotCompleted, "live", (GATEWAY, PRACTICE, INSIGHT), False),
    Topic(events.PersonRequested, "live", (GATEWAY,), False),
    Topic(events.AssessmentCompleted, "assessment", (GATEWAY, PRACTICE, INSIGHT), True),
    Topic(events.AssessmentApproved, "hiring", (INSIGHT,), False),
    Topic(events.AssessmentRejected, "hiring", (ASSESSOR, INSIGHT), False),
    Topic(events.AssessmentFlagged, "assessment", (INSIGHT,), False),
    Topic(events.AssessmentFailed, "assessment", (GATEWAY, PRACTICE), False),
    Topic(events.UsageRecorded, "planning", (INSIGHT,), False),
    Topic(events.ReviewCompleted, "practice", (), False),
    Topic(events.ReviewFailed, "practice", (), False),
    Topic(events.ReviewNotEligible, "practice", (), False),
    Topic(events.ArtifactStored, "media", (), False),
    Topic(events.VideoChunkStored, "media", (), True),
    Topic(events.WorkshopArtifactsReady, "planning", (), False),
    Topic(events.InterviewCancelled, "hiring", (SESSIONS, PRACTICE, INSIGHT), False),
)
TOPICS: dict[str, Topic] = {topic.name: topic for topic in _ROWS}
