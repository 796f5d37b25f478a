"""The certificates of an installation over HTTP, and what the command prints of them."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
from tests.fakes.certificates import SETUP, certify
from tests.fakes.hiring import person
from tests.fakes.hiring_fakes import RecordingAuditLog
from tests.infrastructure import Ground
from tests.whole_examples import members_only_in_example

from vivavoce.app.certificate_routes import build_certificate_router
from vivavoce.app.platform import Platform
from vivavoce.app.qualification import (
    qualify_model,
    report_to_html,
    report_to_json,
    report_to_text,
)
from vivavoce.app.wiring.model_qualification import build_model_qualifications
from vivavoce.app.wiring.model_scoring import build_model_scoring
from vivavoce.assessment.adapters.certificates_postgres import PostgresCertificateRepository
from vivavoce.infra.settings import Settings
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller, Permission, Role
from vivavoce.kernel.errors import InvalidSettingError, UnauthenticatedError
from vivavoce.kernel.ids import TenantId

CERTIFICATE_ID = UUID("0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55")
AT = datetime(2026, 11, 22, tzinfo=UTC)


async def ask(
    ground: Ground, tenant_id: TenantId, role: str, language: str = "en"
) -> httpx.Response:
    async def authenticate(
        *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        if api_key == "operator":
            return replace(
                person(tenant_id, Role.VIEWER), permissions=frozenset({Permission.PLATFORM_OPERATE})
            )
        if api_key in Role.__members__:
            return person(tenant_id, Role(api_key))
        raise UnauthenticatedError

    platform = Platform(
        settings=Settings(),
        keys=ground.keys,
        clock=ground.clock,
        ids=ground.ids,
        database=ground.database,
        jobs=ground.jobs,
        open_work=ground.open_work,
        vault=ground.vault,
    )
    scoring = build_model_scoring(platform)
    app = make_application(
        "test",
        [
            build_certificate_router(
                platform,
                model_scoring=scoring,
                qualifications=build_model_qualifications(
                    platform, model_scoring=scoring, audit=RecordingAuditLog()
                ).manage,
            )
        ],
        authenticate=authenticate,
        clock=ground.clock,
        ids=ground.ids,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://edge") as client:
        headers = {"X-API-Key": role, "Accept-Language": language}
        return await client.get("/api/v1/model-certificates", headers=headers)


async def test_an_operator_sees_certificates_with_their_figures(
    ground: Ground, tenant: TenantId
) -> None:
    repository = PostgresCertificateRepository(ground.database, ground.keys)
    certificate = certify(ground.ids.new_id(), ground.clock.now(), is_imitated=True)
    async with ground.open_work(tenant) as work:
        await repository.add(work, certificate)

    answer = await ask(ground, tenant, "operator")

    listed = answer.json()
    [shown] = [each for each in listed["certificates"] if each["id"] == str(certificate.id)]
    assert listed["mayScore"] is False
    assert listed["reason"] == "No language model is configured."
    assert shown["isImitated"] is True
    assert shown["status"] == "not_valid"
    assert shown["properties"][0]["measures"][0]["n"] == 40
    assert members_only_in_example("list_model_certificates", listed) == []


async def test_why_no_model_may_score_is_said_in_the_readers_language(
    ground: Ground, tenant: TenantId
) -> None:
    answer = await ask(ground, tenant, "operator", language="de")

    assert answer.json()["reason"] == "Es ist kein Sprachmodell eingerichtet."


@pytest.mark.parametrize(("role", "status"), [("ADMIN", 403), ("SEEKER", 403), ("nobody", 401)])
async def test_others_do_not_see_them(
    ground: Ground, tenant: TenantId, role: str, status: int
) -> None:
    assert (await ask(ground, tenant, role)).status_code == status


def test_a_report_says_what_failed_and_what_follows() -> None:
    certificate = certify(CERTIFICATE_ID, AT, SETUP, is_passed=False, model="<model>")

    text, page = report_to_text(certificate), report_to_html(certificate)

    assert "FAIL  Gives low scores to fluent but empty answers" in text
    assert "8 of 40" in text
    assert "The model may not score." in text
    assert "&lt;model&gt;" in page
    assert "<model>" not in page
    assert report_to_json(certificate)["is_passed"] is False


@pytest.mark.parametrize("is_imitated", [True, False])
def test_both_reports_say_whether_the_model_is_imitated_and_what_the_run_cost(
    is_imitated: bool,
) -> None:
    certificate = certify(CERTIFICATE_ID, AT, SETUP, is_imitated=is_imitated)

    for report in (report_to_text(certificate), report_to_html(certificate)):
        assert ("An imitated model: production refuses" in report) == is_imitated
        assert f"{certificate.calls} calls" in report
        assert "$1.42" in report


def test_a_report_of_a_passed_model_names_the_end_and_the_price() -> None:
    text = report_to_text(certify(CERTIFICATE_ID, AT, SETUP))

    assert "may score until 2026-12-22" in text
    assert "$1.42" in text


async def test_without_a_model_there_is_nothing_to_qualify() -> None:
    with pytest.raises(InvalidSettingError, match="LLM_BASE_URL and LLM_MODEL are not set"):
        await qualify_model(Settings(LLM_BASE_URL=None, LLM_MODEL=None), lambda *_: None)
