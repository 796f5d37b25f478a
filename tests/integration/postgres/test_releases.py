"""Databases of released versions: each is restored, migrated to this version, and read again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.database import KEYS, TestDatabase
from tests.integration.doctor.installation import ClonedInstallation, opened, seen
from tests.releases import FOLDER, empty_tables, released, restored

from vivavoce.delivery.adapters.endpoints_postgres import PostgresWebhookEndpointRepository
from vivavoce.infra.migrations import migrate, newest_revision
from vivavoce.infra.schema_dump import dump_schema
from vivavoce.kernel.ids import DEMO_TENANT_ID

SCHEMA = Path(__file__).parents[3] / "docs" / "reference" / "schema.sql"
MAX_BYTES = 1_000_000
NOT_IN_A_DUMP = {
    "media.rows_have_objects": "the bytes of files and videos lie outside the database",
    "live.no_session_is_overdue": "a session waits in it for its candidate, since the file was made",
}
"""What the doctor has to say about each of them, and why."""
NEWER_TABLES = {"0.1.0.sql.gz": {"model_qualification", "model_request"}}
"""Tables that a release did not have; a migration makes them empty."""


@pytest.fixture(scope="module", params=released(), ids=lambda file: file.name)
def installation(
    request: pytest.FixtureRequest, database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ClonedInstallation]:
    """A released database after the migration to this version; ``database`` has made the roles."""
    with restored(request.param, tmp_path_factory.mktemp("release")) as patient:
        migrate(patient.owner_url, KEYS)
        yield patient


def test_every_release_has_a_small_database_file() -> None:
    assert FOLDER / "0.1.0.sql.gz" in released()
    assert all(file.stat().st_size < MAX_BYTES for file in released())


def test_its_schema_equals_that_of_a_new_database(installation: ClonedInstallation) -> None:
    assert migrate(installation.owner_url, KEYS).before == newest_revision()
    assert dump_schema(installation.owner_url) == SCHEMA.read_text()


def test_it_has_data_in_every_table_of_its_version(
    installation: ClonedInstallation, request: pytest.FixtureRequest
) -> None:
    file = request.node.callspec.params["installation"].name

    assert empty_tables(installation.superuser_url) == NEWER_TABLES.get(file, set())


async def test_the_doctor_finds_no_defect(installation: ClonedInstallation) -> None:
    found = {
        name: result.error or result.violations
        for name, result in (await seen(installation)).items()
    }

    assert {name: what for name, what in found.items() if name not in NOT_IN_A_DUMP} == {}


async def test_encrypted_data_can_be_read(installation: ClonedInstallation) -> None:
    async with opened(installation) as platform, platform.open_work(DEMO_TENANT_ID) as work:
        endpoints = PostgresWebhookEndpointRepository(platform.keys, platform.clock)
        endpoint = await endpoints.find(work, platform.clock.now())
        row = await work.fetch_one("SELECT person_id, number_sealed FROM call")
        assert row is not None
        cipher = await platform.vault.get_cipher(work, row["person_id"])

    assert endpoint is not None
    assert endpoint.secrets == ("whsec_released",)
    assert cipher.decrypt(row["number_sealed"]) == "words of a person"


async def test_questions_of_earlier_plans_are_counted(installation: ClonedInstallation) -> None:
    async with opened(installation) as platform, platform.open_work(DEMO_TENANT_ID) as work:
        plans = await work.fetch_all("SELECT document, bank_questions FROM plan")

    assert any(plan["bank_questions"] for plan in plans)
    for plan in plans:
        origins = [
            question["origin"]
            for competency in plan["document"]["competencies"]
            for question in competency["questions"]
            if question.get("origin") and question["origin"]["form"]
        ]
        expected = [f"{origin['bank_question']}:{origin['form']}" for origin in origins]
        assert sorted(plan["bank_questions"]) == sorted(expected)


async def test_a_damaged_row_is_found(database: TestDatabase, tmp_path: Path) -> None:
    with restored(released()[0], tmp_path) as patient:
        migrate(patient.owner_url, KEYS)
        patient.plant("DELETE FROM session_event WHERE seq = 5")

        assert "live.log_has_no_gaps" in await seen(patient)
