"""An organization's own e-mail texts over HTTP: who may change them, and what candidates then receive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.database import fresh_tenant
from tests.fakes.delivery import DeliveryWorld
from tests.fakes.hiring_fakes import RecordingAuditLog
from tests.unit.tenancy.memory_ports import MemoryRates

from vivavoce.delivery.domain.emails import Email, EmailStyle
from vivavoce.delivery.routes.email_texts import build_email_text_router
from vivavoce.delivery.usecases.manage_email_texts import ManageEmailTexts
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import TenantId

CODE = "/api/v1/tenants/me/email-texts/code/en"
OWN = {"subject": "Your code from {{ORGANIZATION}}", "body": "Here it is:\n\n{{CODE}}"}
ADMIN, RECRUITER, STRANGER, PROGRAM = (
    {"x-api-key": name} for name in ("admin", "recruiter", "stranger", "program")
)


@pytest.fixture
def audit() -> RecordingAuditLog:
    return RecordingAuditLog()


@pytest.fixture
async def client(
    world: DeliveryWorld, audit: RecordingAuditLog
) -> AsyncIterator[httpx.AsyncClient]:
    theirs = fresh_tenant()

    def caller(tenant: TenantId, role: Role, kind: str, number: int) -> Caller:
        return Caller(
            tenant_id=tenant,
            kind=kind,  # type: ignore[arg-type]  # a literal below
            id=UUID(int=number),
            name="Ruth Adeyemi",
            permissions=ROLE_PERMISSIONS[role],
        )

    callers = {
        "admin": caller(world.tenant, Role.ADMIN, "account", 1),
        "recruiter": caller(world.tenant, Role.RECRUITER, "account", 2),
        "stranger": caller(theirs, Role.ADMIN, "account", 3),
        "program": caller(world.tenant, Role.ADMIN, "api_key", 4),
    }

    async def authenticate(
        *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        if api_key not in callers:
            raise UnauthenticatedError
        return callers[api_key]

    async def read_style(work: UnitOfWork) -> EmailStyle:
        return EmailStyle(footer="1 Mill Lane")

    async def read_name(work: UnitOfWork) -> str:
        return "Larkfield <Energy>"

    async def read_address(work: UnitOfWork, user_id: UUID) -> str:
        return "ruth@example.org"

    async def send(work: UnitOfWork, email: Email, person_id: UUID) -> UUID:
        return await world.post.enqueue(work, email, person_id=person_id)

    texts = ManageEmailTexts(
        open_work=world.ground.open_work,
        texts=world.own_texts,
        read_style=read_style,
        read_name=read_name,
        read_address=read_address,
        send=send,
        attempts=MemoryRates(world.clock),
        audit_log=audit,
        clock=world.clock,
        site="https://hire.example.org/",
    )
    app = make_application(
        "Test",
        [build_email_text_router(texts)],
        clock=world.clock,
        ids=world.ground.ids,
        authenticate=authenticate,
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as opened:
        yield opened


async def send_code(world: DeliveryWorld, language: str = "en") -> Email:
    async with world.ground.open_work(world.tenant) as work:
        email_id = await world.post.send_code(
            work,
            person_id=world.ground.ids.new_id(),
            to="ada@example.org",
            code="042137",
            minutes=10,
            language=language,
            organization="Larkfield",
        )
    await world.send_email(world.tenant, email_id, 1)
    return world.mailer.kept[-1][1]


async def test_candidates_receive_the_own_text_until_it_is_reset(
    world: DeliveryWorld, client: httpx.AsyncClient, audit: RecordingAuditLog
) -> None:
    saved = await client.put(CODE, json=OWN, headers=ADMIN)
    own, german = await send_code(world), await send_code(world, "de")
    foreign = await send_code(world, "fr")
    reset = await client.delete(CODE, headers=ADMIN)
    again = await client.delete(CODE, headers=ADMIN)
    builtin = await send_code(world)

    assert (saved.status_code, saved.json()["isOwn"]) == (200, True)
    assert saved.json()["changedBy"] == "Ruth Adeyemi"
    assert (own.subject, own.text) == ("Your code from Larkfield", "Here it is:\n\n042137\n")
    assert german.subject == "Ihr Code für das Interview"
    assert foreign.subject == own.subject
    assert (reset.json()["isOwn"], reset.json()["body"]) == (
        False,
        reset.json()["builtin"]["body"],
    )
    assert again.status_code == 200
    assert builtin.subject == "Your interview code"
    assert [row[1] for row in audit.rows] == ["email_text.changed", "email_text.reset"]


async def test_only_administrators_change_texts_and_organizations_are_separate(
    client: httpx.AsyncClient,
) -> None:
    await client.put(CODE, json=OWN, headers=ADMIN)

    refused = [
        await client.put(CODE, json=OWN, headers=RECRUITER),
        await client.delete(CODE, headers=RECRUITER),
        await client.post(f"{CODE}/test", json=OWN, headers=RECRUITER),
    ]
    read = await client.get("/api/v1/tenants/me/email-texts", headers=RECRUITER)
    theirs = await client.get("/api/v1/tenants/me/email-texts", headers=STRANGER)

    assert [answer.status_code for answer in refused] == [403, 403, 403]
    owned = [(one["kind"], one["language"]) for one in read.json()["data"] if one["isOwn"]]
    assert owned == [("code", "en")]
    assert len(read.json()["data"]) == 16
    assert not any(one["isOwn"] for one in theirs.json()["data"])


async def test_a_text_that_cannot_be_used_is_refused_by_name_everywhere(
    client: httpx.AsyncClient,
) -> None:
    wrong = {"subject": "Code", "body": "Hello {{NAEM}}"}

    answers = [
        await client.put(CODE, json=wrong, headers=ADMIN),
        await client.post(f"{CODE}/preview", json=wrong, headers=ADMIN),
        await client.post(f"{CODE}/test", json=wrong, headers=ADMIN),
    ]
    elsewhere = await client.put("/api/v1/tenants/me/email-texts/code/fr", json=OWN, headers=ADMIN)

    for answer in answers:
        assert answer.status_code == 422
        assert [(one["field"], one["message"]) for one in answer.json()["errors"]] == [
            ("body", "'{{NAEM}}' is not a placeholder of this text."),
            ("body", "'{{CODE}}' is missing. The text must contain it."),
        ]
    assert elsewhere.status_code == 404


async def test_a_preview_stores_nothing_and_a_test_goes_to_the_own_address(
    world: DeliveryWorld, client: httpx.AsyncClient
) -> None:
    preview = await client.post(f"{CODE}/preview", json=OWN, headers=RECRUITER)
    sent = await client.post(f"{CODE}/test", json=OWN, headers=ADMIN)
    by_program = await client.post(f"{CODE}/test", json=OWN, headers=PROGRAM)

    assert preview.json()["text"] == "Here it is:\n\n482913\n\n1 Mill Lane\n"
    assert "Larkfield &lt;Energy&gt;" in preview.json()["html"]
    assert (sent.status_code, sent.json()) == (202, {"sentTo": "ruth@example.org"})
    assert (by_program.status_code, by_program.json()["code"]) == (409, "no_address_for_test")
    async with world.ground.open_work(world.tenant) as work:
        assert await world.own_texts.list(work) == []
        (row,) = await work.fetch_all("SELECT id FROM email", {})
    await world.send_email(world.tenant, row["id"], 1)
    (letter,) = [email for _, email in world.mailer.kept]
    assert (letter.to, letter.subject) == (
        "ruth@example.org",
        "Test: Your code from Larkfield <Energy>",
    )


async def test_tests_are_limited(client: httpx.AsyncClient) -> None:
    answers = [await client.post(f"{CODE}/test", json=OWN, headers=ADMIN) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [202] * 10 + [429]


async def test_an_invitation_preview_has_links_that_lead_nowhere(
    world: DeliveryWorld,
    client: httpx.AsyncClient,
) -> None:
    listed = (await client.get("/api/v1/tenants/me/email-texts", headers=ADMIN)).json()["data"]
    (invitation,) = [
        one for one in listed if (one["kind"], one["language"]) == ("invitation", "en")
    ]
    wording = {"subject": invitation["subject"], "body": invitation["body"]}

    preview = await client.post(
        "/api/v1/tenants/me/email-texts/invitation/en/preview", json=wording, headers=ADMIN
    )

    assert "https://hire.example.org/interview/join/sample" in preview.json()["text"]
    assert str(world.clock.now().year) in preview.json()["text"]


async def test_what_a_placeholder_stands_for_is_said_in_the_language_of_the_reader(
    client: httpx.AsyncClient,
) -> None:
    german = await client.get(
        "/api/v1/tenants/me/email-texts", headers={**ADMIN, "Accept-Language": "de"}
    )
    changed = await client.put(CODE, json=OWN, headers={**ADMIN, "Accept-Language": "de"})
    english = await client.get("/api/v1/tenants/me/email-texts", headers=ADMIN)

    def said(texts: list[dict[str, Any]]) -> set[str]:
        return {each["description"] for text in texts for each in text["placeholders"]}

    assert "Der Name der Bewerberin oder des Bewerbers; er kann leer sein." in said(
        german.json()["data"]
    )
    assert "The candidate's name; it can be empty." in said(english.json()["data"])
    assert said([changed.json()]) <= said(german.json()["data"])
    assert not said(english.json()["data"]) & said(german.json()["data"])
