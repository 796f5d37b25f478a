"""Rules of the production profile, and the configured services that receive data over the network.

The profile refuses plain-text URLs for candidate links and sign-ins.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import SecretStr

from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.translation import translatable


def require_encrypted_public_urls(settings: Settings) -> None:
    """Return in the local profile or if public URLs are encrypted; else raise ``InvalidSettingError``.

    Candidate links, passwords and tokens travel through these URLs. A loopback address is accepted, because
    its traffic stays on the machine.
    """
    if settings.is_local:
        return
    named = {"PUBLIC_URL": (settings.gateway_url, "https"), "WS_URL": (settings.edge_url, "wss")}
    for name, (address, scheme) in named.items():
        parts = urlsplit(address)
        if parts.scheme != scheme and not is_loopback(parts.hostname or ""):
            raise InvalidSettingError(
                translatable(
                    "{name} must start with {scheme}:// in the production profile, because candidate "
                    "links and sign-ins use it. It is '{address}' now.",
                    name=name,
                    scheme=scheme,
                    address=address,
                )
            )


def refuse_recorded_models(settings: Settings) -> None:
    """Raise ``InvalidSettingError`` if calls of the model are recorded or replayed in production.

    Recorded calls hold what candidates say, unencrypted, and nothing deletes them. Replayed calls
    are no model.
    """
    for name, folder in (("LLM_RECORD", settings.llm_record), ("LLM_REPLAY", settings.llm_replay)):
        if folder is not None and not settings.is_local:
            raise InvalidSettingError(
                translatable(
                    '{name} is "{folder}". The production profile refuses it: recorded calls hold '
                    "what candidates say, unencrypted. Remove it.",
                    name=name,
                    folder=folder,
                )
            )


def is_loopback(host: str) -> bool:
    """Return whether ``host``, a name or an address, is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


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
        "second language model": settings.llm_fallback_base_url,
        "embeddings": settings.embeddings_base_url,
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
        is_loopback(urlsplit(host if "//" in host else f"//{host}").hostname or "localhost")
        for host in address.split(",")
    )
