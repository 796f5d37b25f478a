"""The routes of delivery as a client meets them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import httpx
import pytest
from tests.database import fresh_tenant
from tests.fakes.delivery import DeliveryWorld
from tests.fakes.webhook_receiver import Receiver

from vivavoce.delivery.domain.emails import Email
from vivavoce.delivery.domain.webhook import verify
from vivavoce.delivery.routes.webhooks import (
    build_delivery_log_router,
    build_mailbox_router,
    build_webhook_config_router,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import NotFoundError, UnauthenticatedError
from vivavoce.kernel.ids import InterviewId, TenantId

CONFIG = "/api/v1/tenants/me/webhook-config"


class KnownInterviews:
    """Knows what it was told, tenant by tenant."""

    def __init__(self) -> None:
        self.known: dict[tuple[TenantId, str], InterviewId] = {}

    async def resolve_interview_id(self, work: UnitOfWork, ref: str) -> InterviewId:
        if (work.tenant_id, ref) not in self.known:
            raise NotFoundError
        return self.known[work.tenant_id, ref]


class MemoryRules:
    """An organisation's switches."""

    def __init__(self) -> None:
        self.switches = {"autoApprovePlans": False}

    async def read(self, caller: Caller) -> dict[str, bool]:
        return self.switches

    async def change(self, caller: Caller, changes: Mapping[str, bool]) -> dict[str, bool]:
        self.switches |= changes
        return self.switches


@pytest.fixture
def interviews() -> KnownInterviews:
    return KnownInterviews()


