"""The compose files have the form that Compose reads; none was ever run by those who wrote it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from vivavoce.infra.settings import Settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
FILES = sorted(DEPLOY.rglob("compose*.yaml"))
MODEL_FILE = DEPLOY / "compose.model.yaml"
SERVICE_KEYS = {
    "command", "depends_on", "deploy", "entrypoint", "environment", "healthcheck", "image", "ipc",
    "network_mode", "ports", "profiles", "restart", "volumes",
}  # fmt: skip
SETTINGS = {str(field.validation_alias) for field in Settings.model_fields.values()}


def read(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return document


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(DEPLOY)))
def test_a_compose_file_has_the_form_that_compose_reads(file: Path) -> None:
    document = read(file)
    services, volumes = document["services"], document.get("volumes") or {}

    assert set(document) <= {"services", "volumes", "name"}
    for name, service in services.items():
        assert set(service) <= SERVICE_KEYS, name
        assert re.fullmatch(r"[\w./${}:-]+:[\w.${}:-]+", service["image"]), "an image has a version"
        assert set(service.get("depends_on") or ()) <= set(services), name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in volumes or source.startswith((".", "/")), volume
        for key in ("command", "entrypoint"):
            assert all(isinstance(part, str) for part in service.get(key, ())), name


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(DEPLOY)))
def test_a_published_port_is_on_this_machine_alone(file: Path) -> None:
    ports = [
        port for service in read(file)["services"].values() for port in service.get("ports", ())
    ]

    assert all(str(port).startswith("127.0.0.1:") for port in ports), ports


def test_the_models_start_only_with_a_profile() -> None:
    profiles = {name: service["profiles"] for name, service in read(MODEL_FILE)["services"].items()}

    assert profiles == {"ollama": ["model"], "ollama-pull": ["model"], "vllm": ["model-gpu"]}


def test_the_printed_settings_exist_and_lead_to_what_is_served() -> None:
    text, services = MODEL_FILE.read_text("utf-8"), read(MODEL_FILE)["services"]
    exports = re.findall(r"^# +export (.*)$", text, re.MULTILINE)
    given = [dict(part.split("=", 1) for part in line.split()) for line in exports]
    published = {
        f"http://{port.rpartition(':')[0]}/v1"
        for service in services.values()
        for port in service.get("ports", ())
    }
    served = {services["ollama-pull"]["entrypoint"][-1], services["vllm"]["command"][1]}

    assert {name for line in given for name in line} <= SETTINGS
    assert {line["LLM_BASE_URL"] for line in given} == published
    assert {line["LLM_MODEL"] for line in given} == served
    assert all(Settings.model_validate(line) for line in given)
    assert "Never\n# run by those who wrote it" in text
