"""The document is taken at its word: generated requests, every answer as the document says."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.database import cloned_database, drop
from tests.fakes.platform_process import RealPlatform, standing

from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""What an answer must be. That everything the document allows is taken is not promised: many facts
are judged by more than their shape."""
_SEED = 20261120
_BUDGET_S = 25.0
_MOST_EACH = 25
_NOT_ASKED = {"test_webhook_config", "upload_media", "put_chunk"}
"""One posts to an address of the request's choosing: tests/integration/delivery has that. The others take
a video, not JSON: tests/integration/media."""


@pytest.fixture(scope="module")
def platform(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPlatform]:
    made = cloned_database(f"{worker_id}_schemathesis")
    folder = tmp_path_factory.mktemp("schemathesis")
    real = RealPlatform(
        folder,
        roles=("gateway",),
        database_url=made.owner_url,
        settings={"VIVAVOCE_LOG_LEVEL": "error"},
    )
    with standing(real):
        yield real
    drop(made)


@pytest.mark.soak
def test_generated_requests_get_documented_responses(platform: RealPlatform) -> None:
    logging.getLogger("schemathesis").setLevel(logging.ERROR)
    schema = schemathesis.openapi.from_url(f"{platform.url}/api/docs-json")
    operations = [found.ok() for found in schema.get_all_operations()]
    asked = [one for one in operations if one.definition.raw["operationId"] not in _NOT_ASKED]
    headers = {"Authorization": f"Bearer {_token(platform.url)}"}
    share_s = _BUDGET_S / len(asked)
    counts: dict[str, int] = {}
    faults: dict[str, str] = {}
    for one in asked:
        try:
            counts[one.label] = _try_out(one, headers, time.monotonic() + share_s)
        except (AssertionError, schemathesis.errors.SchemathesisError, BaseExceptionGroup) as error:
            faults[one.label] = _sentence(error)

    assert faults == {}
    assert len(counts) == len(asked) >= 60
    assert min(counts.values()) >= 1, (
        "a busy machine sends few requests, but some to each operation"
    )


@pytest.mark.soak
def test_a_wrong_api_document_is_detected(platform: RealPlatform) -> None:
    document = httpx.get(f"{platform.url}/api/docs-json", timeout=60).json()
    content = document["paths"]["/api/v1/interviews/counts"]["get"]["responses"]["200"]["content"]
    content["application/json"]["schema"] = {"type": "integer"}
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=platform.url)
    [lying] = [
        one
        for one in (found.ok() for found in schema.get_all_operations())
        if one.label == "GET /api/v1/interviews/counts"
    ]

    with pytest.raises((AssertionError, BaseExceptionGroup), match="schema"):
        _try_out(lying, {"Authorization": f"Bearer {_token(platform.url)}"}, time.monotonic() + 5)


def _try_out(operation: Any, headers: dict[str, str], until: float) -> int:
    """Send what is generated for one operation until its share of time is used up; return how many."""
    sent = 0

    @seed(_SEED)
    @settings(
        max_examples=_MOST_EACH,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        nonlocal sent
        if sent and time.monotonic() > until:
            return
        sent += 1
        case.call_and_validate(headers=headers, timeout=10, checks=_CHECKS)

    send()
    return sent


def _token(url: str) -> str:
    said = {"email": build_demo_email("admin"), "password": DEMO_PASSWORD}
    answer = httpx.post(f"{url}/api/v1/auth/login", json=said, timeout=60)
    return str(answer.json()["accessToken"])


def _sentence(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return " | ".join(_sentence(one) for one in error.exceptions)
    return " ".join(str(error).split())[:700]
