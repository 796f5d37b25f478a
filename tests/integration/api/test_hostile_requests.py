"""No input gives a 5xx or an answer that is not documented, and a refusal leaves nothing half-written."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from urllib.parse import quote
from uuid import uuid4  # noqa: TID251 - ids that nobody has

import httpx
import pytest
from pydantic import ValidationError
from tests.fakes.api_clients import Json
from tests.integration.api.gateway import Gateway, Operation
from tests.integration.api.hostile_requests import (
    IDS,
    RAW_IDS,
    HostileRequest,
    hostile_bodies,
    hostile_queries,
    with_privileged,
)
from tests.integration.api.valid_bodies import BODIES
from tests.samples import in_turn

from vivavoce.infra.web.problems import Problem

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]

MAY_NAME = {
    "create_assignments": {"role"},
    "login": {"tenantId", "tenant_id"},
    "a2a_task": {
        "id",
        "runId",
        "tenantId",
        "tenant_id",
        "state",
        "creator",
        "createdBy",
        "personId",
    },
}
"""Privileged names that an operation reads after all: sign-in picks an organisation, JSON-RPC
carries ids; what stands beside its members is nothing to it."""
Send = Callable[[], Awaitable[httpx.Response]]
_JSON = {"Content-Type": "application/json"}
_LARGE = 50 * 1024 * 1024
_MOST_READ = 3 * 1024 * 1024
_MOST_READ_OF = {"create_interviews": 9 * 1024 * 1024}
"""A batch of interviews may have 8 MiB."""


class Verdict:
    """Judges answers by the documented error body, and counts them."""

    def __init__(self) -> None:
        self.count = 0
        self.faults: dict[str, str] = {}
        self._refused: list[tuple[Send, bool]] = []
        self._taken = 0

    @asynccontextmanager
    async def around(self, gateway: Gateway, name: str) -> AsyncIterator[None]:
        """Note a fault when what was refused within the block left any row changed.

        When something was taken as well, all that was refused is sent once more and compared alone. Where
        rows change even then, a member that was missing at first may be stored by now: all that is still
        refused decides.
        """
        self._refused, self._taken = [], 0
        before = await gateway.rows()
        yield
        after = await gateway.rows()
        if self._taken:
            before = after
            still = [
                send for send, is_rpc in self._refused if _is_refusal(await send(), is_rpc=is_rpc)
            ]
            after = await gateway.rows()
            if after != before and len(still) < len(self._refused):
                before = after
                for send in still:
                    await send()
                after = await gateway.rows()
        if after != before:
            changed = [table for table in after if after[table] != before[table]]
            self.faults[f"{name} half-written"] = f"{changed}"

    async def judge(
        self,
        name: str,
        send: Send,
        *,
        is_refused: bool = False,
        is_rpc: bool = False,
    ) -> None:
        """Send once, note what is wrong with the answer, remember how to send it when it was refused."""
        answer = await send()
        self.count += 1
        fault = self._fault(answer, is_refused=is_refused, is_rpc=is_rpc)
        if fault:
            self.faults[name] = fault
        if _is_refusal(answer, is_rpc=is_rpc):
            self._refused.append((send, is_rpc))
        else:
            self._taken += 1

    def _fault(self, answer: httpx.Response, *, is_refused: bool, is_rpc: bool) -> str:
        if answer.status_code >= 500:
            return f"{answer.status_code} {answer.text[:200]}"
        if answer.is_client_error:
            return self._problem_fault(answer)
        if is_rpc:
            said = answer.json() if answer.content else {}
            ok = not is_refused or all(
                "error" in one for one in (said if isinstance(said, list) else [said])
            )
            broken = "-32603" in answer.text
            return "" if ok and not broken else f"taken or broken: {answer.text[:200]}"
        return f"taken: {answer.status_code}" if is_refused else ""

    def _problem_fault(self, answer: httpx.Response) -> str:
        kind = answer.headers.get("content-type", "")
        if kind != "application/problem+json":
            return f"{answer.status_code} is {kind}"
        found = answer.json()
        wrong = []
        try:
            Problem.model_validate(found, strict=True)
        except ValidationError as error:
            wrong.append(str(error))
        if found.get("status") != answer.status_code:
            wrong.append("another status in the body")
        if "Traceback" in answer.text or "psycopg" in answer.text:
            wrong.append("shows the inside of the house")
        return "; ".join(wrong)


def _is_refusal(answer: httpx.Response, *, is_rpc: bool) -> bool:
    return answer.is_client_error or (is_rpc and '"result"' not in answer.text)


@pytest.fixture
def verdict() -> Verdict:
    return Verdict()


def path_of(gateway: Gateway, one: Operation) -> str:
    """Return the path with ids that let a request get as far as its body."""
    known = gateway.known
    names = {
        **dict.fromkeys(("key", "interview_id"), known.waiting_id),
        "session_id": known.handle if one.id == "put_chunk" else known.session_id,
        "handle": known.handle,
        "practice_id": known.practice_id,
        "conversation_id": known.conversation_id,
        "intake_id": known.intake_id,
        "template_id": known.template_id,
        "token": known.token,
    }
    return one.at(**{name: names.get(name, str(uuid4())) for name in one.path_names})


_ERASES_WITHOUT_ID = "erase_own_practice"


def takes_away(one: Operation) -> bool:
    """Return whether a request needs no body to remove something.

    Somebody who has nothing here sends it, so that what the other tests stand on stays.
    """
    return one.method == "DELETE" or one.id == _ERASES_WITHOUT_ID


def sender(
    gateway: Gateway, one: Operation, content: bytes, path: str = "", **headers: str
) -> Send:
    where = path or path_of(gateway, one)
    who = "other" if takes_away(one) else "admin"

    async def send() -> httpx.Response:
        return await gateway.http.request(
            one.method,
            where,
            content=content,
            headers={**gateway.callers[who], **_JSON, **headers},
        )

    return send


def with_body(gateway: Gateway) -> list[Operation]:
    return [one for one in gateway.operations if one.has_body]


def of(one: Operation, *, is_brief: bool) -> Iterator[HostileRequest]:
    """Yield hostile bodies; the same kind of body that was tried out in full is spoilt briefly."""
    body: Json = BODIES[one.id]
    yield from hostile_bodies(body, is_brief=is_brief)
    if one.id == "a2a_task":
        yield from _hostile_params(body)
    for hostile in with_privileged(body):
        if hostile.name.removeprefix("privileged ") not in MAY_NAME.get(one.id, ()):
            yield hostile


def _hostile_params(call: Json) -> Iterator[HostileRequest]:
    """Yield remote calls whose params are spoilt, for every method."""
    facts = {"runId": "run_none", **BODIES["a2a_create"]}
    for method in ("interview.create", "interview.completeInfo", "interview.approve"):
        for one in hostile_bodies(facts, is_brief=method != "interview.create"):
            if not one.content.startswith(b"{"):
                continue
            text = json.dumps({**call, "method": method, "params": 0})[:-2].encode()
            yield HostileRequest(f"{method} {one.name}", text + one.content + b"}")


async def test_every_operation_with_a_body_has_a_valid_one(gateway: Gateway) -> None:
    assert {one.id for one in with_body(gateway)} == set(BODIES)


async def test_hostile_bodies_are_refused_as_documented(gateway: Gateway, verdict: Verdict) -> None:
    known: set[str] = set()
    operations = in_turn(with_body(gateway), 3)
    for one in operations:
        kind = f"{one.method} {one.spec.get('requestBody')}"
        is_brief, known = kind in known, known | {kind}
        bodies = list(of(one, is_brief=is_brief))
        for is_refused in (True, False):  # what nothing may take needs no second sending
            async with verdict.around(gateway, one.id):
                for hostile in bodies:
                    if hostile.is_refused is is_refused:
                        await verdict.judge(
                            f"{one.id} {hostile.name}",
                            sender(gateway, one, hostile.content),
                            is_refused=is_refused,
                            is_rpc=one.id == "a2a_task",
                        )

    assert verdict.faults == {}
    assert verdict.count >= 20 * len(operations) > 600


async def test_hostile_queries_are_answered_as_documented(
    gateway: Gateway, verdict: Verdict
) -> None:
    operations = in_turn(gateway.operations, 3)
    async with verdict.around(gateway, "queries"):
        for one in operations:
            for text in hostile_queries([each["name"] for each in one.query]):
                path = f"{path_of(gateway, one)}?{text}"
                await verdict.judge(f"{one.id} {text[:80]}", sender(gateway, one, b"", path))

    assert verdict.faults == {}
    assert verdict.count >= 4 * len(operations) > 300


async def test_hostile_ids_are_unknown_or_malformed(gateway: Gateway, verdict: Verdict) -> None:
    async with verdict.around(gateway, "ids"):
        for one in gateway.operations:
            body = json.dumps(BODIES[one.id]).encode() if one.id in BODIES else b""
            for text in (*(quote(text, safe="") for text in IDS), *RAW_IDS):
                for name in one.path_names:
                    others = dict.fromkeys(one.path_names, str(uuid4()))
                    path = one.at(**others | {name: text})
                    await verdict.judge(
                        f"{one.id} {name} {text[:80]}",
                        sender(gateway, one, body, path),
                        is_refused=True,
                    )

    assert verdict.faults == {}
    assert verdict.count >= 1_000


async def test_a_body_of_50_mb_is_refused_before_it_is_read(
    gateway: Gateway, verdict: Verdict
) -> None:
    read = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(_LARGE // 65_536):
            read += 65_536
            yield b"x" * 65_536

    before = await gateway.rows()
    for one in with_body(gateway):
        large = sender(gateway, one, b"", **{"Content-Length": str(_LARGE)})
        await verdict.judge(f"{one.id} declared", large, is_refused=True)
        read = 0
        answer = await gateway.http.request(
            one.method,
            path_of(gateway, one),
            content=chunks(),
            headers=gateway.callers["admin"] | _JSON,
        )
        if answer.status_code != 413 or read > _MOST_READ_OF.get(one.id, _MOST_READ):
            verdict.faults[f"{one.id} streamed"] = f"{answer.status_code} after {read}"

    assert verdict.faults == {}
    assert await gateway.rows() == before


@pytest.mark.parametrize(
    "value",
    ["", " ", "x" * 5000, "\u00ff\u00fe", "a,b", "'; --", "null", "0", "%00", "\t"],
)
async def test_hostile_headers_are_answered_as_documented(
    gateway: Gateway, verdict: Verdict, value: str
) -> None:
    names = ("Idempotency-Key", "x-session-token", "X-Tenant-ID", "X-API-Key", "X-Request-ID")
    for name in (*names, "Authorization", "Content-Type", "Content-Length", "Accept", "Host"):
        for one in gateway.operations:
            if one.id not in ("a2a_create", "start_interview", "who_am_i", "list_interviews"):
                continue
            body = json.dumps(BODIES["a2a_create"]).encode() if one.id in BODIES else b""

            async def send(
                one: Operation = one, name: str = name, body: bytes = body
            ) -> httpx.Response:
                given = {**gateway.callers["admin"], **_JSON, name: value.encode("latin-1")}
                return await gateway.http.request(
                    one.method, path_of(gateway, one), content=body, headers=given
                )

            await verdict.judge(f"{one.id} {name}", send)

    assert verdict.faults == {}


async def test_an_undocumented_response_is_detected(gateway: Gateway) -> None:
    verdict = Verdict()
    problem = (await gateway.ask("nobody", "GET", "/api/v1/auth/me")).json()
    right = {"content-type": "application/problem+json"}
    answers = [
        httpx.Response(500, json={}),
        httpx.Response(404, json=problem),
        httpx.Response(404, json=problem, headers=right),
        httpx.Response(401, json={**problem, "code": 5}, headers=right),
        httpx.Response(401, json={**problem, "detail": "psycopg.Error"}, headers=right),
        httpx.Response(200, json={}),
        httpx.Response(401, json=problem, headers=right),
    ]
    for at, answer in enumerate(answers):

        async def send(answer: httpx.Response = answer) -> httpx.Response:
            return answer

        await verdict.judge(str(at), send, is_refused=True)

    assert sorted(verdict.faults) == ["0", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize("is_another_taken", [False, True])
async def test_a_refused_request_that_leaves_a_row_is_detected(is_another_taken: bool) -> None:
    rows = {"interview": 0}

    class Table:
        async def rows(self) -> dict[str, str]:
            return {name: str(count) for name, count in rows.items()}

    async def send_taken() -> httpx.Response:
        rows["interview"] += 1
        return httpx.Response(201, json={})

    async def send_refused() -> httpx.Response:
        rows["interview"] += 1
        return httpx.Response(422, json={})

    verdict = Verdict()
    async with verdict.around(Table(), "clean"):  # type: ignore[arg-type]
        await verdict.judge("taken", send_taken)
    async with verdict.around(Table(), "broken"):  # type: ignore[arg-type]
        await verdict.judge("refused", send_refused)
        if is_another_taken:
            await verdict.judge("taken", send_taken)

    assert [name for name in verdict.faults if "half-written" in name] == ["broken half-written"]
