"""A misspelt member of a body is named by the real gateway: by a refusal on our routes, else a warning."""

from __future__ import annotations

from uuid import uuid4  # noqa: TID251 - ids that nobody has

import pytest
from tests.faults.journey.interview_journey import REQUEST
from tests.integration.api.gateway import Gateway, Operation
from tests.integration.api.valid_bodies import BODIES

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]

_MISSPELT = "surfaceMisspelt"
_ANSWERED = {
    "a2a_create",
    "a2a_complete_info",
    "integration_create",
    "integration_info",
    "create_interview",
    "update_interview",
    "issue_api_key",
    "validate_skills",
    "put_webhook_config",
    "create_assignments",
}
"""Operations of the seeds that take the body that the suite has for them."""


async def test_every_operation_names_a_misspelled_member(gateway: Gateway) -> None:
    silent, refused, warned = [], 0, set()
    for one in gateway.operations:
        if not one.has_body or one.id == "a2a_task":
            continue
        body = {**BODIES[one.id], _MISSPELT: None}
        answer = await gateway.ask("admin", one.method, await _path_of(gateway, one), body)
        if answer.status_code == 422 and _MISSPELT in answer.text:
            refused += 1
        elif answer.is_success and _MISSPELT in (
            answer.headers.get("warning", "") or str(answer.json()["warnings"])
        ):
            warned.add(one.id)
        elif answer.is_success or "extra_forbidden" in answer.text:
            silent.append(f"{one.id}: {answer.status_code} {answer.text[:120]}")

    assert silent == []
    assert warned >= _ANSWERED
    assert refused > len(_ANSWERED)


async def _path_of(gateway: Gateway, one: Operation) -> str:
    """Return the path with ids of the suite; an interview is a new one, in which nothing was decided."""
    known = gateway.known
    names = {
        "session_id": known.session_id,
        "practice_id": known.practice_id,
        "intake_id": known.intake_id,
        "template_id": known.template_id,
        "token": known.token,
    }
    if {"key", "interview_id"} & set(one.path_names):
        facts = {**REQUEST, "candidateRef": str(uuid4())}
        created = await gateway.ask("admin", "POST", "/api/v1/a2a/interview", facts)
        names |= dict.fromkeys(("key", "interview_id"), created.json()["interviewId"])
    return one.at(**{name: names.get(name, str(uuid4())) for name in one.path_names})
