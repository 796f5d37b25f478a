"""The start message names the services to which data leaves the machine."""

from __future__ import annotations

import pytest

from vivavoce.infra.production_rules import list_external_services
from vivavoce.infra.settings import Settings


def services(**named: str) -> tuple[str, ...]:
    return list_external_services(Settings.model_validate(named))


def test_without_configuration_no_data_leaves_the_machine() -> None:
    assert services() == ()


@pytest.mark.parametrize(
    "named",
    [
        {"DATABASE_URL": "postgresql://u:p@127.0.0.1:5432/vivavoce"},
        {"DATABASE_URL": "postgresql:///vivavoce?host=/run/postgresql"},
        {"KAFKA_BROKER": "localhost:9092,127.0.0.1:9093"},
        {"SMTP_URL": "smtp://[::1]:1025?from=a@b.example"},
        {"LLM_BASE_URL": "http://localhost:11434/v1", "LLM_MODEL": "any"},
        {"OPENAI_BASE_URL": "http://127.0.0.1:8000/v1"},
        {"DEEPGRAM_API_KEY": "key", "VIVAVOCE_VOICE": "off"},
    ],
)
def test_a_service_on_this_machine_is_not_listed(named: dict[str, str]) -> None:
    assert services(**named) == ()


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ({"DATABASE_URL": "postgresql://u:p@db.example/vivavoce"}, "database"),
        ({"KAFKA_BROKER": "localhost:9092,kafka.example:9092"}, "Kafka"),
        ({"SMTP_URL": "smtps://u:p@mail.example:465?from=a@b.example"}, "mail server"),
        ({"LLM_BASE_URL": "https://models.example/v1", "LLM_MODEL": "any"}, "language model"),
        ({"LLM_FALLBACK_BASE_URL": "https://spare.example/v1"}, "second language model"),
        (
            {"EMBEDDINGS_BASE_URL": "https://vectors.example/v1", "EMBEDDINGS_MODEL": "any"},
            "embeddings",
        ),
        ({"DEEPGRAM_API_KEY": "key"}, "Deepgram"),
        ({"OPENAI_API_KEY": "key"}, "OpenAI speech server"),
        ({"AZURE_SPEECH_KEY": "key", "AZURE_SPEECH_REGION": "westeurope"}, "Azure speech service"),
        ({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"}, "phone provider"),
        ({"LIVEKIT_URL": "wss://livekit.example"}, "LiveKit server"),
        ({"ALERT_WEBHOOK_URL": "https://hooks.example/alerts"}, "alert webhook"),
    ],
)
def test_a_service_on_another_machine_is_listed(named: dict[str, str], name: str) -> None:
    assert services(**named) == (name,)
