"""Health and metrics: their content, their readers, and their time limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from uuid import UUID

import httpx
import pytest
from tests.database import KEYS, TestDatabase
from tests.fakes.certificates import certify
from tests.infrastructure import Ground, open_ground

from vivavoce.app.health import build_health_router
from vivavoce.app.platform import Platform
from vivavoce.app.wiring.model_scoring import build_model_scoring, read_certified_setup
from vivavoce.assessment.adapters.certificates_postgres import PostgresCertificateRepository
from vivavoce.infra.database import Database, DatabaseUnavailableError
from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.infra.language_model.lazy import open_isolated_language_model
from vivavoce.infra.language_model.port import ModelUsage, record_usage
from vivavoce.infra.settings import Settings
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.callers import OperatorAccess
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Permission, Role
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import DEMO_TENANT_ID

TOKEN = "a-scraper-that-is-known-to-this-house"
SCRAPER = {"Authorization": f"Bearer {TOKEN}"}
PRODUCTION = {"VIVAVOCE_PROFILE": "production"}


async def _authenticate(
    *, authorization: str, api_key: str, tenant: str, audience: str = "api"
) -> Caller:
    if api_key not in ("ADMIN", "OPERATOR"):
        raise UnauthenticatedError
    operates = {Permission.PLATFORM_OPERATE} if api_key == "OPERATOR" else set()
    return Caller(
        tenant_id=DEMO_TENANT_ID,
        kind="api_key",
        id=UUID(int=1),
        name=tenant,
        permissions=ROLE_PERMISSIONS[Role.ADMIN] | operates,
    )


@asynccontextmanager
async def asking(
    ground: Ground, *, host: str = "127.0.0.1", **said: str
) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings.model_validate(said)
    foundation = Platform(
        settings,
        ground.keys,
        ground.clock,
        ground.ids,
        ground.database,
        ground.jobs,
        ground.open_work,
        ground.vault,
        language_model=open_isolated_language_model(settings, ground.clock),
    )
    app = make_application(
        "Test",
        [build_health_router(foundation, "gateway", model_scoring=build_model_scoring(foundation))],
        authenticate=_authenticate,
        clock=ground.clock,
        ids=ground.ids,
        exposure=OperatorAccess.from_settings(settings),
    )
    transport = httpx.ASGITransport(app, client=(host, 5555))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_metrics_are_open_to_this_machine_in_the_local_profile_only(ground: Ground) -> None:
    passed_on = {"X-Forwarded-For": "203.0.113.5"}
    async with asking(ground) as here, asking(ground, host="203.0.113.5") as away:
        assert (await here.get("/metrics")).status_code == 200
        assert (await here.get("/metrics", headers=passed_on)).status_code == 403
        assert (await away.get("/metrics")).status_code == 403
    async with asking(ground, **PRODUCTION) as production:
        refused = await production.get("/metrics")

    assert refused.status_code == 403
    assert "METRICS_TOKEN" in refused.json()["detail"]
    assert "http_requests_total" not in refused.text


@pytest.mark.parametrize("profile", ["local", "production"])
async def test_metrics_require_the_token_where_one_is_set(ground: Ground, profile: str) -> None:
    said = {"VIVAVOCE_PROFILE": profile, "METRICS_TOKEN": TOKEN}
    async with asking(ground, host="203.0.113.5", **said) as client, asking(ground, **said) as here:
        good = await client.get("/metrics", headers=SCRAPER)
        wrong = await client.get("/metrics", headers={"Authorization": "Bearer another"})
        none = await here.get("/metrics")

    assert (good.status_code, wrong.status_code, none.status_code) == (200, 401, 401)
    assert "http_requests_total" in good.text


async def test_health_details_are_for_operators_only(ground: Ground) -> None:
    said = {**PRODUCTION, "METRICS_TOKEN": TOKEN}
    async with asking(ground, **said) as client:
        answers = [
            await client.get("/api/v1/health/detailed"),
            await client.get("/health/detailed", headers={"X-API-Key": "ADMIN"}),
            await client.get("/health/detailed", headers={"X-API-Key": "OPERATOR"}),
            await client.get("/api/v1/health/detailed", headers=SCRAPER),
        ]

    assert [answer.status_code for answer in answers] == [401, 403, 200, 200]
    assert {"version", "profile", "checks", "outbox"} <= answers[3].json().keys()


async def test_health_details_say_why_the_last_model_request_failed(ground: Ground) -> None:
    said = {"METRICS_TOKEN": TOKEN, "LLM_BASE_URL": "http://127.0.0.1:1/v1", "LLM_MODEL": "m"}
    failure = ModelFailure(code="key_refused", status=401, provider_code="invalid_api_key")
    usage = ModelUsage(
        purpose="health test",
        model="m",
        calls=0,
        input_tokens=0,
        output_tokens=0,
        duration_ms=7,
        is_successful=False,
        failure=failure,
    )
    async with asking(ground, METRICS_TOKEN=TOKEN) as without, asking(ground, **said) as client:
        record_usage(usage)
        details = (await client.get("/health/detailed", headers=SCRAPER)).json()
        reader = SCRAPER | {"Accept-Language": "de"}
        german = (await client.get("/health/detailed", headers=reader)).json()
        bare = (await without.get("/health/detailed", headers=SCRAPER)).json()

    assert bare["languageModel"] == {"status": "disabled"}
    assert details["languageModel"]["status"] == "failing"
    assert details["languageModel"]["purposes"]["health test"] == {
        "model": "m",
        "endpoint": "local",
        "status": "failing",
        "latencyMs": 7,
        "code": "key_refused",
        "cause": "the endpoint does not accept the key (error 401 invalid_api_key)",
        "remedy": "Set LLM_API_KEY to a valid key.",
    }
    assert german["languageModel"]["purposes"]["health test"] == {
        **details["languageModel"]["purposes"]["health test"],
        "cause": "der Endpunkt nimmt den Schlüssel nicht an (Fehler 401 invalid_api_key)",
        "remedy": "Setzen Sie LLM_API_KEY auf einen gültigen Schlüssel.",
    }


async def test_health_details_say_which_model_stands_in_and_why(ground: Ground) -> None:
    said = {"METRICS_TOKEN": TOKEN, "LLM_BASE_URL": "http://127.0.0.1:1/v1", "LLM_MODEL": "m"}
    said |= {"LLM_FALLBACK_BASE_URL": "http://127.0.0.1:2/v1", "LLM_FALLBACK_MODEL": "spare"}
    failed = ModelUsage(
        purpose="stand-in test",
        model="m",
        calls=0,
        input_tokens=0,
        output_tokens=0,
        duration_ms=7,
        is_successful=False,
        provider="models.example",
        failure=ModelFailure(code="overloaded", status=503),
    )
    async with asking(ground, **said) as client:
        record_usage(failed)
        record_usage(
            replace(
                failed,
                model="spare",
                provider="spare.example",
                is_successful=True,
                failure=None,
                instead_of=failed,
            )
        )
        details = (await client.get("/health/detailed", headers=SCRAPER)).json()

    stand_in = details["languageModel"]["purposes"]["stand-in test"]
    assert (stand_in["model"], stand_in["endpoint"], stand_in["status"]) == (
        "spare",
        "spare.example",
        "ok",
    )
    assert stand_in["insteadOf"] == {
        "model": "m",
        "endpoint": "models.example",
        "code": "overloaded",
        "cause": "the endpoint is overloaded (error 503)",
        "remedy": "Set LLM_FALLBACK_MODEL, or lower LLM_MAX_CONCURRENT_REQUESTS.",
    }


async def test_health_details_say_whether_the_model_may_score(ground: Ground) -> None:
    said = {"METRICS_TOKEN": TOKEN, "LLM_BASE_URL": "http://127.0.0.1:1/v1", "LLM_MODEL": "m"}
    certificates = PostgresCertificateRepository(ground.database, ground.keys)
    configured = f"model {ground.ids.new_id()}"
    setup = read_certified_setup(Settings.model_validate({**said, "LLM_MODEL": configured}))
    made = certify(ground.ids.new_id(), ground.clock.now(), setup, model="m-2026")
    path = "/api/v1/health/detailed"

    async with asking(ground, **{**said, "LLM_MODEL": configured}) as client:
        before = (await client.get(path, headers=SCRAPER)).json()["modelCertificate"]
        async with ground.open_work(DEMO_TENANT_ID) as work:
            await certificates.add(work, made)
        after = (await client.get(path, headers=SCRAPER)).json()["modelCertificate"]
    async with asking(ground, METRICS_TOKEN=TOKEN) as without:
        bare = (await without.get(path, headers=SCRAPER)).json()

    assert before["status"] in {"none", "other_model"}
    assert "may not score" in before["reason"]
    assert (after["status"], after["model"], after["reason"]) == ("valid", "m-2026", "")
    assert after["expiresAt"] == format_timestamp(made.expires_at)
    assert bare["modelCertificate"] == {"status": "disabled"}
    assert bare["languageModel"] == {"status": "disabled"}


async def test_unauthenticated_callers_see_no_version_in_production(ground: Ground) -> None:
    async with asking(ground, **PRODUCTION) as production, asking(ground) as local:
        for path in ("/health", "/health/live", "/api/v1/health", "/api/v1/health/live"):
            answer = await production.get(path)
            assert (answer.status_code, answer.json()) == (200, {"status": "ok", "role": "gateway"})
        assert "version" not in (await production.get("/health/ready")).json()
        assert "version" in (await local.get("/health")).json()


async def test_a_probe_is_answered_while_every_database_connection_is_in_use(
    database: TestDatabase,
) -> None:
    async with open_ground(database.app_url, KEYS, max_size=2) as ground:
        async with asking(ground) as client, AsyncExitStack() as stack:
            for _ in range(2):
                await stack.enter_async_context(ground.database.transaction(None))

            probes = await asyncio.gather(*(client.get("/health/ready") for _ in range(20)))

            await stack.aclose()
            for _ in range(100):
                after = await client.get("/health/ready")
                if after.status_code == 200:
                    break
                await asyncio.sleep(0.1)

    assert {answer.status_code for answer in probes} == {503}
    assert probes[0].json()["checks"]["database"] == {
        "status": "unavailable",
        "error": "the database did not respond in time",
    }
    assert after.status_code == 200


async def test_a_statement_ends_at_its_timeout_unless_it_sets_a_longer_one(
    database: TestDatabase,
) -> None:
    short = Database(database.app_url, name="short", max_size=1, statement_timeout_s=0.3)
    await short.open()
    try:
        with pytest.raises(DatabaseUnavailableError):
            await short.execute("SELECT pg_sleep(20)")
        with pytest.raises(DatabaseUnavailableError):
            async with short.transaction(None) as connection:
                await connection.execute("SELECT pg_sleep(20)")
        rows = await short.execute_maintenance("SELECT pg_sleep(1), 1 AS one")
        after = await short.execute("SHOW statement_timeout")
    finally:
        await short.close()

    assert rows[0]["one"] == 1
    assert after[0]["statement_timeout"] == "300ms"


async def test_a_serving_process_ends_statements_after_thirty_seconds(ground: Ground) -> None:
    limit = await ground.database.execute("SHOW statement_timeout")

    assert limit[0]["statement_timeout"] == "30s"
