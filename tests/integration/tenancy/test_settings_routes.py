"""The settings of an organization and of a person over HTTP."""

import httpx
import pytest
from tests.integration.tenancy.tenancy_use_cases import API, Parts

from vivavoce.contracts.profiles import RETENTION_DEFAULTS

ZONES = ("timeZone", "organizationTimeZone")


async def test_an_organization_changes_its_settings(
    client: httpx.AsyncClient, admin: dict[str, str], tenancy: Parts
) -> None:
    url = f"{API}/tenants/me/settings"

    before = await client.get(url, headers=admin)
    changes = {
        "name": "Larkfield Energy",
        "autoApprovePlans": True,
        "videoAllowed": False,
        "voiceRecordingAllowed": True,
        "leaderboard": "off",
        "language": "de",
        "replyDays": 10,
        "decisionDueHours": 24,
        "contactEmail": "jobs@larkfield.example",
        "timeZone": "Europe/Berlin",
        "accentColor": "#0b6b3a",
        "emailFooter": "Larkfield Energy\n1 Mill Lane, Leeds",
        "embedOrigins": ["https://careers.larkfield.example", "http://localhost:8080"],
        "embedReplacesOtp": True,
        "remindersSent": False,
        "decisionNewsSent": True,
    }
    changed = await client.patch(url, headers=admin, json=changes)
    after = await client.get(url, headers=admin)

    usual = {
        "name": before.json()["name"],
        "autoApprovePlans": False,
        "otpRequired": True,
        "retryRejectedPlans": False,
        "secondDeciderRequired": False,
        "videoAllowed": True,
        "voiceRecordingAllowed": False,
        "reviewAllowed": True,
        "decisionsExplained": False,
        "remindersSent": True,
        "decisionNewsSent": False,
        "replyDays": 0,
        "decisionDueHours": 48,
        "contactEmail": "",
        "leaderboard": "opt_in",
        "language": "en",
        "timeZone": "",
        "accentColor": "",
        "emailFooter": "",
        "embedOrigins": [],
        "embedReplacesOtp": False,
        "voluntaryQuestions": "off",
        "selectionGroupMinimum": 10,
        **RETENTION_DEFAULTS,
    }
    assert before.json() == usual
    assert before.json()["name"].startswith("Firm ")
    assert changed.json() == after.json() == usual | changes


async def test_a_leaderboard_that_an_older_client_turns_on_lists_only_those_who_choose_it(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    changed = await client.patch(
        f"{API}/tenants/me/settings", headers=admin, json={"leaderboard": "on"}
    )

    assert changed.json()["leaderboard"] == "opt_in"


@pytest.mark.parametrize(
    "body",
    [
        {"autoApprovePlans": "yes"},
        {"autoApproveAll": True},
        {"leaderboard": "everyone"},
        {"language": "xx"},
        {"replyDays": 91},
        {"decisionDueHours": 721},
        {"name": 7},
        {"timeZone": "Moon/Tycho"},
        {"timeZone": "../etc/passwd"},
        {"accentColor": "#ffcc00"},
        {"accentColor": "red"},
        {"emailFooter": "a\u202eb"},
        {"embedOrigins": ["http://careers.example.com"]},
        {"embedOrigins": "https://careers.example.com"},
        {"embedReplacesOtp": 1},
        {"remindersSent": "off"},
        {"decisionNewsSent": 1},
        {"emailFooter": "\n".join("123456789")},
        [],
    ],
)
async def test_an_invalid_rule_is_refused(
    client: httpx.AsyncClient, admin: dict[str, str], body: object
) -> None:
    answer = await client.patch(f"{API}/tenants/me/settings", headers=admin, json=body)

    assert answer.status_code == 422


async def test_a_name_without_a_visible_character_is_refused_at_its_field(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    answer = await client.patch(
        f"{API}/tenants/me/settings", headers=admin, json={"name": " ", "language": "de"}
    )

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["name"]
    kept = await client.get(f"{API}/tenants/me/settings", headers=admin)
    assert kept.json()["language"] == "en"


async def test_a_person_chooses_a_time_zone_and_goes_back_to_that_of_the_organization(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    url, settings = f"{API}/auth/me", {"timeZone": "Europe/London"}
    await client.patch(f"{API}/tenants/me/settings", headers=admin, json=settings)

    own = await client.patch(url, headers=admin, json={"timeZone": "Asia/Kolkata"})
    read = await client.get(url, headers=admin)
    back = await client.patch(url, headers=admin, json={"timeZone": ""})

    assert own.json() == read.json()
    assert [own.json()[name] for name in ZONES] == ["Asia/Kolkata", "Europe/London"]
    assert [back.json()[name] for name in ZONES] == ["", "Europe/London"]


async def test_an_unknown_time_zone_of_a_person_is_refused_at_its_field(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    answer = await client.patch(f"{API}/auth/me", headers=admin, json={"timeZone": "Berlin"})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["timeZone"]
    assert "'Berlin' is not a time zone" in answer.json()["detail"]


async def test_an_api_key_has_no_time_zone_of_its_own(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    body = {"name": "ci", "permissions": ["interview:read"]}
    issued = await client.post(f"{API}/api-keys", headers=admin, json=body)
    key = {"X-API-Key": issued.json()["key"]}

    answer = await client.patch(f"{API}/auth/me", headers=key, json={"timeZone": "UTC"})

    assert answer.status_code == 403
    assert (await client.get(f"{API}/auth/me", headers=key)).json()["timeZone"] == ""
