"""An organization's consent text: versions, who may write one, and that older consent does not count."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import psycopg
import pytest
from tests.database import fresh_tenant
from tests.fakes.staff_actions import ListAuditLog
from tests.integration.access.candidate_access import World

from vivavoce.access.domain.candidate_access import ConsentTextChangedError
from vivavoce.access.domain.consent_text import ConsentText
from vivavoce.access.routes.consent_texts import build_consent_text_router
from vivavoce.access.usecases.manage_consent_texts import ManageConsentTexts
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import TenantId

TEXTS = "/api/v1/tenants/me/consent-texts"
ADMIN, RECRUITER, STRANGER = ({"x-api-key": name} for name in ("admin", "recruiter", "stranger"))
OWN = "Larkfield is responsible. We keep it {{RETENTION_DAYS}} days."


@pytest.fixture
def audit() -> ListAuditLog:
    return ListAuditLog()


@pytest.fixture
async def staff(world: World, audit: ListAuditLog) -> AsyncIterator[httpx.AsyncClient]:
    def caller(tenant: TenantId, role: Role) -> Caller:
        return Caller(
            tenant_id=tenant,
            kind="account",
            id=UUID(int=1),
            name="Ruth Adeyemi",
            permissions=ROLE_PERMISSIONS[role],
        )

    callers = {
        "admin": caller(world.tenant, Role.ADMIN),
        "recruiter": caller(world.tenant, Role.RECRUITER),
        "stranger": caller(fresh_tenant(), Role.ADMIN),
    }

    async def authenticate(
        *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        if api_key not in callers:
            raise UnauthenticatedError
        return callers[api_key]

    async def read_days(work: UnitOfWork) -> int:
        return 45

    async def read_spoken_part(work: UnitOfWork, language: str) -> ConsentText:
        return ConsentText(
            ".spoken", " Press one." if language == "en" else " Drücken Sie die Eins."
        )

    texts = ManageConsentTexts(
        open_work=world.ground.open_work,
        additions=world.consent_additions,
        read_retention_days=read_days,
        audit_log=audit,
        clock=world.clock,
        voice=VoiceAvailability(is_available=True, answer_mode="draft"),
        read_spoken_part=read_spoken_part,
    )
    app = make_application(
        "Test",
        [build_consent_text_router(texts)],
        authenticate=authenticate,
        clock=world.clock,
        ids=world.ground.ids,
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as client:
        yield client


async def test_consent_to_an_older_text_does_not_count(
    world: World, staff: httpx.AsyncClient
) -> None:
    token, visit = await world.add_link()
    before = (await world.show_card(token)).consent
    await world.give_consent(token, is_accepted=True, version=before.version, accommodations=[])

    await staff.put(f"{TEXTS}/en", json={"text": OWN}, headers=ADMIN)

    card = await world.show_card(token)
    assert card.consent.text.startswith(before.text)
    assert card.consent.text.endswith(
        f"Larkfield is responsible. We keep it {visit.transcript_retention_days} days."
    )
    assert not card.has_consented
    with pytest.raises(ConsentTextChangedError):
        await world.give_consent(token, is_accepted=True, version=before.version, accommodations=[])
    session_token = await world.admitted(token)
    await world.start(token, session_token)
    assert world.sessions.asked[-1]["accepted_consent_version"] is None
    assert world.sessions.asked[-1]["consent"] == card.consent

    await world.give_consent(
        token, is_accepted=True, version=card.consent.version, accommodations=[]
    )
    assert (await world.show_card(token)).has_consented


async def test_every_change_is_a_version_and_the_same_text_is_none(
    world: World, staff: httpx.AsyncClient, audit: ListAuditLog
) -> None:
    for text in (OWN, OWN + " ", "Another text.", ""):
        saved = await staff.put(f"{TEXTS}/en", json={"text": text}, headers=ADMIN)
        assert saved.status_code == 200

    listed = (await staff.get(TEXTS, headers=RECRUITER)).json()

    english = next(one for one in listed["data"] if one["language"] == "en")
    assert listed["retentionDays"] == 45
    assert [(one["version"], one["text"]) for one in english["versions"]] == [
        (3, ""),
        (2, "Another text."),
        (1, OWN),
    ]
    assert english["versions"][0]["createdBy"] == "Ruth Adeyemi"
    assert (english["addition"], english["text"]) == ("", english["requiredText"])
    assert [note[2] for note in audit.notes] == [
        {"language": "en", "version": version} for version in (1, 2, 3)
    ]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await world.rows("UPDATE consent_addition SET text = 'x' RETURNING 1")


async def test_a_preview_shows_what_is_read_and_heard_and_stores_nothing(
    staff: httpx.AsyncClient,
) -> None:
    preview = (
        await staff.post(f"{TEXTS}/en/preview", json={"text": OWN}, headers=RECRUITER)
    ).json()
    german = (
        await staff.post(f"{TEXTS}/de/preview", json={"text": "Larkfield."}, headers=ADMIN)
    ).json()
    listed = (await staff.get(TEXTS, headers=ADMIN)).json()["data"]

    assert "program turns your speech into text" in preview["text"]
    assert preview["text"].endswith("We keep it 45 days.")
    assert preview["phoneText"].endswith("We keep it 45 days. Press one.")
    assert "A computer program conducts this interview" in preview["phoneText"]
    assert german["text"].endswith("Larkfield.")
    assert german["phoneText"].endswith("Drücken Sie die Eins.")
    assert [one["versions"] for one in listed] == [[], []]


async def test_only_administrators_write_and_organizations_are_separate(
    world: World, staff: httpx.AsyncClient
) -> None:
    await staff.put(f"{TEXTS}/en", json={"text": OWN}, headers=STRANGER)
    token, _ = await world.add_link()

    by_recruiter = await staff.put(f"{TEXTS}/en", json={"text": OWN}, headers=RECRUITER)
    wrong = await staff.put(f"{TEXTS}/en", json={"text": "Kept 90 days"}, headers=ADMIN)
    elsewhere = await staff.put(f"{TEXTS}/fr", json={"text": OWN}, headers=ADMIN)

    assert (by_recruiter.status_code, wrong.status_code, elsewhere.status_code) == (403, 422, 404)
    assert [one["field"] for one in wrong.json()["errors"]] == ["text"]
    assert "Larkfield" not in (await world.show_card(token)).consent.text
