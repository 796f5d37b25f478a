"""The document is taken at its word: generated requests, every answer as the document says."""

from __future__ import annotations

import logging
import math
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
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
from tests.fakes.api_clients import Json
from tests.fakes.platform_process import RealPlatform, standing
from tests.integration.api.remembered_ids import RememberedIds
from tests.integration.api.valid_bodies import BODIES

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
_BUDGET_S = 25.0
_MOST_EACH = 25
_NOT_ASKED = {"test_webhook_config", "upload_media", "put_chunk"}
"""One posts to an address of the request's choosing: tests/integration/delivery has that. The others take
a video, not JSON: tests/integration/media."""
_SIGNING_OUT = {"logout", "logout_everywhere"}
"""Asked with a token of their own: after them, each other operation would only answer 401."""
_LEAST_SUCCESS = 0.45
"""The share of the operations that answer with 2xx at least once; without a worker, nothing has a plan."""
_CASES = int(os.environ.get("FUZZ_CASES", "0"))
"""About how many requests each seed sends (``make fuzz``); 0 is as many as fit the time."""


def _seeds() -> list[int]:
    """One that changes with the content of the checkout; with ``FUZZ_CASES``, two fixed ones, too."""
    asked = subprocess.run(
        ["git", "rev-parse", "HEAD^{tree}"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    changing = int(asked.stdout[:7] or "0", 16)
    return [20261120, 20261124, changing] if _CASES else [changing]


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


@dataclass(slots=True)
class Fuzzing:
    """What is known of a platform while it is asked, and what it answered."""

    url: str
    ids: RememberedIds
    token: str = ""
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def headers(self, operation_id: str) -> dict[str, str]:
        """Return a token that is valid: a fresh one for what ends it, and after it was ended."""
        if operation_id in _SIGNING_OUT:
            return {"Authorization": f"Bearer {_token(self.url)}"}
        if not self.token or self._get("/auth/me").status_code == 401:
            self.token = _token(self.url)
        return {"Authorization": f"Bearer {self.token}"}

    def learn(self) -> None:
        """Remember an interview that waits for its plan's approval, and who asked for it."""
        said = {"Authorization": f"Bearer {self.token or _token(self.url)}"}
        facts = {**BODIES["create_interview"], "candidateRef": f"fuzz-{len(self.statuses)}"}
        with httpx.Client(base_url=f"{self.url}/api/v1", headers=said, timeout=60) as http:
            made = http.post("/interviews", json=facts).raise_for_status().json()
        self.ids.add(key=made["runId"], interview_id=made["interviewId"], run_id=made["runId"])

    def share_of_success(self) -> float:
        """Return the share of the operations that answered with 2xx at least once."""
        return 1 - len(self.without_success()) / len(self.statuses)

    def without_success(self) -> list[str]:
        """Return the operations that have not answered with 2xx."""
        return [label for label, seen in self.statuses.items() if min(seen) >= 300]

    def _get(self, path: str) -> httpx.Response:
        said = {"Authorization": f"Bearer {self.token}"}
        return httpx.get(f"{self.url}/api/v1{path}", headers=said, timeout=60)


@pytest.mark.soak
@pytest.mark.parametrize("number", _seeds())
def test_generated_requests_get_documented_responses(platform: RealPlatform, number: int) -> None:
    logging.getLogger("schemathesis").setLevel(logging.ERROR)
    asked = sorted(
        (one for one in _operations(platform) if _id(one) not in _NOT_ASKED),
        key=lambda one: one.method.upper() == "DELETE",
    )
    fuzzing = Fuzzing(platform.url, RememberedIds([one.path for one in asked]))
    share_s = math.inf if _CASES else _BUDGET_S / len(asked)
    each = math.ceil(2 * _CASES / len(asked)) if _CASES else _MOST_EACH
    fuzzing.learn()
    faults: dict[str, str] = {}
    for one in asked:
        headers = fuzzing.headers(_id(one))
        try:
            _try_out(one, headers, time.monotonic() + share_s, number, each, fuzzing)
        except (AssertionError, schemathesis.errors.SchemathesisError, BaseExceptionGroup) as error:
            faults[one.label] = _sentence(error)

    sent = sum(seen.total() for seen in fuzzing.statuses.values())
    share = fuzzing.share_of_success()
    sys.stdout.write(
        f"seed {number}: {sent} requests to {len(asked)} operations, {share:.0%} with a 2xx answer\n"
        f"never: {fuzzing.without_success()}\n"
    )
    assert faults == {}
    assert len(fuzzing.statuses) == len(asked) >= 60
    assert share >= _LEAST_SUCCESS
    assert all(
        set(seen) != {401}
        for label, seen in fuzzing.statuses.items()
        if "/auth/" not in label and "/candidate-access/" not in label
    ), "the account that asks was signed out"


@pytest.mark.soak
def test_a_wrong_api_document_is_detected(platform: RealPlatform) -> None:
    document = httpx.get(f"{platform.url}/api/docs-json", timeout=60).json()
    content = document["paths"]["/api/v1/interviews/counts"]["get"]["responses"]["200"]["content"]
    content["application/json"]["schema"] = {"type": "integer"}
    [lying] = [
        one
        for one in _operations(platform, document)
        if one.label == "GET /api/v1/interviews/counts"
    ]
    fuzzing = Fuzzing(platform.url, RememberedIds([]))
    headers, until = fuzzing.headers("count_interviews"), time.monotonic() + 5

    with pytest.raises((AssertionError, BaseExceptionGroup), match="schema"):
        _try_out(lying, headers, until, 1, _MOST_EACH, fuzzing)


def _operations(platform: RealPlatform, document: Json | None = None) -> list[Any]:
    known = document or httpx.get(f"{platform.url}/api/docs-json", timeout=60).json()
    schema = schemathesis.openapi.from_dict(known)
    schema.config.update(base_url=platform.url)
    return [found.ok() for found in schema.get_all_operations()]


def _id(operation: Any) -> str:
    return str(operation.definition.raw["operationId"])


def _try_out(
    operation: Any,
    headers: dict[str, str],
    until: float,
    number: int,
    most: int,
    fuzzing: Fuzzing,
) -> None:
    """Send what is generated for one operation until its share of time is used up.

    Every second request is about something that exists, and the first has a valid body, so that more than
    refusals is seen.
    """
    sent = 0
    body = BODIES.get(_id(operation))

    @seed(number)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        nonlocal sent
        if sent >= 2 and time.monotonic() > until:
            return
        if sent % 2 == 0:
            case.path_parameters = fuzzing.ids.fill(case.path_parameters or {}, sent // 2)
        if sent == 0 and body is not None:
            case.body, case.media_type, case.query = body, "application/json", {}
        sent += 1
        answer = case.call(headers=headers, timeout=30)
        fuzzing.statuses[operation.label][answer.status_code] += 1
        kind = answer.headers.get("content-type", [""])[0]
        if answer.status_code < 300 and kind.startswith("application/json") and answer.content:
            fuzzing.ids.take(operation.path, answer.json())
        case.validate_response(answer, checks=_CHECKS)

    send()


def _token(url: str) -> str:
    said = {"email": build_demo_email("admin"), "password": DEMO_PASSWORD}
    answer = httpx.post(f"{url}/api/v1/auth/login", json=said, timeout=60)
    return str(answer.json()["accessToken"])


def _sentence(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return " | ".join(_sentence(one) for one in error.exceptions)
    return " ".join(str(error).split())[:700]
