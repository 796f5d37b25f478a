"""``vivavoce topics`` and ``vivavoce events tail`` on the local bus."""

from __future__ import annotations

import json

import pytest
from tests.fakes.command import run_command

from vivavoce.app.operator import list_topics
from vivavoce.contracts.topics import TOPICS
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError


def test_topics_are_listed_with_producers_and_consumers() -> None:
    plain, as_json = run_command("topics"), run_command("topics", "--json")

    assert plain.returncode == as_json.returncode == 0
    assert "plan.generated" in plain.stdout
    listed = {one["name"]: one for one in json.loads(as_json.stdout)["data"]}
    assert set(listed) == set(TOPICS)
    assert "planner-agent" in listed["skill.validation.requested"]["groups"]
    assert sum(one["is_seed"] for one in listed.values()) == 10


async def test_no_topic_is_created_without_a_configured_kafka() -> None:
    with pytest.raises(InvalidSettingError, match="KAFKA_BROKER is not set"):
        await list_topics(Settings(), create=True)


def test_an_unavailable_kafka_is_reported_in_one_sentence() -> None:
    away = run_command("topics", KAFKA_BROKER="127.0.0.1:1")

    assert (away.returncode, away.stdout) == (3, "")
    assert away.stderr.startswith("vivavoce: Kafka does not answer")


def test_tailing_without_a_platform_reports_that_nothing_runs(tmp_path: str) -> None:
    nothing = run_command("events", "tail", "plan.generated", VIVAVOCE_DATA_DIR=str(tmp_path))

    assert nothing.returncode == 3
    assert "Start it with 'vivavoce up'" in nothing.stderr


def test_a_demo_on_kafka_without_a_broker_names_the_missing_setting() -> None:
    refused = run_command("demo", "--kafka")

    assert (refused.returncode, refused.stdout) == (2, "")
    assert (
        refused.stderr
        == "vivavoce: With --kafka, set KAFKA_BROKER to the address of a Kafka broker.\n"
    )
