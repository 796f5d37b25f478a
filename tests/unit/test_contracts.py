from datetime import UTC, datetime
from uuid import UUID

from vivavoce.contracts.envelope import IntegrationEvent, payload_to_json, to_envelope
from vivavoce.contracts.events import SkillValidationRequested
from vivavoce.contracts.topics import TOPICS
from vivavoce.kernel.ids import EventId, InterviewId, TenantId

SEED_NAMES = {
    "interview.info_needed",
    "interview.info_completed",
    "skill.validation.requested",
    "plan.generated",
    "approval.approved",
    "approval.rejected",
    "interview.modification_requested",
    "interview.completed",
    "assessment.completed",
    "video.candidate.stream",
}


def test_the_ten_specified_topics_keep_their_names() -> None:
    assert {name for name, topic in TOPICS.items() if topic.is_seed} == SEED_NAMES


def test_the_envelope_equals_the_specified_one() -> None:
    payload = SkillValidationRequested(
        skills=("TypeScript",), job_description="Build", level="SENIOR", callback_url=None
    )
    event = IntegrationEvent(
        id=EventId(UUID(int=1)),
        topic=payload.topic,
        tenant_id=TenantId(UUID(int=2)),
        run_id="run_1",
        interview_id=InterviewId(UUID(int=3)),
        at=datetime(2024, 1, 15, 10, 1, tzinfo=UTC),
        payload=payload_to_json(payload),
        correlation_id="req_1",
    )

    assert to_envelope(event) == {
        "eventType": "skill.validation.requested",
        "tenantId": str(UUID(int=2)),
        "runId": "run_1",
        "interviewId": str(UUID(int=3)),
        "timestamp": "2024-01-15T10:01:00.000Z",
        "payload": {"skills": ["TypeScript"], "jobDescription": "Build", "level": "SENIOR"},
    }
