"""The examples of the API document hold at the real handlers: requests are accepted, responses look alike."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from tests.fakes.api_clients import Json
from tests.integration.api.document_shapes import documented_members, undocumented_members
from tests.integration.api.example_bodies import body_of_examples
from tests.integration.api.first_answers import JSON_TYPE, FirstAnswers, example_of
from tests.integration.api.fuzzing import Operation, id_of
from tests.integration.api.gateway import Gateway
from tests.integration.api.known_paths import path_of
from tests.integration.api.prepared.requests import WITHOUT_SUCCESS
from tests.integration.api.valid_bodies import BODIES
from tests.whole_examples import COMPARED_ELSEWHERE

from vivavoce.app.api_document.null_meanings import is_nullable

pytestmark = pytest.mark.soak

_NOT_HERE = {
    "get_assessment": ("/evidence/*/", "/overall_range/"),
    "get_run": ("input/",),
    "get_review": ("historical_comparison/",),
    "get_voice_recording": ("gaps/", "passages/"),
}
"""Members that no answer here has, by parts of their paths: no candidate says enough to be scored, no run
waits for an external agent, no candidate speaks, and by the seed the review that is read is the person's
first.
tests/codebase/test_api_document.py compares a scored answer with its model,
tests/integration/runs/test_external_planners.py the input of a run, and
tests/integration/practice/test_reviews.py the comparison with an earlier review."""
_REFUSED = {
    "change_password": "password_incorrect",
    "put_identity_provider": "invalid_field",
    "open_intake": "hiring_manager_not_found",
    "put_ats_connection": "invalid_ats_connection",
    "connect_calendar": "invalid_calendar",
    "create_template": "template_invalid",
    "put_result": "result_unclear",
}
"""What is refused for more than the form of a body made of the members' own examples. They name a password, a
provider and a person of the reader, or two kinds of a thing at once, such as a calendar by its address and by
an account. The others need members that have no example of their own. The example of the whole request is
accepted."""
_NOT_SENT = {"a2a_task", "send_message"}
"""JSON-RPC has an example of the whole request; the assistant would wait for a planner, which does not run
beside this gateway."""
_OPAQUE = {"cursor"}
"""A cursor comes from the page before, and belongs to its list."""
_STREAMS: set[str] = set()
CSV_TYPE = "text/csv"
_OF_EXAMPLES = {"/email-texts/invitation/": "/email-texts/code/", "/greenhouse": "/lever"}
"""The examples of these members are about another text and another system than the suite's own bodies."""


def test_every_example_of_a_request_is_accepted(asked: FirstAnswers) -> None:
    with_example = [
        id_of(one)
        for one in asked.operations
        if example_of(one.definition.raw.get("requestBody", {})) is not None
    ]
    refused = {
        name: asked.steps[name].response.text[:300]
        for name in with_example
        if name in asked.steps
        and asked.steps[name].response.status_code >= 300
        and (name not in WITHOUT_SUCCESS or asked.steps[name].response.status_code != 409)
    }

    assert refused == {}
    assert set(with_example) <= set(asked.steps), asked.faults
    assert len(with_example) > 30


def test_every_example_of_a_response_has_the_members_of_a_real_one(asked: FirstAnswers) -> None:
    real: dict[str, set[str]] = defaultdict(set)
    for schema, answer in real_answers(asked):
        real[json.dumps(schema)] |= documented_members(asked.document, schema, answer)
    unlike, counted = {}, 0
    for one in asked.operations:
        for status, response in one.definition.raw["responses"].items():
            if (example := example_of(response)) is None or id_of(one) in COMPARED_ELSEWHERE:
                continue
            counted += 1
            schema = response["content"][JSON_TYPE]["schema"]
            shown = documented_members(asked.document, schema, example)
            shown |= undocumented_members(asked.document, schema, example)
            absent = _NOT_HERE.get(id_of(one), ())
            shown = {path for path in shown if not any(part in path for part in absent)}
            if more := shown - real[json.dumps(schema)]:
                unlike[f"{id_of(one)} {status}"] = sorted(more)

    assert unlike == {}
    assert counted > 30


def test_every_example_of_csv_has_the_header_of_a_real_file(asked: FirstAnswers) -> None:
    unlike, counted = {}, 0
    for one in asked.operations:
        content = one.definition.raw["responses"].get("200", {}).get("content", {})
        if set(content) == {CSV_TYPE}:
            counted += 1
            header = content[CSV_TYPE]["example"].splitlines()[0]
            if header != (found := asked.steps[id_of(one)].response.text.splitlines()[0]):
                unlike[id_of(one)] = found

    assert unlike == {}
    assert counted == 3


def test_the_example_of_json_lines_is_a_line_of_compared_examples(asked: FirstAnswers) -> None:
    step = asked.steps["export_interview_results"]
    content = step.case.operation.definition.raw["responses"]["200"]["content"]
    responses = {
        id_of(one): one.definition.raw["responses"]
        for one in asked.operations
        if id_of(one) in ("get_interview", "get_plan")
    }

    lines = [json.loads(line) for line in step.response.text.splitlines()]
    example = json.loads(content["application/x-ndjson"]["example"])

    assert len(lines) > 10
    assert {frozenset(line) for line in lines} == {frozenset(example)}
    assert example["interview"] == example_of(responses["get_interview"]["200"])
    assert example["plan"] == example_of(responses["get_plan"]["200"])


