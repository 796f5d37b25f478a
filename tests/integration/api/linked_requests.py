"""Requests that follow the links of the API document: what one answer names, the next request is about."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation.stateful.state_machine import StepInput, StepOutput
from schemathesis.specs.openapi.checks import ensure_resource_availability, use_after_free
from tests.fakes.api_clients import Json
from tests.integration.api.first_answers import JSON_TYPE, example_of
from tests.integration.api.fuzzing import CHECKS, FOUND, Answer, Fuzzing, id_of, schema_at, sentence

_CHECKS = [*CHECKS, use_after_free, ensure_resource_availability]
"""In addition: what was deleted is gone, and what was created is there."""
_STILL_THERE = {
    "integration_status": "a cancelled interview can be read",
    "show_api_key": "a revoked key says when it was revoked",
    "practice_session": "of an erased session it stays that it took place",
    "study_practice_session": "of an erased session the questions stay",
}
"""Operations that read what another one has ended instead of deleted."""
_STEPS = 15
"""The requests of a scenario, at most."""
_ONE_GENERATED_OF = 4
"""So many requests, one has a generated body; the others are valid, so that there is something to follow."""
_TIMEOUT_S = 60
_BACKEND = "hypothesis-without-history"
AVAILABLE_PROVIDERS[_BACKEND] = HypothesisProvider
"""Hypothesis compares what the scenarios draw only for its own backend. The platform remembers what was sent,
so the same draws need not get the same answer."""
_UNIQUE = {"name", "title", "externalId", "candidateRef"}
"""Members that are made different in each request, so that one creates what another one did not."""


@dataclass(slots=True)
class LinkedSteps:
    """What was sent along the links of one platform's document, and what was found."""

    fuzzing: Fuzzing
    number: int
    """The seed."""
    headers: dict[str, str]
    """Of the person who asks."""
    known: Mapping[str, StepOutput] = field(default_factory=dict)
    """Valid requests by operation."""
    followed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often an operation was asked by a link, by the operation that has the link and this one."""
    faults: dict[str, str] = field(default_factory=dict)

    def make_valid(self, step: StepInput) -> None:
        """Make most requests valid; the one that begins a scenario is about what is known."""
        case, turn = step.case, self.fuzzing.sent()
        if turn % _ONE_GENERATED_OF == 0:
            return
        known = self.known.get(id_of(case.operation))
        if step.transition is None and known is not None:
            case.path_parameters = dict(known.case.path_parameters)
        body = known.case.body if known is not None else None
        if not isinstance(body, dict):
            body = example_of(case.operation.definition.raw.get("requestBody", {}))
        if isinstance(body, dict):
            case.body, case.media_type = _unlike_others(body, turn), JSON_TYPE
        case.headers, case.cookies = {}, {}  # of their own, they would be other credentials

    def send(self, case: Any) -> Answer:  # Any: a case of Schemathesis
        """Send a request; return the answer."""
        answer = case.call(headers=self.headers, timeout=_TIMEOUT_S)
        self.fuzzing.statuses[case.operation.label][answer.status_code] += 1
        return answer

    def check(self, step: StepInput, answer: Answer, recorder: ScenarioRecorder) -> None:
        """Note what is wrong with an answer, and which link led to it."""
        source, target = "", id_of(step.case.operation)
        if step.transition is not None:
            source = id_of(recorder.cases[step.transition.parent_id].value.operation)
            if step.is_applied:
                self.followed[source, target] += 1
        checks = [one for one in _CHECKS if one != use_after_free or target not in _STILL_THERE]
        try:
            step.case.validate_response(answer, checks=checks, recorder=recorder)
        except FOUND as error:
            self.faults[f"{source} -> {target}"] = sentence(error)


def list_sources(document: Json) -> list[str]:
    """Return the operations whose responses have links."""
    return [
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
        if _targets(operation)
    ]


def document_about(document: Json, source: str) -> Json:
    """Return the part of the document with one operation and those that its links lead to."""
    places = {
        operation["operationId"]: (path, method)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }
    path, method = places[source]
    paths: dict[str, Json] = {}
    for name in sorted({source} | _targets(document["paths"][path][method])):
        path, method = places[name]
        operation = copy.deepcopy(document["paths"][path][method])
        if name != source:
            for response in operation["responses"].values():
                response.pop("links", None)
        paths.setdefault(path, {})[method] = operation
    return {**document, "paths": paths}


def follow_links(asked: LinkedSteps, document: Json, *, scenarios: int) -> None:
    """Send requests that follow the links of the document, and note each answer that is not as it says.

    Faults are noted instead of raised: the
    platform remembers what was sent, so Hypothesis could not repeat a request that failed.
    """
    schema = schema_at(asked.fuzzing.url, document)
    schema.config.phases.stateful.inference.algorithms = []  # only the links of the document
    machine = schema.as_state_machine()

    class LinkedRequests(machine):  # type: ignore[misc]
        def step(self, taken: StepInput) -> StepOutput:
            asked.make_valid(taken)
            answer = asked.send(taken.case)
            self.after_call(answer, taken.case)
            asked.check(taken, answer, self.recorder)
            return StepOutput(answer, taken.case)

    seed(asked.number)(LinkedRequests).run(
        settings=settings(
            max_examples=scenarios,
            stateful_step_count=_STEPS,
            deadline=None,
            database=None,
            backend=_BACKEND,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
    )


def _targets(operation: Json) -> set[str]:
    links = [response.get("links", {}) for response in operation["responses"].values()]
    return {link["operationId"] for one in links for link in one.values()}


def _unlike_others(body: Json, turn: int) -> Json:
    """Return the body with names that no other request has used."""
    changed = {name: f"{value} {turn}" for name, value in body.items() if name in _UNIQUE}
    if "email" in body:
        changed["email"] = f"n{turn}.{body['email']}"
    return {**body, **changed}
