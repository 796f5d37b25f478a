"""A foreign organisation's id behaves as an unknown one, on every operation that takes an id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4  # noqa: TID251 - ids that nobody has

import httpx
import pytest
from tests.fakes.outsider import Json
from tests.integration.surface.bodies import BODIES
from tests.integration.surface.house import House, Operation

pytestmark = pytest.mark.asyncio(loop_scope="session")

OPENS_BY_ITSELF = {
    "session_ticket": "handle",
    "session_livekit": "handle",
    "show_invitation": "token",
    "give_consent": "token",
    "request_code": "token",
    "verify_code": "token",
    "start_interview": "token",
    "download_media": "token",
    "upload_media": "token",
    "put_chunk": "handle",
}
"""Operations whose word in the path is itself the credential, bound to no caller; and that word."""
_DELETES_LAST = {"DELETE": 2, "POST": 1, "PATCH": 1, "PUT": 1, "GET": 0}
_RPC = (
    "interview.getStatus",
    "interview.approve",
    "interview.completeInfo",
    "interview.requestModification",
    "assessment.approve",
)


def real_ids(house: House, name: str) -> list[str]:
    """Return what a path's parameter may really be called in the demo organisation."""
    known = house.known
    return {
        "key": [known.interview_id, known.run_id, known.waiting_id],
        "run_id": [known.run_id, known.interview_id, known.assessment_id],
        "skill_id": [known.skill_id],
        "interview_id": [known.interview_id, known.run_id],
        "session_id": [known.session_id],
        "message_id": [known.message_id],
        "key_id": [known.key_id],
        "user_id": [known.user_id],
        "invitation_id": [known.invitation_id],
        "letter_id": [known.letter_id],
        "practice_id": [known.practice_id],
        "conversation_id": [known.conversation_id],
        "intake_id": [known.intake_id],
        "template_id": [known.template_id],
        "task_id": [known.task_id],
    }[name]


def unknown_like(real: str) -> str:
    """Return an id of the same form that nobody has."""
    if real.startswith("run_"):
        return "run_" + str(uuid4()).replace("-", "")[: len(real) - 4]
    if real.startswith("int_") and len(real) == 36:
        return f"int_{uuid4().hex}"
    return str(uuid4())


def with_ids(house: House) -> list[Operation]:
    return [one for one in house.operations if one.path_names and one.id not in OPENS_BY_ITSELF]


def cases(house: House) -> Iterator[tuple[Operation, str]]:
    for one in sorted(with_ids(house), key=lambda one: _DELETES_LAST[one.method]):
        [name] = one.path_names
        for real in real_ids(house, name):
            yield one, real


async def told(house: House, who: str, one: Operation, named: str) -> tuple[int, Json]:
    """Return status and body of one request, with the id and the request's own name taken out."""
    [name] = one.path_names
    answer = await house.ask(who, one.method, one.at(**{name: named}), BODIES.get(one.id))
    return answer.status_code, plain(answer, named)


def plain(answer: httpx.Response, named: str) -> Json:
    said: Json = json.loads(answer.text.replace(named, "THE ID") or "{}")
    said.pop("requestId", None)
    return said


async def test_a_foreign_id_answers_as_an_unknown_one_on_every_operation(house: House) -> None:
    before = await house.rows(tenant=True)
    differ = {}
    for one, real in cases(house):
        foreign = await told(house, "other", one, real)
        unknown = await told(house, "other", one, unknown_like(real))
        if foreign != unknown or foreign[0] != 404:
            differ[f"{one.id} {real}"] = (foreign, unknown)

    assert differ == {}
    assert await house.rows(tenant=True) == before


async def test_the_same_requests_by_the_owner_do_tell_the_difference(house: House) -> None:
    """Otherwise the test above would pass on operations that never look anything up."""
    same = []
    for one, real in cases(house):
        if one.method == "DELETE":
            continue
        if await told(house, "admin", one, real) == await told(
            house, "admin", one, unknown_like(real)
        ):
            same.append(f"{one.id} {real}")

    assert same == []


async def test_an_operation_with_an_id_is_compared_or_opens_by_itself(house: House) -> None:
    ids = {one.id: one.path_names for one in house.operations if one.path_names}

    assert len(ids) >= 40
    assert {name for name, names in ids.items() if len(names) != 1} == set()
    assert {name: names[0] for name, names in ids.items() if name in OPENS_BY_ITSELF} == (
        OPENS_BY_ITSELF
    )
    assert {one.id for one, _ in cases(house)} == set(ids) - set(OPENS_BY_ITSELF)


@pytest.mark.parametrize("method", _RPC)
async def test_a_foreign_id_in_a_remote_call_answers_as_an_unknown_one(
    house: House, method: str
) -> None:
    async def call(who: str, run_id: str) -> Json:
        params = {"runId": run_id, "approved": True, "comments": "Said.", "position": "Buyer"}
        said = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return plain(await house.ask(who, "POST", "/api/v1/a2a/task", said), run_id)

    real = house.known.run_id
    foreign = await call("other", real)

    assert foreign == await call("other", unknown_like(real))
    assert foreign["error"]["code"] == -32003
    assert await call("admin", real) != foreign


async def test_what_others_have_is_in_no_list_and_no_search(house: House) -> None:
    known = house.known
    lists = [one for one in house.operations if one.method == "GET" and not one.path_names]
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
        text = (await house.ask("other", "GET", path)).text
        seen |= {f"{path} {value}": text for value in secrets if value in text}

    assert len(lists) >= 10
    assert seen == {}
    assert known.run_id in (await house.ask("admin", "GET", searches[0])).text


async def test_a_tenant_header_that_names_others_is_refused_whoever_they_are(house: House) -> None:
    theirs = str(
        house.of.tenancy and (await house.ask("admin", "GET", "/api/v1/auth/me")).json()["tenantId"]
    )
    answers = [
        await house.ask("other", "GET", "/api/v1/interviews", headers={"X-Tenant-ID": tenant})
        for tenant in (theirs, str(uuid4()))
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert plain(answers[0], "-") == plain(answers[1], "-")


async def test_the_same_names_in_two_organisations_are_two_interviews(house: House) -> None:
    body = {**BODIES["a2a_create"], "externalId": "shared-name", "candidateRef": "shared"}
    same_key = {"Idempotency-Key": "one-key-of-two-houses"}
    path = "/api/v1/a2a/interview"
    ours = await house.ask("admin", "POST", path, body, headers=same_key)
    theirs = await house.ask("other", "POST", path, body, headers=same_key)

    assert (ours.status_code, theirs.status_code) == (201, 201)
    assert ours.json()["runId"] != theirs.json()["runId"]


def vars_of(known: object) -> list[str]:
    return [str(getattr(known, name)) for name in known.__slots__]  # type: ignore[attr-defined]
