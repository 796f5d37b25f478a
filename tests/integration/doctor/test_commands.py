"""The operator's commands, one as a process, with the exit codes that scripts rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4  # noqa: TID251 - fresh addresses

import pytest
from tests.fakes.certificates import certify
from tests.fakes.command import run_command
from tests.integration.doctor.installation import SECRET, ClonedInstallation, vivavoce

from vivavoce.app.platform import connect_to_platform
from vivavoce.app.wiring.model_scoring import read_certified_setup
from vivavoce.assessment.adapters.certificates_postgres import PostgresCertificateRepository
from vivavoce.infra.settings import Settings
from vivavoce.kernel.ids import DEMO_TENANT_ID


@pytest.fixture
def settings(installation: ClonedInstallation, tmp_path: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": installation.owner_url,
        "VIVAVOCE_SECRET_KEY": SECRET,
        "VIVAVOCE_DATA_DIR": str(tmp_path / "var"),
    }


def test_a_healthy_installation_exits_with_0_and_prints_no_secret(settings: dict[str, str]) -> None:
    hidden = "sk-this-must-never-be-printed"
    done = vivavoce("doctor", **settings, LLM_API_KEY=hidden, LLM_BASE_URL="http://u:pw@model/v1")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Healthy" in done.stdout
    assert "speech to text: pocketsphinx" in done.stdout, "engines are named by what they do"
    for secret in (hidden, SECRET, settings["DATABASE_URL"], "u:pw@"):
        assert secret not in done.stdout + done.stderr


def test_a_defect_exits_with_1_and_is_reported_in_machine_readable_form(
    installation: ClonedInstallation, settings: dict[str, str]
) -> None:
    installation.plant("UPDATE session SET last_seq = last_seq + 1 WHERE id = :session")

    done = run_command("doctor", "--json", **settings)

    assert done.returncode == 1
    report = json.loads(done.stdout)
    (broken,) = [check for check in report["checks"] if check["status"] != "ok"]
    assert report["is_healthy"] is False
    assert (broken["name"], broken["count"]) == ("live.log_has_no_gaps", 1)
    assert broken["violations"][0]["organization"] == "demo"
    settings_shown = {each["name"]: each["shown"] for each in report["settings"]}
    assert settings_shown["VIVAVOCE_SECRET_KEY"] == "set"
    assert settings_shown["SMTP_URL"] == "not set"


def test_a_model_that_cannot_be_reached_is_found_with_one_command(settings: dict[str, str]) -> None:
    model = {"LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_MODEL": "some-model"}

    done = run_command("doctor", "--try-model", "--json", **settings, **model)

    assert done.returncode == 1
    trials = json.loads(done.stdout)["model"]
    assert [trial["purpose"] for trial in trials] == [
        "plan",
        "speech",
        "panel",
        "score",
        "document",
        "review",
    ]
    assert {trial["code"] for trial in trials} == {"unreachable"}
    assert "LLM_BASE_URL" in trials[0]["remedy"]


async def test_the_doctor_says_until_when_a_model_may_score(
    installation: ClonedInstallation, settings: dict[str, str]
) -> None:
    model = {"LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_MODEL": "imitated-1"}
    own = Settings.model_validate({**settings, **model})

    before = find_certificate(run_command("doctor", "--json", **settings, **model).stdout)
    async with connect_to_platform(own, name="test") as platform:
        made = certify(
            platform.ids.new_id(), platform.clock.now(), read_certified_setup(own), is_imitated=True
        )
        certificates = PostgresCertificateRepository(platform.database, platform.keys)
        async with platform.open_work(DEMO_TENANT_ID) as work:
            await certificates.add(work, made)
    after = find_certificate(run_command("doctor", "--json", **settings, **model).stdout)
    changed = {**model, "LLM_BASE_URL": "http://another.example/v1"}
    moved = find_certificate(run_command("doctor", "--json", **settings, **changed).stdout)

    assert before["is_usable"] is True
    assert "the built-in rules score" in before["detail"]
    assert "vivavoce qualify" in before["detail"]
    assert f"valid until {made.expires_at:%Y-%m-%d}" in after["detail"]
    assert moved["is_usable"] is False
    assert "the endpoint changed" in moved["detail"]


def find_certificate(report: str) -> dict[str, Any]:
    """Return what a report says of the scoring model's certificate."""
    (found,) = [
        each for each in json.loads(report)["engines"] if each["name"] == "model certificate"
    ]
    component: dict[str, Any] = found
    return component


