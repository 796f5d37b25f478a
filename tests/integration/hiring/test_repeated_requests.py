"""A repeated write acts once: the same key and request get the same answer, whatever the operation is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import psycopg
import pytest
from fastapi import APIRouter, Request, Response
from tests.database import KEYS, TestDatabase, fresh_tenant
from tests.fakes.hiring import partner, person
from tests.infrastructure import Ground
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.hiring.adapters.idempotency import PostgresAnsweredRequests
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.idempotency import MAX_STORED_BYTES, shows_secret_once
from vivavoce.infra.web.request_models import StrictRequestModel, make_strict_router
from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.errors import ConflictError, NotFoundError, UnauthenticatedError
from vivavoce.kernel.ids import TenantId

KEY = {"Idempotency-Key": "order 66"}


class Order(StrictRequestModel):
    name: str
    size: int = 1


@dataclass
class Shop:
    """What the operations did."""

    client: httpx.AsyncClient
    database: TestDatabase
    tenants: dict[str, TenantId]
    orders: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    is_waiting: asyncio.Event = field(default_factory=asyncio.Event)
    is_open: bool = True

    async def order(
        self,
        name: str = "tea",
        path: str = "/orders",
        who: str = "partner",
        method: str = "POST",
        **more: object,
    ) -> httpx.Response:
        headers = {"X-API-Key": who, **KEY}
        body = {"name": name, **more}
        return await self.client.request(method, path, json=body, headers=headers)

    async def change(self, method: str, name: str = "tea") -> httpx.Response:
        """Set, change or cancel the order with a number; each has the key."""
        body = None if method == "DELETE" else {"name": name}
        headers = {"X-API-Key": "partner", **KEY}
        return await self.client.request(method, "/orders/1", json=body, headers=headers)

    async def stored(self) -> str:
        async with await psycopg.AsyncConnection.connect(self.database.superuser_url) as link:
            rows = await link.execute(
                "SELECT k::text FROM idempotency_key k WHERE tenant_id = %s",
                (self.tenants["partner"],),
            )
            return str(await rows.fetchall())

    async def age(self, interval: str) -> None:
        async with await psycopg.AsyncConnection.connect(self.database.superuser_url) as link:
            await link.execute(
                "UPDATE idempotency_key SET at = at - %s::interval WHERE tenant_id = %s",
                (interval, self.tenants["partner"]),
            )


def build_routes(of: Shop) -> APIRouter:
    routes = make_strict_router("Orders")

    @routes.post("/orders", status_code=201)
    async def order(caller: CurrentCaller, body: Order) -> dict[str, str]:
        if not of.is_open:
            raise ConflictError
        of.orders.append(body.name)
        if body.name == "slow":
            of.is_waiting.set()
            await of.gate.wait()
        if body.name == "crash":
            raise RuntimeError("in the kitchen")
        return {"number": str(len(of.orders)), "padding": "x" * body.size}

    @routes.put("/keys")
    @routes.post("/keys", status_code=201)
    @shows_secret_once
    async def key(caller: CurrentCaller, body: Order) -> dict[str, str]:
        of.orders.append(body.name)
        return {"secret": "vv_shown_once"}

    @routes.post("/sounds")
    async def sound(caller: CurrentCaller, body: Order) -> Response:
        of.orders.append(body.name)
        return Response(b"\xff\x00\xfe", media_type="audio/x-test")

    @routes.post("/public")
    async def public(body: Order) -> dict[str, int]:
        of.orders.append(body.name)
        return {"count": len(of.orders)}

    @routes.post("/tables")
    async def table(caller: CurrentCaller, request: Request) -> dict[str, int]:
        of.orders.append((await request.body()).decode())
        return {"count": len(of.orders)}

    add_changes(routes, of)
    return routes


def add_changes(routes: APIRouter, of: Shop) -> None:
    @routes.put("/orders/{number}")
    @routes.patch("/orders/{number}")
    async def change(number: int, caller: CurrentCaller, body: Order) -> dict[str, int]:
        of.orders.append(body.name)
        return {"count": len(of.orders)}

    @routes.delete("/orders/{number}", status_code=204)
    async def cancel(number: int, caller: CurrentCaller) -> None:
        if number > len(of.orders):
            raise NotFoundError
        of.orders.pop()


@pytest.fixture
async def shop(ground: Ground, database: TestDatabase) -> AsyncIterator[Shop]:
    tenants = {"partner": fresh_tenant(), "stranger": fresh_tenant()}
    tenants["colleague"] = tenants["partner"]

    async def authenticate(
        *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        if api_key == "colleague":
            return person(tenants[api_key], Role.RECRUITER)
        if api_key in tenants:
            return partner(tenants[api_key])
        raise UnauthenticatedError

    of = Shop(httpx.AsyncClient(), database, tenants)
    app = make_application(
        "Shop",
        [build_routes(of)],
        authenticate=authenticate,
        clock=SimulatedClock(),
        ids=CountingIds(),
        answered_requests=PostgresAnsweredRequests(KEYS, ground.open_work),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        of.client = client
        yield of


async def test_the_same_key_and_request_act_once_and_get_the_same_answer(shop: Shop) -> None:
    first = await shop.order(size=2)
    again = await shop.client.post(
        "/orders",
        content=b'{"size":2,   "name":"tea"}',
        headers={"X-API-Key": "partner", "Content-Type": "application/json", **KEY},
    )

    assert shop.orders == ["tea"]
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["content-type"] == first.headers["content-type"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers


@pytest.mark.parametrize(
    ("content_type", "content"),
    [("text/csv", b"1,2,3\n" * 10_000), ("application/json", b"[" + b"0," * 30_000 + b"0]")],
)
async def test_a_body_that_the_operation_reads_itself_may_have_many_values(
    shop: Shop, content_type: str, content: bytes
) -> None:
    async def send(body: bytes) -> httpx.Response:
        headers = {"X-API-Key": "partner", "Content-Type": content_type, **KEY}
        return await shop.client.post("/tables", content=body, headers=headers)

    first, again, other = await send(content), await send(content), await send(content + b"\n")

    assert (first.status_code, first.json()) == (200, {"count": 1})
    assert again.headers["idempotency-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert shop.orders == [content.decode()]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_repeated_change_acts_once_and_overwrites_nothing(shop: Shop, method: str) -> None:
    first = await shop.change(method)
    again = await shop.change(method)
    other = await shop.change(method, "coffee")

    assert (first.status_code, again.content) == (200, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert shop.orders == ["tea"]


async def test_a_repeated_deletion_gets_the_first_answer(shop: Shop) -> None:
    shop.orders.append("tea")
    first = await shop.change("DELETE")
    again = await shop.change("DELETE")
    headers = {"X-API-Key": "partner"}
    without_key = await shop.client.delete("/orders/1", headers=headers)

    assert (first.status_code, first.content) == (204, b"")
    assert (again.status_code, again.content) == (204, b"")
    assert again.headers["idempotency-replayed"] == "true"
    assert without_key.status_code == 404


async def test_the_method_is_part_of_the_request(shop: Shop) -> None:
    put = await shop.change("PUT")
    patched = await shop.change("PATCH")

    assert put.status_code == 200
    assert (patched.status_code, patched.json()["code"]) == (422, "idempotency_key_reused")
    assert shop.orders == ["tea"]


async def test_the_same_key_with_another_request_is_refused(shop: Shop) -> None:
    await shop.order("tea")
    refused = [await shop.order("coffee"), await shop.order("tea", path="/orders?fast=1")]
    refused.append(await shop.order("tea", path="/sounds"))

    assert [one.status_code for one in refused] == [422, 422, 422]
    assert {one.json()["code"] for one in refused} == {"idempotency_key_reused"}
    assert shop.orders == ["tea"]


async def test_of_two_requests_at_the_same_time_one_acts(shop: Shop) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(shop.order("slow"))
        await asyncio.wait_for(shop.is_waiting.wait(), 20)
        second = await shop.order("slow")
        shop.gate.set()

    assert (second.status_code, second.json()["code"]) == (409, "in_progress")
    assert int(second.headers["retry-after"]) >= 1
    assert first.result().status_code == 201
    assert (await shop.order("slow")).headers["idempotency-replayed"] == "true"
    assert shop.orders == ["slow"]


async def test_keys_belong_to_their_caller(shop: Shop) -> None:
    answers = [await shop.order(who=who) for who in ("partner", "colleague", "stranger")]

    assert [one.status_code for one in answers] == [201, 201, 201]
    assert all("idempotency-replayed" not in one.headers for one in answers)
    assert len(shop.orders) == 3


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_an_answer_with_a_secret_is_not_stored(shop: Shop, method: str) -> None:
    first = await shop.order(path="/keys", method=method)
    again = await shop.order(path="/keys", method=method)

    assert first.json() == {"secret": "vv_shown_once"}
    assert (again.status_code, again.json()["code"]) == (409, "answer_not_stored")
    assert shop.orders == ["tea"]
    assert "sealed" in await shop.stored()
    assert '"sealed": null' in (await shop.stored()).replace('""', '"')


async def test_an_answer_above_the_limit_is_not_stored_and_does_not_act_again(shop: Shop) -> None:
    first = await shop.order(size=MAX_STORED_BYTES)
    again = await shop.order(size=MAX_STORED_BYTES)

    assert first.status_code == 201
    assert again.json()["code"] == "answer_not_stored"
    assert len(shop.orders) == 1


async def test_bytes_are_answered_as_they_were(shop: Shop) -> None:
    await shop.order(path="/sounds")
    again = await shop.order(path="/sounds")

    assert again.content == b"\xff\x00\xfe"
    assert again.headers["content-type"] == "audio/x-test"
    assert shop.orders == ["tea"]


async def test_nothing_readable_is_stored(shop: Shop) -> None:
    await shop.order(name="Ada Lovelace", size=7)

    stored = await shop.stored()
    assert "Ada" not in stored
    assert "order 66" not in stored
    assert "xxxxxxx" not in stored


@pytest.mark.parametrize("name", ["tea", "crash"])
async def test_a_failed_request_can_be_sent_again(shop: Shop, name: str) -> None:
    shop.is_open = name == "crash"
    failed = await shop.order(name)
    invalid = await shop.order("tea", wrong=1)
    shop.is_open = True
    done = await shop.order("tea")

    assert failed.status_code == (500 if name == "crash" else 409)
    assert invalid.status_code == 422
    assert done.status_code == 201
    assert "idempotency-replayed" not in done.headers


async def test_an_interrupted_request_never_runs_again_by_itself(shop: Shop) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(shop.order("slow"))
        await asyncio.wait_for(shop.is_waiting.wait(), 20)
        await shop.age("11 minutes")
        again = await shop.order("slow")
        shop.gate.set()

    assert (again.status_code, again.json()["code"]) == (409, "outcome_unknown")
    assert shop.orders == ["slow"]


async def test_a_key_is_free_again_after_a_day(shop: Shop) -> None:
    await shop.order()
    await shop.age("25 hours")
    again = await shop.order("coffee")

    assert again.status_code == 201
    assert shop.orders == ["tea", "coffee"]


async def test_a_key_must_be_a_key_and_needs_a_caller(shop: Shop) -> None:
    headers = {"X-API-Key": "partner", "Idempotency-Key": "k" * 256}
    long = await shop.client.post("/orders", json={"name": "tea"}, headers=headers)
    nobody = await shop.order(who="nobody")
    public = [await shop.order(path="/public") for _ in range(2)]

    assert (long.status_code, long.json()["code"]) == (422, "malformed")
    assert nobody.status_code == 401
    assert [one.json()["count"] for one in public] == [1, 2]
