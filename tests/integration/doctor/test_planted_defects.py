"""Each promise is broken once on a real database, and the doctor names it, and nothing else."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from uuid import uuid4  # noqa: TID251 - names that nobody else uses

import psycopg
import pytest
from tests.database import KEYS
from tests.integration.doctor.installation import ClonedInstallation, opened, seen
from tests.integration.doctor.planted_defects import ON_THEIR_OWN, PLANTED

from vivavoce.analytics.adapters import checks as watch
from vivavoce.app.doctor.checks import all_tenant_invariants, run_checks
from vivavoce.app.doctor.report import EXIT_BROKEN, EXIT_HEALTHY, DoctorReport
from vivavoce.infra.database import Database
from vivavoce.infra.migrations import build_app_url
from vivavoce.infra.platform_checks import platform_invariants
from vivavoce.kernel.ids import DEMO_TENANT_ID

pytestmark = pytest.mark.soak


async def test_a_database_after_a_complete_interview_is_healthy(
    installation: ClonedInstallation,
) -> None:
    assert await seen(installation) == {}


@pytest.mark.parametrize("name", sorted(PLANTED))
async def test_the_doctor_finds_the_planted_defect(
    installation: ClonedInstallation, name: str
) -> None:
    also, statements = PLANTED[name]
    installation.plant(*statements)

    found = await seen(installation)

    assert set(found) == {name} | also
    assert found[name].violations
    assert found[name].error is None


async def test_every_check_has_a_planted_defect(installation: ClonedInstallation) -> None:
    async with opened(installation) as on:
        promises = [
            *platform_invariants(),
            *watch.platform_invariants(),
            *all_tenant_invariants(on),
        ]

    names = [promise.full_name for promise in promises]

    assert sorted({*names, "database.schema_is_newest"}) == sorted(set(PLANTED) | ON_THEIR_OWN)
    assert len(names) == len(set(names))


async def test_a_late_outbox_is_a_defect_while_a_relay_runs(
    installation: ClonedInstallation,
) -> None:
    (late,) = PLANTED["outbox.waits_for_no_relay"][1]
    installation.plant(late)
    relay = Database(
        build_app_url(installation.owner_url, KEYS), name="vivavoce worker", max_size=1
    )
    await relay.open()
    try:
        found = await seen(installation)
    finally:
        await relay.close()

    assert set(found) == {"outbox.is_relayed"}


async def test_a_database_without_durable_commits_is_named(
    installation: ClonedInstallation,
) -> None:
    name = installation.ask("SELECT current_database()")
    with psycopg.connect(installation.superuser_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")

    found = await seen(installation)

    assert set(found) == {"database.is_durable"}


async def test_an_object_without_a_row_is_named(
    installation: ClonedInstallation, tmp_path: Path
) -> None:
    stray = uuid4()
    file = tmp_path / "media" / DEMO_TENANT_ID.hex / stray.hex[-2:] / stray.hex
    file.parent.mkdir(parents=True)
    file.write_bytes(b"kept by nobody")

    found = await seen(dataclasses.replace(installation, folder=tmp_path))

    assert set(found) == {"media.objects_have_rows"}
    assert [one.violation.subject for one in found["media.objects_have_rows"].violations] == [
        str(stray)
    ]


async def test_a_role_that_bypasses_row_level_security_is_named(
    installation: ClonedInstallation,
) -> None:
    role = f"planted_{uuid4().hex}"
    (bound,) = [
        each
        for each in platform_invariants((role, "vivavoce_app"))
        if each.name == "roles_are_bound"
    ]
    with psycopg.connect(installation.superuser_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} BYPASSRLS")
        try:
            async with opened(installation) as on:
                found = await bound.examine(on.database)
        finally:
            connection.execute(f"DROP ROLE {role}")

    assert [(each.subject, each.detail) for each in found.violations] == [
        (role, "bypasses row-level security")
    ]


async def test_a_quote_that_was_not_said_is_found(installation: ClonedInstallation) -> None:
    async with opened(installation) as on:
        async with on.open_work(DEMO_TENANT_ID) as work:
            row = await work.fetch_one("SELECT id, person_id, sealed FROM assessment")
            assert row is not None
            cipher = await on.vault.get_cipher(work, row["person_id"])
            words = cipher.decrypt_json(row["sealed"])
            quoted = next(evidence for evidence in words["evidence"] if evidence)
            quoted[0]["quote"] = "I did it all alone"
            await work.execute(
                "UPDATE assessment SET sealed = %(sealed)s WHERE id = %(id)s",
                {"sealed": cipher.encrypt_json(words), "id": row["id"]},
            )

    found = await seen(installation)

    assert set(found) == {"assessment.quotes_were_said"}
    (broken,) = found["assessment.quotes_were_said"].violations
    assert "alone" not in broken.violation.detail


async def test_an_erased_person_is_skipped_and_counted(installation: ClonedInstallation) -> None:
    async with opened(installation) as on:
        person = installation.ask("SELECT person_id FROM interview WHERE id = :done")
        async with on.open_work(DEMO_TENANT_ID) as work:
            await on.vault.destroy_key(work, person)  # type: ignore[arg-type]
        findings = await run_checks(on, recheck_delay_s=0)

    assert [each.invariant.full_name for each in findings if not each.is_satisfied] == []
    skipped = {each.invariant.full_name: each.skipped for each in findings if each.skipped}
    assert skipped == {"assessment.quotes_were_said": 1, "vault.sealed_rows_have_keys": 1}


async def test_a_finding_that_disappears_before_the_second_check_is_no_defect(
    installation: ClonedInstallation,
) -> None:
    installation.plant("UPDATE session SET last_seq = last_seq + 1 WHERE id = :session")

    async with opened(installation) as on:

        class Healing:
            async def sleep(self, _: float) -> None:
                installation.plant("UPDATE session SET last_seq = last_seq - 1 WHERE id = :session")

        findings = await run_checks(dataclasses.replace(on, clock=Healing()))  # type: ignore[arg-type]

    assert all(each.is_satisfied for each in findings)


async def test_a_defect_names_its_organization(installation: ClonedInstallation) -> None:
    installation.plant(
        "INSERT INTO tenant (tenant_id, slug, name) VALUES (gen_random_uuid(), 'acme', 'Acme')",
        "INSERT INTO inbox (tenant_id, group_name, event_id)"
        " SELECT tenant_id, 'planner-agent', gen_random_uuid() FROM tenant WHERE slug = 'acme'",
    )

    found = await seen(installation)

    assert [each.organization for each in found["bus.events_exist"].violations] == ["acme"]


async def test_the_doctor_changes_nothing(installation: ClonedInstallation) -> None:
    counted = (
        "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"
        " WHERE pg_stat_clear_snapshot() IS NOT NULL OR true"
    )
    before = installation.ask(counted)

    await seen(installation)

    assert installation.ask(counted) == before


@pytest.mark.parametrize(
    ("name", "code"), [("jobs.none_gave_up", EXIT_HEALTHY), ("jobs.none_is_stuck", EXIT_BROKEN)]
)
async def test_a_note_does_not_fail_the_command(
    installation: ClonedInstallation, name: str, code: int
) -> None:
    installation.plant(*PLANTED[name][1])

    found = await seen(installation)

    report = DoctorReport(
        settings=(), missing_features=(), components=(), check_results=tuple(found.values())
    )
    assert report.exit_code == code