def test_a_schema_of_another_version_is_reported_and_its_rows_are_not_checked(
    installation: ClonedInstallation, settings: dict[str, str]
) -> None:
    installation.plant("UPDATE alembic_version SET version_num = '0000_older'")

    done = run_command("doctor", "--json", **settings)

    assert done.returncode == 1
    checks = json.loads(done.stdout)["checks"]
    assert [check["name"] for check in checks] == ["database.schema_is_newest"]


def test_without_a_running_database_the_command_says_so_and_creates_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "var"

    done = run_command("doctor", VIVAVOCE_DATA_DIR=str(folder))

    assert done.returncode == 3
    assert "vivavoce up" in done.stdout
    assert "Engines" in done.stdout
    assert not folder.exists()


def test_a_secret_of_another_installation_is_reported_in_a_sentence(
    settings: dict[str, str],
) -> None:
    done = run_command("doctor", "--json", **{**settings, "VIVAVOCE_SECRET_KEY": "another" * 6})

    assert done.returncode == 3
    assert "VIVAVOCE_SECRET_KEY" in json.loads(done.stdout)["database"]["error"]


def test_a_production_profile_without_a_secret_exits_with_2(settings: dict[str, str]) -> None:
    del settings["VIVAVOCE_SECRET_KEY"]

    done = run_command("doctor", "--json", **settings, VIVAVOCE_PROFILE="production")

    assert done.returncode == 2
    assert "VIVAVOCE_SECRET_KEY" in json.loads(done.stdout)["database"]["error"]


def test_an_administrator_gets_a_one_time_link_and_the_operator_sets_no_password(
    installation: ClonedInstallation, settings: dict[str, str]
) -> None:
    words = ("--email", f"{uuid4().hex}@example.com", "--name", "Ada", "--organization", "Acme Ltd")
    first = run_command("admin", "create", *words, "--json", **settings)
    second = run_command("admin", "create", *words, "--json", **settings)
    sent = run_command("admin", "create", *words, "--mail", "--json", **settings)

    assert (first.returncode, second.returncode, sent.returncode) == (0, 0, 0), first.stderr
    made, again, mailed = (json.loads(done.stdout) for done in (first, second, sent))
    assert (made["slug"], made["is_new_tenant"], made["user_id"]) == ("acme-ltd", True, None)
    assert (again["tenant_id"], again["is_new_tenant"]) == (made["tenant_id"], False)
    assert "/accept-invitation#" in made["link"]
    assert made["link"] != again["link"]
    assert mailed["link"] is None
    assert installation.ask("SELECT count(*) FROM membership WHERE name = 'Ada'") == "0"
    assert (
        installation.ask("SELECT count(*) FROM invitation WHERE role = 'ADMIN' AND name = 'Ada'")
        == "1"
    )


def test_an_operator_is_added_listed_and_removed_on_the_machine(settings: dict[str, str]) -> None:
    person = ("--email", "recruiter@demo.ai-interview.com")
    granted = run_command("admin", "operator", "grant", *person, **settings)
    again = run_command("admin", "operator", "grant", *person, **settings)
    listed = json.loads(run_command("admin", "operator", "list", "--json", **settings).stdout)[
        "data"
    ]
    revoked = run_command("admin", "operator", "revoke", *person, **settings)
    twice = run_command("admin", "operator", "revoke", *person, **settings)
    outsider = run_command("admin", "operator", "grant", "--email", "no@example.com", **settings)
    kept = run_command("admin", "operator", "list", "--all", **settings).stdout.splitlines()

    assert (granted.returncode, again.returncode, revoked.returncode) == (0, 0, 0), granted.stderr
    assert "/forgot-password" in granted.stdout
    assert "already an operator" in again.stdout
    assert [(one["email"], one["revoked_at"]) for one in listed] == [
        ("admin@demo.ai-interview.com", None),
        (person[1], None),
    ]
    assert [line.partition(" ")[0] for line in kept] == [one["email"] for one in listed]
    assert (twice.returncode, outsider.returncode) == (1, 1)
    lines = [json.loads(done.stderr) for done in (granted, revoked)]
    assert [line["event"] for line in lines] == [
        "installation_role.granted",
        "installation_role.revoked",
    ]
    assert person[1] not in granted.stderr + revoked.stderr
    assert again.stderr == ""


