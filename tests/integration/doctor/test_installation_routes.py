"""The engines, the models and the doctor over HTTP: for operators alone, limited, and without secrets."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from tests.fakes.hiring import person
from tests.fakes.openai_server import open_openai_server
from tests.infrastructure import Ground
from tests.unit.tenancy.memory_ports import MemoryRates

from vivavoce.app.installation_routes import build_installation_router
from vivavoce.app.platform import Platform
from vivavoce.infra.settings import Settings
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller, Permission, Role
from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import TenantId

OPERATOR = {"X-API-Key": "operator"}
SECRET = "sk-this-must-never-be-shown"
Opener = Callable[..., "asynccontextmanager[httpx.AsyncClient]"]


@pytest.fixture
def open_client(ground: Ground, tenant: TenantId) -> Opener:
    @asynccontextmanager
    async def opened(**settings: str) -> AsyncIterator[httpx.AsyncClient]:
        async def authenticate(
            *, authorization: str, api_key: str, tenant: str, audience: str = "api"
        ) -> Caller:
            if api_key == "operator":
                return replace(
                    person(own, Role.VIEWER), permissions=frozenset({Permission.PLATFORM_OPERATE})
                )
            if api_key in Role.__members__:
                return person(own, Role(api_key))
            raise UnauthenticatedError

        platform = Platform(
            settings=Settings(**settings),
            keys=ground.keys,
            clock=ground.clock,
            ids=ground.ids,
            database=ground.database,
            jobs=ground.jobs,
            open_work=ground.open_work,
            vault=ground.vault,
        )
        app = make_application(
            "test",
            [build_installation_router(platform, attempts=MemoryRates(ground.clock))],
            authenticate=authenticate,
            clock=ground.clock,
            ids=ground.ids,
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://edge/api/v1/installation", timeout=60
        ) as client:
            yield client

    own = tenant
    return opened


@pytest.mark.parametrize(("badge", "status"), [("ADMIN", 403), ("RECRUITER", 403), ("x", 401)])
async def test_only_operators_see_and_try_anything(
    open_client: Opener, badge: str, status: int
) -> None:
    async with open_client() as client:
        headers = {"X-API-Key": badge}
        answers = [
            await client.get("/engines", headers=headers),
            await client.post("/model-trials", json={"purpose": "plan"}, headers=headers),
            await client.post("/voice-sample?engine=espeak", headers=headers),
            await client.post("/doctor", headers=headers),
        ]

    assert [answer.status_code for answer in answers] == [status] * 4


async def test_engines_and_models_are_listed_from_the_settings_without_secrets(
    open_client: Opener,
) -> None:
    async with open_client(
        LLM_BASE_URL="http://u:pw@models.example/v1",
        LLM_API_KEY=SECRET,
        LLM_MODEL="usual",
        LLM_SCORE_MODEL="careful",
        LLM_FALLBACK_MODEL="second",
        LLM_FALLBACK_BASE_URL="http://other.example/v1",
    ) as client:
        answer = await client.get("/engines", headers=OPERATOR)

    listed = answer.json()
    models = {
        (each["purpose"], each["model"], each["endpoint"], each["isFallback"])
        for each in listed["models"]
    }
    assert ("plan", "usual", "models.example", False) in models
    assert ("score", "careful", "models.example", False) in models
    assert ("plan", "second", "other.example", True) in models
    assert not any(each[0] == "score" and each[3] for each in models)
    assert any(each["name"].startswith("stt: ") for each in listed["speech"])
    assert any("not set" in each["detail"] for each in listed["phone"])
    assert SECRET not in answer.text
    assert "pw@" not in answer.text


async def test_a_trial_calls_the_model_for_one_purpose_and_names_cause_and_remedy(
    open_client: Opener,
) -> None:
    async with open_openai_server() as server:
        async with open_client(
            LLM_BASE_URL=server.url, LLM_API_KEY=SECRET, LLM_MODEL="away"
        ) as client:
            failed = await client.post("/model-trials", json={"purpose": "panel"}, headers=OPERATOR)
        asked = server.calls("away")
    async with open_client() as client:
        none = await client.post("/model-trials", json={"purpose": "plan"}, headers=OPERATOR)
        unknown = await client.post("/model-trials", json={"purpose": "x"}, headers=OPERATOR)

    (trial,) = failed.json()["data"]
    assert asked > 0
    assert (trial["purpose"], trial["model"], trial["isOk"]) == ("panel", "away", False)
    assert trial["cause"]
    assert trial["remedy"]
    assert SECRET not in failed.text
    assert none.json() == {"data": []}
    assert unknown.status_code == 422


async def test_a_voice_speaks_a_sentence_or_says_why_not(open_client: Opener) -> None:
    async with open_client() as client:
        engines = (await client.get("/engines", headers=OPERATOR)).json()["voices"]
        unknown = await client.post("/voice-sample?engine=none", headers=OPERATOR)
        assert "espeak" in engines
        sample = await client.post("/voice-sample?engine=espeak", headers=OPERATOR)
        unspoken = await client.post("/voice-sample?engine=espeak&language=zzz", headers=OPERATOR)
    async with open_client(
        VIVAVOCE_TTS="openai", OPENAI_API_KEY=SECRET, OPENAI_BASE_URL="http://127.0.0.1:9/v1"
    ) as client:
        named = (await client.get("/engines", headers=OPERATOR)).json()["voices"]
        failed = await client.post(f"/voice-sample?engine={named[0]}", headers=OPERATOR)

    assert sample.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(sample.content)) as sound:
        assert sound.getnframes() / sound.getframerate() > 1
    assert (unknown.status_code, unknown.json()["code"]) == (404, "voice_not_configured")
    assert (unspoken.status_code, unspoken.json()["errors"][0]["code"]) == (422, "not_spoken")
    assert (failed.status_code, failed.json()["code"]) == (502, "voice_sample_failed")
    assert failed.json()["remedy"] in failed.json()["detail"]
    assert SECRET not in failed.text


async def test_the_doctor_counts_what_it_finds_and_shows_no_data_of_organizations(
    open_client: Opener, tenant: TenantId
) -> None:
    async with open_client(LLM_API_KEY=SECRET) as client:
        report = (await client.post("/doctor", headers=OPERATOR)).json()

    assert report["databaseError"] is None
    assert report["summary"] in report["text"]
    assert {check["status"] for check in report["checks"]} <= {"ok", "note", "broken", "unknown"}
    assert any(check["status"] == "ok" for check in report["checks"])
    assert any(each["name"] == "planner" for each in report["components"])
    assert SECRET not in str(report)
    assert str(tenant) not in report["text"]


async def test_runs_are_limited(open_client: Opener) -> None:
    async with open_client() as client:
        answers = [
            await client.post("/model-trials", json={"purpose": "plan"}, headers=OPERATOR)
            for _ in range(21)
        ]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]


GERMAN = OPERATOR | {"Accept-Language": "de"}


async def test_a_page_in_german_reads_why_a_voice_and_a_model_failed_in_german(
    open_client: Opener,
) -> None:
    async with open_client(
        VIVAVOCE_TTS="openai", OPENAI_API_KEY=SECRET, OPENAI_BASE_URL="http://127.0.0.1:9/v1"
    ) as client:
        voice = (await client.post("/voice-sample?engine=openai", headers=GERMAN)).json()
    async with (
        open_openai_server() as server,
        open_client(LLM_BASE_URL=server.url, LLM_API_KEY="k", LLM_MODEL="away") as client,
    ):
        model = await client.post("/model-trials", json={"purpose": "panel"}, headers=GERMAN)

    remedy = "Prüfen Sie den Schlüssel, die Adresse und die Stimme in den Einstellungen."
    assert voice["detail"] == (
        f"Die Stimme lieferte keine Probe. Die Engine „openai“ ist nicht erreichbar. {remedy}"
    )
    assert (voice["cause"], voice["remedy"]) == ("refused", remedy)
    (trial,) = model.json()["data"]
    assert trial["cause"].startswith("der Endpunkt")
    assert " oder " in trial["remedy"] or "Sie" in trial["remedy"]


async def test_the_doctor_reports_in_german_all_but_the_text_of_the_command(
    open_client: Opener,
) -> None:
    async with open_client() as client:
        english = (await client.post("/doctor", headers=OPERATOR)).json()
        german = (await client.post("/doctor", headers=GERMAN)).json()

    assert german["text"] == english["text"]
    assert german["summary"] != english["summary"]
    assert _same(english["checks"], german["checks"], "sentence") == []
    assert _same(english["missing"], german["missing"], "adds") == []
    assert _same(english["components"], german["components"], "detail") == NAMES


NAMES = ["all-MiniLM-L6-v2"]
"""Details that are names."""


def _same(english: list[dict[str, str]], german: list[dict[str, str]], member: str) -> list[str]:
    pairs = zip(english, german, strict=True)
    return [one[member] for one, other in pairs if one[member] == other[member]]
