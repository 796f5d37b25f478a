"""A misspelt member of a body is named by the real gateway: by a refusal on our routes, else a warning."""

from __future__ import annotations

import pytest
from tests.integration.api.gateway import Gateway
from tests.integration.api.known_paths import path_of
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
        answer = await gateway.ask("admin", one.method, await path_of(gateway, one), body)
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


async def test_every_operation_that_reads_names_a_misspelled_parameter(gateway: Gateway) -> None:
    silent, refused, warned = [], set(), set()
    for one in gateway.operations:
        if one.method != "GET":
            continue
        path = await path_of(gateway, one)
        answer = await gateway.ask("admin", "GET", f"{path}?{_MISSPELT}=1")
        if answer.status_code == 422 and _MISSPELT in answer.text:
            refused.add(one.id)
        elif answer.is_success and _MISSPELT in answer.headers.get("warning", ""):
            warned.add(one.id)
        elif answer.is_success and "/health" not in path:
            silent.append(f"{one.id}: {answer.status_code} {answer.text[:120]}")

    assert silent == []
    assert refused >= {"export_interviews", "list_webhooks", "search_occupations"}
    assert warned >= {"list_interviews", "list_skills", "list_tasks"}