@pytest.fixture
async def client(
    world: DeliveryWorld, interviews: KnownInterviews
) -> AsyncIterator[httpx.AsyncClient]:
    tenants = {"ours": world.tenant, "theirs": fresh_tenant()}

    async def authenticate(
        *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        if not api_key:
            raise UnauthenticatedError
        whose, _, role = api_key.partition(" ")
        return Caller(
            tenant_id=tenants[whose],
            kind="account",
            id=UUID(int=1),
            name="x",
            permissions=ROLE_PERMISSIONS[Role(role)],
        )

    ground = world.ground
    app = make_application(
        "Test",
        [
            build_webhook_config_router(world.receivers, MemoryRules()),
            build_delivery_log_router(
                open_work=ground.open_work,
                messages=world.messages,
                resolve_interview_id=interviews.resolve_interview_id,
                redeliver=world.redeliver,
            ),
            build_mailbox_router(world.mailbox),
        ],
        authenticate=authenticate,
        clock=ground.clock,
        ids=ground.ids,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers={"X-API-Key": "ours ADMIN"}
    ) as client:
        yield client


VIEWER = {"X-API-Key": "ours VIEWER"}
THEIRS = {"X-API-Key": "theirs ADMIN"}


async def test_an_endpoint_is_set_shown_changed_and_removed(client: httpx.AsyncClient) -> None:
    body = {"callbackUrl": "http://127.0.0.1:9009/hook", "events": ["interview.approved"]}

    nothing = await client.get(CONFIG)
    made = await client.put(CONFIG, json=body)
    shown = await client.get(CONFIG)
    kept = await client.put(CONFIG, json=body | {"events": []})
    changed = await client.put(CONFIG, json=body | {"rotateSecret": True})
    theirs = await client.get(CONFIG, headers=THEIRS)
    removed = await client.delete(CONFIG)
    again = await client.delete(CONFIG)

    secret = made.json()["secret"]
    assert (nothing.status_code, nothing.json()["code"]) == (404, "webhook_config_not_found")
    assert (made.status_code, secret[:6]) == (200, "whsec_")
    assert shown.json() == made.json() | {"secret": f"****{secret[-4:]}"}
    assert (kept.json()["secret"], kept.json()["events"]) == (f"****{secret[-4:]}", [])
    assert changed.json()["secret"] not in (secret, f"****{secret[-4:]}")
    assert (theirs.status_code, removed.status_code, again.status_code) == (404, 204, 404)


async def test_the_plan_approval_rule_can_be_set_with_the_configuration(
    client: httpx.AsyncClient,
) -> None:
    body = {"callbackUrl": "http://127.0.0.1:9009/hook"}

    first = await client.put(CONFIG, json=body)
    on = await client.put(CONFIG, json=body | {"autoApprovePlans": True})
    untouched = await client.put(CONFIG, json=body)

    said = [one.json()["autoApprovePlans"] for one in (first, on, untouched)]
    assert said == [False, True, True]
    assert on.json()["warnings"] == []


async def test_a_secret_set_by_the_client_signs(
    client: httpx.AsyncClient, world: DeliveryWorld
) -> None:
    secret = "my-very-own-secret-of-forty-characters!!"
    async with Receiver() as receiver:
        body = {"callbackUrl": receiver.url("ok"), "secret": secret}
        await client.put(CONFIG, json=body)
        tested = await client.post(f"{CONFIG}/test")

    heard = receiver.requests[0]
    verify(heard.body.encode(), heard.headers, [secret], now=world.clock.now())
    answer = tested.json()
    assert answer.pop("latencyMs") >= 0
    assert answer == {"isDelivered": True, "status": 204, "error": None, "body": ""}


async def test_a_test_delivery_shows_the_response_of_the_endpoint(
    client: httpx.AsyncClient,
) -> None:
    async with Receiver() as receiver:
        await client.put(CONFIG, json={"callbackUrl": receiver.url("500")})
        failing = (await client.post(f"{CONFIG}/test")).json()
        await client.put(CONFIG, json={"callbackUrl": receiver.url("sentence")})
        speaking = (await client.post(f"{CONFIG}/test")).json()
        await client.put(CONFIG, json={"callbackUrl": receiver.url("big")})
        long = (await client.post(f"{CONFIG}/test")).json()
    silent = (await client.post(f"{CONFIG}/test")).json()

    assert (failing["isDelivered"], failing["status"]) == (False, 500)
    assert speaking["body"] == "Unknown signature \ufffd\ufffd caf\u00e9"
    assert long["body"] == "x" * 500
    assert (silent["isDelivered"], silent["status"], silent["error"]) == (False, None, "connect")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "validation", "callbackUrl"),
        ({"callbackUrl": "ftp://a.example"}, "webhook_config_invalid", "callbackUrl"),
        ({"callbackUrl": "http://10.0.0.1/"}, "webhook_config_invalid", "callbackUrl"),
        ({"callbackUrl": "http://u:p@a.example/"}, "webhook_config_invalid", "callbackUrl"),
        (
            {"callbackUrl": "http://a.example/", "events": ["interview.nonsense"]},
            "webhook_config_invalid",
            "events",
        ),
        (
            {"callbackUrl": "http://a.example/", "secret": "short"},
            "webhook_secret_invalid",
            "secret",
        ),
    ],
)
async def test_an_invalid_configuration_is_refused_with_its_field(
    client: httpx.AsyncClient, body: dict[str, object], code: str, field: str
) -> None:
    answer = await client.put(CONFIG, json=body)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["errors"][0]["field"] == field


async def test_a_viewer_reads_the_log_and_changes_nothing(
    client: httpx.AsyncClient, world: DeliveryWorld, interviews: KnownInterviews
) -> None:
    interview = world.interview()
    interviews.known[world.tenant, "run_1"] = interview
    async with Receiver() as receiver:
        message = await world.publish_webhook(interview, receiver.url("500"))
        await world.attempt(world.tenant, message, 1)

    log = await client.get("/api/v1/interviews/run_1/webhooks", headers=VIEWER)
    refused = [
        await client.post(f"/api/v1/webhooks/{message}/redeliver", headers=VIEWER),
        await client.put(CONFIG, json={"callbackUrl": "http://a.example/"}, headers=VIEWER),
        await client.delete(CONFIG, headers=VIEWER),
        await client.post(f"{CONFIG}/test", headers=VIEWER),
    ]

    shown = log.json()["data"][0]
    assert (shown["id"], shown["sequence"], shown["status"]) == (str(message), 1, "pending")
    assert (shown["attempts"][0]["status"], shown["attempts"][0]["error"]) == (500, None)
    assert shown["nextAttemptAt"]
    assert {answer.status_code for answer in refused} == {403}


