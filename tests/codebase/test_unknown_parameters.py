"""A misspelt query parameter is named: by a refusal on our routes, by a warning on those of others."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

import httpx
import pytest
from fastapi import APIRouter, Depends, Query
from fastapi.routing import APIRoute
from tests.script_modules import load_script
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.request_models import (
    LenientRequestModel,
    make_compatibility_router,
    make_lenient_router,
    make_strict_router,
)
from vivavoce.kernel.errors import UnauthenticatedError

_OWN_READS = {
    "export_interviews",
    "export_interview_results",
    "count_interviews",
    "list_practice_sessions",
    "list_templates",
    "list_webhooks",
    "search_occupations",
    "show_hiring_report",
}
_READS_OF_OTHERS = {
    "get_artifact",
    "get_leaderboard",
    "get_review",
    "list_assignments",
    "list_interviews",
    "list_rankings",
    "rank_candidates",
    "list_skills",
    "list_tasks",
    "twilio_voice",
    "livekit_event",
    "download_media",
}


_Format = Annotated[Literal["csv", "ndjson"], Query()]


async def _refuse_strangers() -> None:
    raise UnauthenticatedError


class _Facts(LenientRequestModel):
    position: str


@cache
def _tolerance() -> dict[str, bool]:
    """Return whether each operation of the gateway ignores unknown parameters with a warning."""
    return {
        route.name: bool(getattr(route, "is_tolerant", True))
        for route in load_script("api_types").application().routes
        if isinstance(route, APIRoute) and route.include_in_schema
    }


def test_our_operations_refuse_and_the_operations_of_others_warn() -> None:
    assert {name for name in _OWN_READS if _tolerance()[name]} == set()
    assert {name for name in _READS_OF_OTHERS if not _tolerance()[name]} == set()


def test_the_api_document_says_that_every_operation_of_ours_can_refuse_a_parameter() -> None:
    paths = load_script("api_types").application().openapi()["paths"]
    described = {
        operation["operationId"]: "`validation`"
        in operation["responses"].get("422", {}).get("description", "")
        for item in paths.values()
        for operation in item.values()
    }

    assert [
        name
        for name, is_tolerant in _tolerance().items()
        if not is_tolerant and not described[name]
    ] == []


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("formt=csv", "formt", "is not a parameter of this operation. Did you mean 'format'?"),
        ("colour=red", "colour", "is not a parameter of this operation. It has: format, search."),
    ],
)
async def test_an_unknown_parameter_is_refused_with_what_there_is(
    query: str, field: str, message: str
) -> None:
    answer = await _get(f"/ours?{query}&search=x")

    assert answer.status_code == 422
    assert answer.json()["detail"] == f"'{field}': {message}"
    assert answer.json()["errors"] == [
        {"field": field, "code": "extra_forbidden", "message": message}
    ]
    assert answer.json()["code"] == "validation"


async def test_an_operation_without_parameters_says_so() -> None:
    answer = await _get("/plain?format=csv")

    assert (
        answer.json()["detail"] == "'format': is not a parameter of this operation, which has none."
    )


async def test_the_refusal_is_given_in_the_language_of_the_request() -> None:
    answer = await _get("/ours?formt=csv", {"Accept-Language": "de"})

    assert answer.json()["detail"].endswith("Meinten Sie „format“?")


async def test_a_value_that_a_parameter_does_not_offer_is_refused_with_those_that_it_does() -> None:
    answer = await _get("/ours?format=parquet")

    assert answer.status_code == 422
    assert answer.json()["detail"] == "'format': Input should be 'csv' or 'ndjson'"


async def test_a_caller_without_credentials_is_refused_first() -> None:
    answer = await _get("/guarded?formt=csv")

    assert answer.status_code == 401


async def test_operations_of_others_name_an_unknown_parameter_in_a_warning() -> None:
    message = "'formt' is not a parameter of this operation and was ignored. Did you mean 'format'?"

    answers = [await _get(f"{path}?formt=csv&formt=x") for path in ("/lenient", "/theirs")]

    assert [answer.json() for answer in answers] == [{"format": "ndjson"}] * 2
    assert {answer.headers["Warning"] for answer in answers} == {f'299 - "{message}"'}


async def test_unknown_members_and_parameters_are_named_together() -> None:
    async with _client() as client:
        answer = await client.post("/facts?dry=1", json={"position": "Baker", "positon": "Cook"})

    assert [one["field"] for one in answer.json()["warnings"]] == ["positon", "dry"]


async def test_an_address_outside_the_document_takes_what_others_add_to_its_link() -> None:
    answer = await _get("/page?utm_source=mail")

    assert answer.status_code == 200


async def _get(path: str, headers: dict[str, str] | None = None) -> httpx.Response:
    async with _client() as client:
        return await client.get(path, headers=headers)


def _client() -> httpx.AsyncClient:
    async def refuse_all(**_: str) -> Any:  # Any: never returns
        raise AssertionError

    app = make_application(
        "Parameters",
        _routers(),
        authenticate=refuse_all,
        clock=SimulatedClock(),
        ids=CountingIds(),
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def _routers() -> list[APIRouter]:
    ours, theirs, lenient = make_strict_router(), make_compatibility_router(), make_lenient_router()

    async def read(format: _Format = "ndjson", search: str = "") -> dict[str, str]:  # noqa: A002
        return {"format": format}

    async def read_nothing() -> dict[str, str]:
        return {}

    async def read_guarded(_: Annotated[None, Depends(_refuse_strangers)]) -> None:
        raise AssertionError

    async def take_facts(body: _Facts) -> dict[str, str]:
        return {}

    for router, path in ((ours, "/ours"), (theirs, "/theirs"), (lenient, "/lenient")):
        router.add_api_route(path, read)
    ours.add_api_route("/plain", read_nothing)
    ours.add_api_route("/page", read_nothing, include_in_schema=False)
    ours.add_api_route("/guarded", read_guarded)
    lenient.add_api_route("/facts", take_facts, methods=["POST"])
    return [ours, theirs, lenient]