def test_the_doctor_notes_production_without_an_operator(settings: dict[str, str]) -> None:
    secure = {
        "VIVAVOCE_PROFILE": "production",
        "PUBLIC_URL": "https://interviews.example.com",
        "WS_URL": "wss://interviews.example.com",
        "SMTP_URL": "smtps://mail.example.com",
    }
    checks = json.loads(run_command("doctor", "--json", **settings, **secure).stdout)["checks"]
    at_home = json.loads(run_command("doctor", "--json", **settings).stdout)["checks"]

    [noted] = [one for one in checks if one["name"] == "tenancy.an_operator_is_there"]
    [here] = [one for one in at_home if one["name"] == "tenancy.an_operator_is_there"]
    assert (noted["status"], here["status"]) == ("note", "ok")
    assert "vivavoce admin operator grant" in noted["violations"][0]["detail"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--email", "no address", "--name", "Ada", "--organization", "Acme"), 1),
        (("--email", "a@example.com", "--name", "Ada", "--organization", "Demo"), 1),
        (("--email", "a@example.com", "--name", "Ada"), 2),
        (("--email", "a@example.com", "--password-stdin"), 2),
    ],
    ids=["no address", "the demo", "no organization", "no password is taken"],
)
def test_invalid_options_invite_no_administrator(
    installation: ClonedInstallation, settings: dict[str, str], words: tuple[str, ...], code: int
) -> None:
    done = run_command("admin", "create", *words, **settings)

    assert done.returncode == code, done.stderr
    assert installation.ask("SELECT count(*) FROM tenant WHERE slug = 'acme'") == "0"


def test_dead_letters_are_listed_and_replayed_by_command(
    installation: ClonedInstallation, settings: dict[str, str]
) -> None:
    installation.plant(
        "INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition, run_id,"
        " interview_id, at, version, correlation_id, payload, attempts, error)"
        " SELECT tenant_id, gen_random_uuid(), 'planner-agent', position, event_id, topic, partition, run_id,"
        " interview_id, at, version, correlation_id, payload, 6, 'ValueError'"
        " FROM outbox WHERE topic = 'approval.approved' AND interview_id = :done"
    )

    listed = json.loads(run_command("deadletters", "list", "--json", **settings).stdout)["data"]
    replayed = run_command("deadletters", "replay", listed[0]["id"], **settings)
    again = run_command("deadletters", "replay", listed[0]["id"], **settings)

    assert [(each["organization"], each["error"]) for each in listed] == [("demo", "ValueError")]
    assert (replayed.returncode, again.returncode) == (0, 1)
    assert replayed.stdout == "Replayed: 1.\n"
    assert installation.ask("SELECT group_name FROM bus_delivery") == "planner-agent"


def test_migrate_prints_the_previous_schema_version_and_dumps_the_schema(
    settings: dict[str, str], tmp_path: Path
) -> None:
    dump = tmp_path / "schema.sql"

    done = run_command("migrate", "--dump", str(dump), "--json", **settings)

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["before"] == said["after"]
    assert "CREATE TABLE session_event" in dump.read_text()


def test_migrate_exits_with_3_when_the_database_is_unavailable(settings: dict[str, str]) -> None:
    settings["DATABASE_URL"] = "postgresql://nobody:nothing@127.0.0.1:1/none"

    done = run_command("migrate", **settings)

    assert done.returncode == 3
    assert "nothing" not in done.stderr
