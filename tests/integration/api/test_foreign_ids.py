"""An id of another organization is treated as unknown by every operation that takes an id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4  # noqa: TID251 - ids that nobody has

import httpx
import pytest
from tests.fakes.api_clients import Json
from tests.integration.api.gateway import Gateway, Operation
from tests.integration.api.valid_bodies import BODIES

pytestmark = pytest.mark.asyncio(loop_scope="session")

OPENS_BY_ITSELF = {
    "session_ticket": "handle",
    "session_livekit": "handle",
    "cancel_model_qualification": "qualification_id",
    "show_invitation": "token",
    "choose_language": "token",
    "give_consent": "token",
    "request_code": "token",
    "verify_code": "token",
    "start_interview": "token",
    "get_candidate_page": "token",
    "withdraw_from_interview": "token",
    "list_bookable_times": "token",
    "book_time": "token",
    "ask_for_person": "token",
    "reschedule_interview": "token",
    "correct_transcript": "token",
    "give_feedback": "token",
    "ask_for_review": "token",
    "export_my_data": "token",
    "answer_voluntary_questions": "token",
    "erase_my_data": "token",
    "download_media": "token",
    "upload_media": "token",
    "put_chunk": "session_id",
}
"""Operations whose word in the path is itself the credential, bound to no caller; and that word. A
qualification belongs to the installation and to no organization: its operators cancel it."""
_DELETES_LAST = {"DELETE": 2, "POST": 1, "PATCH": 1, "PUT": 1, "GET": 0}
_RPC = (
    "interview.getStatus",
    "interview.approve",
    "interview.completeInfo",
    "interview.requestModification",
    "assessment.approve",
)


def real_ids(gateway: Gateway, name: str) -> list[str]:
    """Return what a path's parameter may really be called in the demo organisation."""
    known = gateway.known
    return {
        "key": [known.interview_id, known.run_id, known.waiting_id],
        "run_id": [known.run_id, known.interview_id, known.assessment_id],
        "skill_id": [known.skill_id],
        "interview_id": [known.interview_id, known.run_id],
        "id": [known.interview_id],
        "session_id": [known.session_id],
        "message_id": [known.message_id],
        "key_id": [known.key_id],
        "user_id": [known.user_id],
        "invitation_id": [known.invitation_id],
        "application_id": [known.application_id],
        "letter_id": [known.letter_id],
        "practice_id": [known.practice_id],
        "conversation_id": [known.conversation_id],
        "intake_id": [known.intake_id],
        "template_id": [known.template_id],
        "task_id": [known.task_id],
        "decision_id": [known.decision_id],
        "link_id": [known.link_id],
        "view_id": [known.view_id],
        "role_id": [known.role_id],
        "calendar_id": [known.calendar_id],
    }[name]


def unknown_like(real: str) -> str:
    """Return an id of the same form that nobody has."""
    if real.startswith("run_"):
        return "run_" + str(uuid4()).replace("-", "")[: len(real) - 4]
    if real.startswith("int_") and len(real) == 36:
        return f"int_{uuid4().hex}"
    return str(uuid4())


def with_ids(gateway: Gateway) -> list[Operation]:
    return [one for one in gateway.operations if one.path_names and one.id not in OPENS_BY_ITSELF]


def cases(gateway: Gateway) -> Iterator[tuple[Operation, dict[str, str]]]:
    """Yield each operation with the ids of its path that really exist; of several, the first of each."""
    for one in sorted(with_ids(gateway), key=lambda one: _DELETES_LAST[one.method]):
        real = {name: real_ids(gateway, name) for name in one.path_names}
        if len(real) == 1:
            yield from ((one, {name: each}) for name, ids in real.items() for each in ids)
        else:
            yield one, {name: ids[0] for name, ids in real.items()}


def unknown_ids(real: dict[str, str]) -> dict[str, str]:
    return {name: unknown_like(each) for name, each in real.items()}


async def response_to(
    gateway: Gateway, who: str, one: Operation, named: dict[str, str]
) -> tuple[int, Json]:
    """Return status and body of one request, with the ids and the request's own name taken out."""
    answer = await gateway.ask(who, one.method, one.at(**named), BODIES.get(one.id))
    return answer.status_code, plain(answer, named)


def plain(answer: httpx.Response, named: dict[str, str]) -> Json:
    if answer.headers.get("content-type") == "application/pdf":
        return {"file": answer.headers["content-disposition"]}
    text = answer.text
    for each in named.values():
        text = text.replace(each, "THE ID")
    said: Json = json.loads(text or "{}")
    said.pop("requestId", None)
    return said


