"""A misspelt member of a request is named: by a warning on the seeds' routes, by a refusal on ours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from tests.integration.api.valid_bodies import BODIES
from tests.script_modules import load_script
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.hiring.routes.requests import InterviewFactsRequest
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.request_models import (
    make_lenient_router,
)
from vivavoce.infra.web.unknown_members import find_unknown_members
from vivavoce.practice.routes.session_requests import EditQuestionsRequest

_SEEDS = {
    "a2a_create",
    "a2a_approve",
    "a2a_approve_assessment",
    "a2a_complete_info",
    "a2a_request_modification",
    "integration_create",
    "integration_info",
    "integration_approve_plan",
    "integration_reject_plan",
    "integration_revise_plan",
    "integration_approve_assessment",
    "integration_reject_assessment",
    "create_interview",
    "update_interview",
    "apply_transition",
    "start_run",
    "continue_run",
    "login",
    "issue_api_key",
    "add_user",
    "create_role",
    "change_role",
    "verify_code",
    "validate_skills",
    "put_webhook_config",
    "synthesize_speech",
    "preview_interview",
    "configure_interview",
    "edit_questions",
    "approve_session",
    "create_assignments",
    "unassign",
    "get_results",
    "create_video_upload",
    "confirm_video_upload",
}
"""The operations of the seeds that read a JSON body; JSON-RPC has a test of its own."""


_WITH_BODY = sorted(BODIES.keys() - {"a2a_task"})


@cache
def _application() -> FastAPI:
    found: FastAPI = load_script("api_types").application()
    return found


@cache
def _operations() -> dict[str, dict[str, Any]]:
    return dict(_list_operations())


def _list_operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for item in _application().openapi()["paths"].values():
        for spec in item.values():
            content = spec.get("requestBody", {}).get("content", {})
            if "application/json" in content and spec["operationId"] != "a2a_task":
                yield spec["operationId"], spec


def _route(name: str) -> APIRoute:
    return next(one for one in _routes() if one.name == name)


@cache
def _routes() -> tuple[APIRoute, ...]:
    return tuple(one for one in _flat(_application().routes) if isinstance(one, APIRoute))


def _flat(routes: Any) -> Iterator[Any]:  # Any: routes, or routers with routes
    for one in routes:
        yield one
        inner = getattr(one, "original_router", None) or getattr(one, "router", None)
        yield from _flat(getattr(inner, "routes", ()))


def test_every_operation_with_a_body_refuses_unknown_members_or_is_a_specified_one() -> None:
    refusing = {name for name in _operations() if _refuses(_model_of(name))}

    assert sorted(_operations()) == _WITH_BODY
    assert set(_operations()) - refusing == _SEEDS


async def test_a_misspelled_member_is_named() -> None:
    said, expected = {}, {}
    for name in _WITH_BODY:
        known = next(iter(BODIES[name]))
        misspelled = f"{known[:-1]}{known[-1] * 2}"
        is_refused = _refuses(_model_of(name))
        answer = await _ask_equivalent(name, BODIES[name] | {misspelled: None})

        found = answer.json().get("errors" if is_refused else "warnings", [])
        said[name] = (answer.status_code, [(one["field"], one["message"]) for one in found])
        about = "is not a known field"
        if not is_refused:
            about = f"'{misspelled}' {about} and was ignored"
        message = f"{about}. Did you mean '{known}'?"
        expected[name] = (422 if is_refused else 200, [(misspelled, message)])

    assert said == expected


@pytest.mark.parametrize(
    ("name", "known", "misspelled"),
    [
        ("put_webhook_config", "callbackUrl", "calbackUrl"),
        ("issue_api_key", "name", "nmae"),
        ("login", "email", "emial"),
    ],
)
async def test_a_misspelled_member_is_named_beside_the_one_that_is_missing(
    name: str, known: str, misspelled: str
) -> None:
    body = {member: value for member, value in BODIES[name].items() if member != known}

    answer = await _ask_equivalent(name, body | {misspelled: BODIES[name][known], "other": 1})

    refusal = f"is not a known field. Did you mean '{known}'?"
    assert [(one["field"], one["message"]) for one in answer.json()["errors"]] == [
        (misspelled, refusal),
        (known, "Field required"),
        ("other", "is not a known field."),
    ]
    assert answer.json()["detail"] == f"'{misspelled}': {refusal}"
    assert answer.status_code == 400


def test_a_body_without_misspelled_members_gets_no_warning() -> None:
    warnings = {name: find_unknown_members(_model_of(name), BODIES[name]) for name in _WITH_BODY}

    assert {name: found for name, found in warnings.items() if found} == {}


def test_the_api_document_describes_the_warnings() -> None:
    schemas = _application().openapi()["components"]["schemas"]

    def describes_warnings(name: str) -> bool:
        answers = _operations()[name]["responses"]
        good = next(answer for status, answer in answers.items() if status.startswith("2"))
        schema = good["content"]["application/json"]["schema"]
        shared = schemas[schema["$ref"].rpartition("/")[2]]
        return "warnings" in (schema.get("properties") or shared["properties"])

    assert [
        name for name in sorted(_SEEDS - {"synthesize_speech"}) if not describes_warnings(name)
    ] == []


def test_nested_members_are_named_with_their_path() -> None:
    facts = {"abilities": {"evaluation": True}, "candidateProfile": {"anything": 1}}
    questions = {"session_id": "s", "questions": ["Why?", {"question": "How?", "topics": "Ways"}]}

    ability = find_unknown_members(InterviewFactsRequest, facts)
    topic = find_unknown_members(EditQuestionsRequest, questions)

    assert [(one.path, one.suggestion) for one in ability] == [
        ("abilities.evaluation", "abilities.evaluations")
    ]
    assert [(one.path, one.suggestion) for one in topic] == [
        ("questions.1.topics", "questions.1.topic")
    ]


def test_both_spellings_of_a_name_are_known_and_a_dissimilar_name_gets_no_suggestion() -> None:
    facts = {"candidate_name": "Ada", "candidateEmail": "a@example.com", "favouriteColour": "green"}

    found = find_unknown_members(InterviewFactsRequest, facts)

    assert [(one.path, one.suggestion) for one in found] == [("favouriteColour", None)]


def test_a_long_list_of_unknown_members_is_shortened() -> None:
    assert len(find_unknown_members(InterviewFactsRequest, {f"x{i}": i for i in range(900)})) == 50


def test_no_more_is_read_of_an_object_than_is_named() -> None:
    class Members(dict[str, int]):
        read = 0

        def items(self) -> Any:  # Any: an iterator in place of a view
            for each in super().items():
                self.read += 1
                yield each

    class Call(BaseModel):
        facts: InterviewFactsRequest

    sent = Members({f"x{number}": number for number in range(900)})

    assert len(find_unknown_members(Call, {"facts": sent})) == 50
    assert sent.read == 50


async def test_a_response_that_is_no_json_object_has_the_warning_in_a_header() -> None:
    answer = await _ask_equivalent(
        "synthesize_speech", BODIES["synthesize_speech"] | {'sp"eéd\r\n': 1}, is_file=True
    )

    assert answer.headers.get_list("warning") == [
        "299 - \"'sp'e?d??' is not a known field and was ignored.\""
    ]


async def test_many_unknown_members_need_ten_headers_at_most() -> None:
    misspelt = {f"{index:0>3}{'x' * 900}": 1 for index in range(48)}

    answer = await _ask_equivalent(
        "synthesize_speech", BODIES["synthesize_speech"] | misspelt, is_file=True
    )

    headers = answer.headers.get_list("warning")
    assert len(headers) == 10
    assert headers[9] == '299 - "and 39 more."'
    assert sum(map(len, headers)) < 2000


def _model_of(name: str) -> type[BaseModel]:
    model = getattr(_route(name), "body_model", None)
    assert isinstance(model, type), name
    assert issubclass(model, BaseModel), name
    return model


def _refuses(model: type[BaseModel]) -> bool:
    return model.model_config.get("extra") == "forbid"


async def _ask_equivalent(
    name: str, body: dict[str, Any], *, is_file: bool = False
) -> httpx.Response:
    """Send the body to a route of the same kind, with the same model, that does nothing."""
    model, router = _model_of(name), make_lenient_router("twins")
    router.route_class = type(_route(name))

    async def answer(body: model) -> Any:  # type: ignore[valid-type]
        return Response(b"RIFF", media_type="audio/wav") if is_file else {"done": True}

    answer.__annotations__["body"] = model
    router.add_api_route("/twin", answer, methods=["POST"])

    async def refuse_all(**_: str) -> Any:
        raise AssertionError

    app = make_application(
        "Twin", [router], authenticate=refuse_all, clock=SimulatedClock(), ids=CountingIds()
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.post("/twin", json=body)