def test_every_member_of_a_real_response_is_documented(asked: FirstAnswers) -> None:
    silent: dict[str, list[str]] = {}
    for name, step in asked.steps.items():
        schema = schema_of(step.case.operation, step.response.status_code)
        if schema is not None:
            more = undocumented_members(asked.document, schema, step.response.json())
            silent |= {name: sorted(more)} if more else {}

    assert silent == {}


@pytest.mark.asyncio(loop_scope="session")
async def test_every_example_of_a_member_has_a_form_that_is_accepted(gateway: Gateway) -> None:
    refused, undocumented, sent = {}, {}, 0
    for one in gateway.operations:
        if not one.has_body or one.id in _NOT_SENT:
            continue
        schema = one.spec["requestBody"]["content"][JSON_TYPE]["schema"]
        body = body_of_examples(gateway.document, schema, BODIES[one.id])
        path = await path_of(gateway, one)
        for own, of_examples in _OF_EXAMPLES.items():
            path = path.replace(own, of_examples)
        answer = await gateway.ask("admin", one.method, path, body)
        sent += 1
        if str(answer.status_code) not in one.spec["responses"]:
            undocumented[one.id] = answer.text[:300]
        if answer.status_code in (400, 422):
            refused[one.id] = answer.json()["code"]

    assert undocumented == {}
    assert refused == _REFUSED
    assert sent > 100


@pytest.mark.asyncio(loop_scope="session")
async def test_every_example_of_a_parameter_is_accepted(gateway: Gateway) -> None:
    without, refused, sent = [], {}, 0
    for one in gateway.operations:
        query: Json = {}
        ids: dict[str, str] = {}
        for parameter in one.spec.get("parameters", ()):
            example = parameter.get("example", *parameter.get("schema", {}).get("examples", ())[:1])
            if example is None and parameter["name"] not in _OPAQUE:
                without.append(f"{one.id} {parameter['name']}")
            elif parameter["in"] == "path":
                ids[parameter["name"]] = str(example)
            elif parameter["in"] == "query" and example is not None:
                query[parameter["name"]] = example
        if one.method != "GET" or one.id in _STREAMS:
            continue
        answer = await gateway.ask("admin", "GET", one.path.format(**ids), params=query)
        sent += 1
        is_documented = str(answer.status_code) in one.spec["responses"]
        if answer.status_code in (400, 422, 500) or not is_documented:
            refused[one.id] = answer.text[:300]

    assert without == []
    assert refused == {}
    assert sent > 100


def test_every_member_of_a_request_that_may_be_null_says_what_null_means(
    gateway: Gateway,
) -> None:
    silent, counted = [], 0
    for model in request_models(gateway.document):
        for name, member in gateway.document["components"]["schemas"][model]["properties"].items():
            if is_nullable(member):
                counted += 1
                if "null" not in member.get("description", "").casefold():
                    silent.append(f"{model}.{name}")

    assert silent == []
    assert counted > 150


@pytest.mark.asyncio(loop_scope="session")
async def test_null_is_accepted_like_a_member_that_is_left_out(gateway: Gateway) -> None:
    unlike, with_null = {}, 0
    for one in gateway.operations:
        if not one.has_body or one.id in _NOT_SENT:
            continue
        reference = one.spec["requestBody"]["content"][JSON_TYPE]["schema"].get("$ref", "")
        model = gateway.document["components"]["schemas"].get(reference.rpartition("/")[2], {})
        required, body = model.get("required", ()), BODIES[one.id]
        nulls = {
            name: None
            for name, member in model.get("properties", {}).items()
            if name not in body and name not in required and is_nullable(member)
        }
        if not nulls or not isinstance(body, dict):
            continue
        with_null += 1
        codes = []
        for sent in (body | nulls, body):
            answer = await gateway.ask("admin", one.method, await path_of(gateway, one), sent)
            codes.append(answer.json()["code"] if answer.status_code in (400, 422) else "accepted")
        if codes[0] != codes[1]:
            unlike[one.id] = codes

    assert unlike == {}
    assert with_null > 30


def request_models(document: Json) -> set[str]:
    """Return the models that bodies of requests are made of."""
    found: set[str] = set()

    def walk(part: Any) -> None:  # Any: JSON
        if isinstance(part, list):
            for item in part:
                walk(item)
        elif isinstance(part, dict):
            name = str(part.get("$ref", "")).removeprefix("#/components/schemas/")
            if name in document["components"]["schemas"] and name not in found:
                found.add(name)
                walk(document["components"]["schemas"][name])
            for item in part.values():
                walk(item)

    for item in document["paths"].values():
        for operation in item.values():
            walk(operation.get("requestBody", {}))
    return {name for name in found if "properties" in document["components"]["schemas"][name]}


def real_answers(asked: FirstAnswers) -> Iterator[tuple[Json, Any]]:  # Any: JSON
    """Return the schema and the body of each real answer in JSON."""
    for step in asked.steps.values():
        schema = schema_of(step.case.operation, step.response.status_code)
        if schema is not None:
            yield schema, step.response.json()


def schema_of(operation: Operation, status: int) -> Json | None:
    """Return the schema of an operation's answer in JSON; None if it has none."""
    response = operation.definition.raw["responses"].get(str(status), {})
    schema: Json | None = response.get("content", {}).get(JSON_TYPE, {}).get("schema")
    return schema