async def test_an_id_of_another_organization_is_treated_as_unknown_by_every_operation(
    gateway: Gateway,
) -> None:
    before = await gateway.rows(tenant=True)
    differ = {}
    for one, real in cases(gateway):
        foreign = await response_to(gateway, "other", one, real)
        unknown = await response_to(gateway, "other", one, unknown_ids(real))
        if foreign != unknown or foreign[0] != 404:
            differ[f"{one.id} {real}"] = (foreign, unknown)

    assert differ == {}
    assert await gateway.rows(tenant=True) == before


async def test_the_same_requests_by_the_owner_get_different_responses(gateway: Gateway) -> None:
    """Otherwise the test above would pass on operations that never look anything up."""
    same = []
    for one, real in cases(gateway):
        if one.method == "DELETE":
            continue
        if await response_to(gateway, "admin", one, real) == await response_to(
            gateway, "admin", one, unknown_ids(real)
        ):
            same.append(f"{one.id} {real}")

    assert same == []


async def test_every_operation_with_an_id_is_compared_or_exempt(gateway: Gateway) -> None:
    ids = {one.id: one.path_names for one in gateway.operations if one.path_names}

    assert len(ids) >= 40
    assert {name: names[0] for name, names in ids.items() if name in OPENS_BY_ITSELF} == (
        OPENS_BY_ITSELF
    )
    assert {one.id for one, _ in cases(gateway)} == set(ids) - set(OPENS_BY_ITSELF)


@pytest.mark.parametrize("method", _RPC)
async def test_an_id_of_another_organization_in_a_remote_call_is_treated_as_unknown(
    gateway: Gateway, method: str
) -> None:
    async def call(who: str, run_id: str) -> Json:
        params = {"runId": run_id, "approved": True, "comments": "Said.", "position": "Buyer"}
        said = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return plain(await gateway.ask(who, "POST", "/api/v1/a2a/task", said), {"run_id": run_id})

    real = gateway.known.run_id
    foreign = await call("other", real)

    assert foreign == await call("other", unknown_like(real))
    assert foreign["error"]["code"] == -32003
    assert await call("admin", real) != foreign


async def test_lists_and_searches_contain_nothing_of_other_organizations(gateway: Gateway) -> None:
    known = gateway.known
    lists = [one for one in gateway.operations if one.method == "GET" and not one.path_names]
    searches = [
        f"/api/v1/interviews?search={known.run_id}",
        "/api/v1/interviews?search=Dana",
        "/api/v1/interviews?search=surface",
        "/api/v1/dev/mailbox?to=dana.kowalczyk@example.com",
        *(f"/api/v1/webhooks?status={status}" for status in ("pending", "delivered", "gone")),
    ]
    secrets = [value for value in vars_of(known) if len(value) > 8]
    seen = {}
    for path in [one.path for one in lists] + searches:
        text = (await gateway.ask("other", "GET", path)).text
        seen |= {f"{path} {value}": text for value in secrets if value in text}

    assert len(lists) >= 10
    assert seen == {}
    assert known.run_id in (await gateway.ask("admin", "GET", searches[0])).text


async def test_a_tenant_header_of_another_organization_is_refused_for_every_caller(
    gateway: Gateway,
) -> None:
    theirs = str(
        gateway.of.tenancy
        and (await gateway.ask("admin", "GET", "/api/v1/auth/me")).json()["tenantId"]
    )
    answers = [
        await gateway.ask("other", "GET", "/api/v1/interviews", headers={"X-Tenant-ID": tenant})
        for tenant in (theirs, str(uuid4()))
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert plain(answers[0], {}) == plain(answers[1], {})


async def test_the_same_names_in_two_organizations_are_two_interviews(gateway: Gateway) -> None:
    body = {**BODIES["a2a_create"], "externalId": "shared-name", "candidateRef": "shared"}
    same_key = {"Idempotency-Key": "one-key-of-two-houses"}
    path = "/api/v1/a2a/interview"
    ours = await gateway.ask("admin", "POST", path, body, headers=same_key)
    theirs = await gateway.ask("other", "POST", path, body, headers=same_key)

    assert (ours.status_code, theirs.status_code) == (201, 201)
    assert ours.json()["runId"] != theirs.json()["runId"]


def vars_of(known: object) -> list[str]:
    return [str(getattr(known, name)) for name in known.__slots__]  # type: ignore[attr-defined]
