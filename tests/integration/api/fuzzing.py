"""Requests to each operation of the document: a valid one, then generated ones. Each answer is checked."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation.stateful.state_machine import StepOutput
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.fakes.api_clients import Json
from tests.integration.api.prepared.first_request import FirstRequest
from tests.integration.api.remembered_ids import RememberedIds

from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

Operation = Any  # Any: Schemathesis names no type for it
Answer = Any  # Any: a response of Schemathesis
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""What an answer must be. That everything the document allows is taken is not promised: many facts
are judged by more than their shape."""
_SIGNING_OUT = {"logout", "logout_everywhere"}
"""Asked with a token of their own: after them, each other operation would only answer 401."""
_ERASING = {"erase_own_practice"}
"""What it erases has operations of its own that delete one thing."""
_TIMEOUT_S = 60
FOUND = (AssertionError, schemathesis.errors.SchemathesisError, BaseExceptionGroup)
"""What is raised for an answer that is not as the document says."""


@dataclass(slots=True)
class Fuzzing:
    """What is known of a platform while it is asked, and what it answered."""

    url: str
    ids: RememberedIds
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    """Headers by who sends them."""
    proofs: dict[str, str] = field(default_factory=dict)
    """The session tokens of candidates, by the tokens of their links."""
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    _token: str = ""

    def ask_first(self, operation: Operation, first: FirstRequest) -> StepOutput:
        """Send the valid request of an operation; return it with the answer."""
        body = {} if first.body is None else {"body": first.body, "media_type": "application/json"}
        case = operation.Case(path_parameters=first.path, query=first.query, headers={}, **body)
        headers = {**self.people[first.caller], **first.headers}
        answer = self._send(case, operation, headers, content=first.content)
        if answer.status_code < 300:
            self.ids.add(first.path)
        return StepOutput(answer, case)

    def ask_generated(self, operation: Operation, number: int, most: int, until: float) -> None:
        """Send what is generated for an operation, at most so many, until its share of time is used up.

        Every second request is about things that exist.
        """
        headers, sent = self.headers_for(id_of(operation)), 0

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
            proof = {}
            if sent % 2 == 0:
                proof = self._fill(case, sent // 2)
            sent += 1
            self._send(case, operation, {**headers, **proof})

        send()

    def share_of_success(self) -> float:
        """Return the share of the operations that answered with 2xx at least once."""
        return 1 - len(self.without_success()) / len(self.statuses)

    def without_success(self) -> list[str]:
        """Return the operations that have not answered with 2xx."""
        return [label for label, seen in self.statuses.items() if min(seen) >= 300]

    def sent(self) -> int:
        """Return how many requests were sent."""
        return sum(seen.total() for seen in self.statuses.values())

    def headers_for(self, operation_id: str) -> dict[str, str]:
        """Return a token that is valid: a fresh one for what ends it, and after it was ended."""
        if operation_id in _SIGNING_OUT:
            return {"Authorization": f"Bearer {_token(self.url)}"}
        if not self._token or self._asks_me().status_code == 401:
            self._token = _token(self.url)
        return {"Authorization": f"Bearer {self._token}"}

    def _fill(self, case: Any, turn: int) -> dict[str, str]:
        """Put things that exist in the path and the body; return the proof that a candidate's link needs."""
        case.path_parameters = self.ids.fill(case.path_parameters or {}, turn)
        if isinstance(case.body, dict) and case.media_type == "application/json":
            case.body = self.ids.fill_members(case.body, turn)
        proof = self.proofs.get(str(case.path_parameters.get("token")))
        return {"x-session-token": proof} if proof else {}

    def _send(
        self,
        case: Any,
        operation: Operation,
        headers: dict[str, str],
        content: bytes | None = None,
    ) -> Answer:
        raw = {} if content is None else {"data": content}
        answer = case.call(headers=headers, timeout=_TIMEOUT_S, **raw)
        self.statuses[operation.label][answer.status_code] += 1
        kind = answer.headers.get("content-type", [""])[0]
        if answer.status_code < 300 and kind.startswith("application/json") and answer.content:
            self.ids.take(operation.path, answer.json())
        case.validate_response(answer, checks=CHECKS)
        return answer

    def _asks_me(self) -> httpx.Response:
        said = {"Authorization": f"Bearer {self._token}"}
        return httpx.get(f"{self.url}/api/v1/auth/me", headers=said, timeout=_TIMEOUT_S)


def document_at(url: str) -> Json:
    """Return the API document that a platform serves."""
    found: Json = httpx.get(f"{url}/api/docs-json", timeout=_TIMEOUT_S).json()
    return found


def schema_at(url: str, document: Json) -> Any:  # Any: a schema of Schemathesis
    """Return what Schemathesis reads in a document of the platform at ``url``."""
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=url)
    return schema


def operations_at(url: str, document: Json) -> list[Operation]:
    """Return the operations of a platform's document; those that delete come last."""
    schema = schema_at(url, document)
    found = [one.ok() for one in schema.get_all_operations()]
    return sorted(found, key=lambda one: (one.method.upper() == "DELETE", id_of(one) in _ERASING))


def id_of(operation: Operation) -> str:
    """Return the operation's id in the document."""
    return str(operation.definition.raw["operationId"])


def sentence(error: BaseException) -> str:
    """Return what was found, in one line."""
    if isinstance(error, BaseExceptionGroup):
        return " | ".join(sentence(one) for one in error.exceptions)
    return " ".join(str(error).split())[:700]


def _token(url: str) -> str:
    said = {"email": build_demo_email("admin"), "password": DEMO_PASSWORD}
    answer = httpx.post(f"{url}/api/v1/auth/login", json=said, timeout=_TIMEOUT_S)
    return str(answer.json()["accessToken"])