async def test_abandoned_messages_are_listed_and_sent_again(
    client: httpx.AsyncClient, world: DeliveryWorld
) -> None:
    message = await world.publish_webhook(world.interview(), "http://10.0.0.1/")
    await world.attempt(world.tenant, message, 1)

    dead = (await client.get("/api/v1/webhooks")).json()
    sent = await client.post(f"/api/v1/webhooks/{message}/redeliver")
    twice = await client.post(f"/api/v1/webhooks/{message}/redeliver")
    left = (await client.get("/api/v1/webhooks?status=dead")).json()
    every = (await client.get("/api/v1/webhooks?status=all")).json()

    assert ([one["id"] for one in dead["data"]], dead["total"]) == ([str(message)], 1)
    assert ([one["id"] for one in every["data"]], every["total"]) == ([str(message)], 1)
    assert (sent.status_code, sent.json()["status"]) == (202, "pending")
    assert (twice.status_code, twice.json()["code"]) == (409, "webhook_pending")
    assert left["total"] == 0


async def test_an_id_of_another_organization_looks_like_an_unknown_one(
    client: httpx.AsyncClient, world: DeliveryWorld, interviews: KnownInterviews
) -> None:
    interview = world.interview()
    interviews.known[world.tenant, str(interview)] = interview
    message = await world.publish_webhook(interview, "http://10.0.0.1/")
    await world.attempt(world.tenant, message, 1)

    foreign = [
        await client.get(f"/api/v1/interviews/{interview}/webhooks", headers=THEIRS),
        await client.post(f"/api/v1/webhooks/{message}/redeliver", headers=THEIRS),
    ]
    unknown = [
        await client.get(f"/api/v1/interviews/{world.interview()}/webhooks", headers=THEIRS),
        await client.post(f"/api/v1/webhooks/{world.interview()}/redeliver", headers=THEIRS),
    ]

    def comparable(answer: httpx.Response) -> dict[str, object]:
        return {k: v for k, v in answer.json().items() if k != "requestId"}

    assert {answer.status_code for answer in foreign + unknown} == {404}
    assert [comparable(answer) for answer in foreign] == [comparable(answer) for answer in unknown]
    assert (await client.get("/api/v1/webhooks", headers=THEIRS)).json()["total"] == 0


async def test_the_mailbox_shows_the_emails_of_the_own_organization(
    client: httpx.AsyncClient, world: DeliveryWorld
) -> None:
    for number, to in enumerate(["ada@example.org", "bob@example.org"]):
        email = Email(to=to, subject="Hello", text=f"letter {number}")
        await world.mailbox.send(email, tenant_id=world.tenant, message_id=world.interview())

    everything = (await client.get("/api/v1/dev/mailbox")).json()["data"]
    adas = (await client.get("/api/v1/dev/mailbox?to=Ada@example.org")).json()["data"]
    theirs = (await client.get("/api/v1/dev/mailbox", headers=THEIRS)).json()["data"]

    assert [one["text"] for one in everything] == ["letter 1", "letter 0"]
    assert [one["to"] for one in adas] == ["ada@example.org"]
    assert theirs == []


async def test_the_mailbox_is_searched_and_paged(
    client: httpx.AsyncClient, world: DeliveryWorld
) -> None:
    for number, to in enumerate(["ada@example.org", "bob@example.org", "eve@example.org"]):
        email = Email(to=to, subject=f"Your code, {to[:3]}", text=f"It is {number}.")
        await world.mailbox.send(email, tenant_id=world.tenant, message_id=world.interview())

    async def found(query: str) -> tuple[list[str], int]:
        answer = (await client.get(f"/api/v1/dev/mailbox?{query}")).json()
        return [one["to"][:3] for one in answer["data"]], answer["total"]

    assert await found("limit=2") == (["eve", "bob"], 3)
    assert await found("limit=2&page=2") == (["ada"], 3)
    assert await found("search=CODE+BOB") == (["bob"], 1)
    assert await found("search=code+is+2") == (["eve"], 1)
    assert await found("search=code&to=ada@example.org") == (["ada"], 1)
    assert await found("search=appointment") == ([], 0)


@pytest.mark.parametrize(
    "path", [CONFIG, "/api/v1/webhooks", "/api/v1/interviews/x/webhooks", "/api/v1/dev/mailbox"]
)
async def test_a_request_without_a_key_is_refused(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path, headers={"X-API-Key": ""})).status_code == 401
