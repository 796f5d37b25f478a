"""Which configured services receive data of this installation over the network."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import SecretStr

from vivavoce.infra.production_rules import is_loopback
from vivavoce.infra.settings import Settings


def list_external_services(settings: Settings) -> tuple[str, ...]:
    """Return the names of configured services on other machines; empty if no data leaves this one.

    Webhooks are not counted: each organization sets their addresses while the platform runs.
    """
    has_voice = settings.voice != "off"
    addresses: dict[str, str | None] = {
        "database": _secret(settings.database_url),
        "Kafka": settings.kafka_broker,
        "mail server": _secret(settings.smtp_url),
        "alert webhook": settings.alert_webhook_url,
        "language model": settings.llm_base_url,
        "Deepgram": (settings.deepgram_url or "https://api.deepgram.com")
        if has_voice and settings.deepgram_api_key
        else None,
        "OpenAI speech server": (settings.openai_base_url or "https://api.openai.com")
        if has_voice and (settings.openai_api_key or settings.openai_base_url)
        else None,
        "Azure speech service": "https://azure"
        if has_voice and settings.azure_speech_key
        else None,
        "phone provider": settings.twilio_api_url if settings.twilio_account_sid else None,
        "LiveKit server": settings.livekit_url,
    }
    return tuple(name for name, address in addresses.items() if address and not _is_here(address))


def _secret(value: SecretStr | None) -> str | None:
    return None if value is None else value.get_secret_value()


def _is_here(address: str) -> bool:
    return all(
        is_loopback(urlsplit(each if "//" in each else f"//{each}").hostname or "localhost")
        for each in address.split(",")
    )
