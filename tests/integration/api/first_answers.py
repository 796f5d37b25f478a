"""The first request of every operation, sent to a prepared platform, and what it answered.

Where the document has an example of the request, that example is sent, about things that exist.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from schemathesis.generation.stateful.state_machine import StepOutput
from schemathesis.specs.openapi import expressions
from tests.fakes.api_clients import Json
from tests.integration.api.fuzzing import (
    FOUND,
    Fuzzing,
    Operation,
    document_at,
    id_of,
    operations_at,
    sentence,
)
from tests.integration.api.prepared.first_request import FirstRequest, PreparedWorld
from tests.integration.api.prepared.requests import first_request
from tests.integration.api.remembered_ids import RememberedIds

JSON_TYPE = "application/json"
_OF_THE_WORLD = frozenset(
    {
        "competency",
        "hostEmail",
        "callbackUrl",
        "to",
        "timeZone",
        "email",
        "emails",
        "url",
        "organization",
    }
    | {"token", "request", "state", "code", "otp", "password", "currentPassword", "newPassword"}
    | {"issuer", "clientSecret", "version", "startsAt", "turn", "question_number"}
)
"""Members besides ids that name what is there: a competency of a plan, a person, a reachable address, a
secret that was sent, the version that was read."""


@dataclass(frozen=True, slots=True, repr=False)
class FirstAnswers:
    """What one platform answered, before anything generated was sent to it."""

    world: PreparedWorld
    document: Json
    operations: list[Operation]
    fuzzing: Fuzzing
    seed: int = 0
    """For what is generated afterwards."""
    steps: dict[str, StepOutput] = field(default_factory=dict)
    """The request and the answer by operation."""
    faults: dict[str, str] = field(default_factory=dict)
    """Answers that were not as the document says."""
    followed: dict[tuple[str, str], int] = field(default_factory=dict)
    """What a reading operation answered when it was asked by a link, by both operations."""

    def refused(self) -> dict[str, str]:
        """Return what the operations answered that did not answer with 2xx."""
        answers = {name: step.response for name, step in self.steps.items()}
        return {
            name: f"{answer.status_code} {answer.text[:300]}"
            for name, answer in answers.items()
            if answer.status_code >= 300
        }


def ask_every_operation(world: PreparedWorld, seed: int) -> FirstAnswers:
    """Send the first request of each operation; follow the links of each answer that only read."""
    document = document_at(world.url)
    operations = operations_at(world.url, document)
    ids = RememberedIds([one.path for one in operations])
    fuzzing = Fuzzing(world.url, ids, world.people, world.proofs())
    asked = FirstAnswers(world, document, operations, fuzzing, seed)
    by_id = {id_of(one): one for one in operations}
    for one in operations:
        first = _as_in_document(one, first_request(id_of(one), world))
        try:
            asked.steps[id_of(one)] = step = fuzzing.ask_first(one, first)
        except FOUND as error:
            asked.faults[id_of(one)] = sentence(error)
            sys.stdout.write(f"first {one.label}: {sentence(error)}\n")
            continue
        for target, values in resolved_links(one, step).items():
            if by_id[target].method.upper() == "GET":
                asked.followed[id_of(one), target] = _read(by_id[target], values, first, world)
    return asked


def links_of(operation: Operation, status: int) -> dict[str, Json]:
    """Return the links of an operation's response in the document."""
    response = operation.definition.raw["responses"].get(str(status), {})
    links: dict[str, Json] = response.get("links", {})
    return links


def resolved_links(operation: Operation, step: StepOutput) -> dict[str, Json]:
    """Return the parameters that each link of an answer gives, by the operation that it leads to."""
    return {
        link["operationId"]: {
            name: expressions.evaluate(expression, step)
            for name, expression in link.get("parameters", {}).items()
        }
        for link in links_of(operation, step.response.status_code).values()
    }


def example_of(content: Json) -> Any:  # Any: JSON
    """Return the example of a body in the document; None without one."""
    return content.get("content", {}).get(JSON_TYPE, {}).get("example")


def about_what_exists(example: Any, prepared: Any) -> Any:  # Any: JSON
    """Return the example with the ids of the prepared body, and whatever else only exists in a world."""
    if isinstance(example, dict) and isinstance(prepared, dict):
        return {
            name: prepared[name]
            if name in prepared and _names_something(name)
            else about_what_exists(member, prepared.get(name))
            for name, member in example.items()
        }
    if isinstance(example, list) and isinstance(prepared, list):
        given = [*prepared, *[None] * len(example)]
        return [about_what_exists(one, own) for one, own in zip(example, given, strict=False)]
    return example


def _names_something(name: str) -> bool:
    return name in _OF_THE_WORLD or name.lower().endswith(("id", "ids"))


def _as_in_document(operation: Operation, first: FirstRequest) -> FirstRequest:
    example = example_of(operation.definition.raw.get("requestBody", {}))
    if example is None:
        return first
    return replace(first, body=about_what_exists(example, first.body))


def _read(operation: Operation, values: Json, first: FirstRequest, world: PreparedWorld) -> int:
    """Ask a reading operation as the person of the first request; return the status."""
    in_path = {name: value for name, value in values.items() if f"{{{name}}}" in operation.path}
    query = {name: value for name, value in values.items() if name not in in_path}
    headers = {**world.people[first.caller], **first.headers}
    headers.pop("Content-Type", None)
    way = world.url + operation.path.format(**in_path)
    return httpx.get(way, params=query, headers=headers, timeout=60).status_code
