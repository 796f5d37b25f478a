"""Every setting, described once; ``doctor`` and the reference page read them from here."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from vivavoce.kernel.errors import VivavoceError

_MIN_SECRET_LENGTH = 32
"""Minimum length of a secret in production."""


class InvalidSettingError(VivavoceError):
    """A setting is missing or invalid; the platform does not start with it."""

    code = "bad_setting"


class Settings(BaseSettings):
    """All settings, read from environment variables."""

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    profile: Literal["local", "production"] = Field(
        "local",
        validation_alias="VIVAVOCE_PROFILE",
        description="'local' has demo logins, a dev mailbox and loopback webhooks; "
        "'production' has none of them and refuses weak secrets.",
    )
    host: str = Field(
        "127.0.0.1",
        validation_alias="VIVAVOCE_HOST",
        description="Address that every role binds to.",
    )
    data_dir: Path = Field(
        Path("var"),
        validation_alias="VIVAVOCE_DATA_DIR",
        description="Folder for the embedded database, the local secret key and files.",
    )
    gateway_port: int = Field(
        3009,
        ge=0,
        le=65535,
        validation_alias="VIVAVOCE_GATEWAY_PORT",
        description="Port of the REST API, the screens and /ws.",
    )
    agents_port: int = Field(
        8000,
        ge=0,
        le=65535,
        validation_alias="VIVAVOCE_AGENTS_PORT",
        description="Port of the agents role (runs API, health, metrics).",
    )
    edge_port: int = Field(
        8080,
        ge=0,
        le=65535,
        validation_alias="VIVAVOCE_EDGE_PORT",
        description="Port of the live-session sockets.",
    )
    worker_port: int = Field(
        9101,
        ge=0,
        le=65535,
        validation_alias="VIVAVOCE_WORKER_PORT",
        description="Port of the worker's health and metrics.",
    )
    livekit_port: int = Field(
        9102,
        ge=0,
        le=65535,
        validation_alias="VIVAVOCE_LIVEKIT_PORT",
        description="Port of the LiveKit role's health and metrics.",
    )
    trusted_proxies: str | None = Field(
        None,
        validation_alias="VIVAVOCE_TRUSTED_PROXIES",
        description="Addresses or networks of your reverse proxies, with commas, e.g. 127.0.0.1,10.0.0.0/8. "
        "Only they may name a client in X-Forwarded-For; without it all their clients count as one address.",
    )
    max_connections: int = Field(
        0,
        ge=0,
        le=1_000_000,
        validation_alias="VIVAVOCE_MAX_CONNECTIONS",
        description="Connections that one process holds at once. 0 is half of its open-file limit, and 10000 "
        "at most; more than half is refused.",
    )
    max_connections_per_address: int = Field(
        0,
        ge=0,
        le=1_000_000,
        validation_alias="VIVAVOCE_MAX_CONNECTIONS_PER_ADDRESS",
        description="Connections that one client address holds at once. 0 is half of all, so that a class "
        "behind one address fits.",
    )
    metrics_token: SecretStr | None = Field(
        None,
        validation_alias="METRICS_TOKEN",
        description="Bearer token for /metrics and /health/detailed, e.g. from: openssl rand -hex 32. "
        "Without it /metrics answers only this machine, and only in the local profile.",
    )
    secret_key: SecretStr | None = Field(
        None,
        validation_alias="VIVAVOCE_SECRET_KEY",
        description="The installation's one secret; every key is derived from it. "
        "Made into the data folder in the local profile, required in production.",
    )
    secret_key_previous: SecretStr | None = Field(
        None,
        validation_alias="VIVAVOCE_SECRET_KEY_PREVIOUS",
        description="The former secret, so that what it sealed can still be opened.",
    )
    jwt_secret: SecretStr | None = Field(
        None,
        validation_alias="JWT_SECRET",
        description="Signs sign-in tokens; derived from VIVAVOCE_SECRET_KEY when not set.",
    )
    a2a_api_key: SecretStr | None = Field(
        None,
        validation_alias="A2A_API_KEY",
        description="Key of outside agents on the runs API, e.g. from: openssl rand -hex 32. "
        "When not set it is derived, is shown nowhere, and no outside agent gets in.",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        validation_alias="WEBHOOK_SECRET",
        description="Signs webhooks of tenants without a secret of their own; derived when unset.",
    )
    database_url: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="A PostgreSQL 16 or newer with pgvector, as a user that may create roles; "
        "replaces the embedded database.",
    )
    kafka_broker: str | None = Field(
        None,
        validation_alias="KAFKA_BROKER",
        description="Kafka that carries the events, e.g. localhost:9092; several with commas. "
        "Without it, and while it was not there at the start, PostgreSQL carries them.",
    )
    kafka_client_id: str = Field(
        "ai-interview-gateway",
        validation_alias="KAFKA_CLIENT_ID",
        description="What Kafka knows this installation as.",
    )
    kafka_group_id: str = Field(
        "api-gateway-consumer",
        validation_alias="KAFKA_GROUP_ID",
        description="What Kafka knows the gateway's consumer group as; the agents' keep theirs.",
    )
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT",
        validation_alias="KAFKA_SECURITY_PROTOCOL",
        description="How Kafka is spoken to: with TLS, with a name and password, or with both.",
    )
    kafka_ca_file: Path | None = Field(
        None,
        validation_alias="KAFKA_CA_FILE",
        description="Whom to believe that a broker is ours, as PEM; else the machine's own authorities.",
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "PLAIN",
        validation_alias="KAFKA_SASL_MECHANISM",
        description="How name and password are shown to Kafka.",
    )
    kafka_sasl_username: str | None = Field(
        None, validation_alias="KAFKA_SASL_USERNAME", description="Our account at Kafka."
    )
    kafka_sasl_password: SecretStr | None = Field(
        None, validation_alias="KAFKA_SASL_PASSWORD", description="Its password."
    )
    public_url: str | None = Field(
        None,
        validation_alias="PUBLIC_URL",
        description="Address under which people reach the gateway; candidate links begin with it. In "
        "production it begins with https://.",
    )
    ws_url: str | None = Field(
        None,
        validation_alias="WS_URL",
        description="Address of the session sockets that 'start' hands out.",
    )
    ws_strict: bool | None = Field(
        None,
        validation_alias="WS_STRICT",
        description="Sockets take one-time tickets only; default off in local, on in production.",
    )
    smtp_url: SecretStr | None = Field(
        None,
        validation_alias="SMTP_URL",
        description="Mail server, e.g. smtps://user:password@mail.example.com:465?from=a@b.c. "
        "Without it mail goes to the dev mailbox (local profile only). In production another machine must "
        "offer TLS, unless the address says ?tls=offered or ?tls=off.",
    )
    planner: Literal["builtin", "model", "external"] | None = Field(
        None,
        validation_alias="VIVAVOCE_PLANNER",
        description="Who writes plans; default 'model' when a model is configured, else 'builtin'. "
        "'external' waits for an outside planner on the runs API.",
    )
    practice_wait_s: float | None = Field(
        None,
        gt=0,
        le=600,
        validation_alias="VIVAVOCE_PRACTICE_WAIT_S",
        description="Seconds that a practice request waits for its plan; default 20, with a model 10 "
        "more than LLM_DEADLINE_S.",
    )
    assessor: Literal["builtin", "external"] = Field(
        "builtin",
        validation_alias="VIVAVOCE_ASSESSOR",
        description="Who finds evidence: the built-in rules, or an outside assessor through the "
        "runs API. Scores are computed here in both cases.",
    )
    llm_base_url: str | None = Field(
        None, validation_alias="LLM_BASE_URL", description="An OpenAI-compatible endpoint."
    )
    llm_api_key: SecretStr | None = Field(
        None, validation_alias="LLM_API_KEY", description="Key for LLM_BASE_URL."
    )
    llm_model: str | None = Field(
        None, validation_alias="LLM_MODEL", description="Model asked first."
    )
    llm_fallback_model: str | None = Field(
        None, validation_alias="LLM_FALLBACK_MODEL", description="Model asked when the first fails."
    )
    llm_deadline_s: float = Field(
        30.0,
        ge=1,
        le=600,
        validation_alias="LLM_DEADLINE_S",
        description="Seconds that models have for a plan or a draft, all tries and both models together. "
        "Then the built-in rules write it. A slow model of your own may need more.",
    )
    otp_required: bool = Field(
        True,
        validation_alias="VIVAVOCE_OTP_REQUIRED",
        description="Whether candidates with a known address confirm it with a one-time code.",
    )
    alert_webhook_url: str | None = Field(
        None,
        validation_alias="ALERT_WEBHOOK_URL",
        description="Told of every alert that fires or clears, signed with WEBHOOK_SECRET.",
    )
    alert_email: str | None = Field(
        None,
        validation_alias="ALERT_EMAIL",
        description="Gets a letter for every alert that fires or clears.",
    )
    keep_webhooks_days: int = Field(
        90,
        ge=1,
        le=3650,
        validation_alias="VIVAVOCE_KEEP_WEBHOOKS_DAYS",
        description="Days after which webhooks that ended, and their tries, are forgotten.",
    )
    live_capacity: int = Field(
        0,
        ge=0,
        le=100_000,
        validation_alias="VIVAVOCE_LIVE_CAPACITY",
        description="Talks that may go on at once in the whole installation; whoever comes when it is full "
        "waits in a queue. 0 is what was measured to fit two cores: 100.",
    )
    voice: Literal["auto", "off"] = Field(
        "auto",
        validation_alias="VIVAVOCE_VOICE",
        description="Whether talks can be led by voice where an engine can be had; off is in writing only.",
    )
    voice_capacity: int = Field(
        0,
        ge=0,
        le=10_000,
        validation_alias="VIVAVOCE_VOICE_CAPACITY",
        description="Spoken talks that one process carries at once; more are asked to type. 0 is 50 for each "
        "core, and less while the process is late.",
    )
    voice_stt: str | None = Field(
        None,
        validation_alias="VIVAVOCE_STT",
        description="Recognisers by name, first choice first, with commas: deepgram, openai, azure, "
        "pocketsphinx. Unset is every one that is usable, in this order.",
    )
    voice_tts: str | None = Field(
        None,
        validation_alias="VIVAVOCE_TTS",
        description="Voices by name, first choice first, with commas: azure, openai, deepgram, espeak. "
        "Unset is every one that is usable, in this order.",
    )
    deepgram_api_key: SecretStr | None = Field(
        None,
        validation_alias="DEEPGRAM_API_KEY",
        description="Key of Deepgram's recogniser and voices.",
    )
    deepgram_url: str | None = Field(
        None,
        validation_alias="DEEPGRAM_URL",
        description="Address of Deepgram, where it is not the public one.",
    )
    openai_api_key: SecretStr | None = Field(
        None,
        validation_alias="OPENAI_API_KEY",
        description="Key of a speech server of OpenAI's kind.",
    )
    openai_base_url: str | None = Field(
        None,
        validation_alias="OPENAI_BASE_URL",
        description="Address of a speech server of OpenAI's kind, where it is not OpenAI's own; your own "
        "needs no key.",
    )
    openai_stt_model: str = Field(
        "whisper-1",
        validation_alias="OPENAI_STT_MODEL",
        description="Recogniser of that server.",
    )
    openai_tts_model: str = Field(
        "gpt-4o-mini-tts",
        validation_alias="OPENAI_TTS_MODEL",
        description="Voice model of that server.",
    )
    openai_tts_voice: str = Field(
        "alloy", validation_alias="OPENAI_TTS_VOICE", description="Voice of that model."
    )
    azure_speech_key: SecretStr | None = Field(
        None, validation_alias="AZURE_SPEECH_KEY", description="Key of Azure's speech service."
    )
    azure_speech_region: str | None = Field(
        None,
        validation_alias="AZURE_SPEECH_REGION",
        description="Region of Azure's speech service, e.g. westeurope.",
    )
    twilio_account_sid: str | None = Field(
        None,
        validation_alias="TWILIO_ACCOUNT_SID",
        description="Account at the telephone provider; with the two below, candidates are called by it.",
    )
    twilio_auth_token: SecretStr | None = Field(
        None,
        validation_alias="TWILIO_AUTH_TOKEN",
        description="Secret of that account; signs the provider's callbacks.",
    )
    twilio_from_number: str | None = Field(
        None,
        validation_alias="TWILIO_FROM_NUMBER",
        description="Number that candidates are called from, e.g. +441134960000.",
    )
    twilio_api_url: str = Field(
        "https://api.twilio.com",
        validation_alias="TWILIO_API_URL",
        description="Address of the telephone provider, or of whoever speaks its protocol.",
    )
    livekit_url: str | None = Field(
        None,
        validation_alias="LIVEKIT_URL",
        description="Address of a LiveKit server, e.g. wss://livekit.example.org; with key and secret, "
        "candidates may talk over WebRTC.",
    )
    livekit_api_key: str | None = Field(
        None, validation_alias="LIVEKIT_API_KEY", description="Key of that LiveKit server."
    )
    livekit_api_secret: SecretStr | None = Field(
        None, validation_alias="LIVEKIT_API_SECRET", description="Secret of that LiveKit server."
    )
    livekit_sip_trunk: str | None = Field(
        None,
        validation_alias="LIVEKIT_SIP_TRUNK",
        description="Outbound SIP trunk of that LiveKit server: candidates are called over it where the "
        "three of TWILIO_* are not set.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias="VIVAVOCE_LOG_LEVEL", description="Least level of log lines."
    )

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def is_local(self) -> bool:
        """Return whether this is the local profile."""
        return self.profile == "local"

    @property
    def has_strict_sockets(self) -> bool:
        """Return whether sockets accept one-time tickets only."""
        return (not self.is_local) if self.ws_strict is None else self.ws_strict

    @property
    def gateway_url(self) -> str:
        """Return the public URL of the gateway, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.gateway_port}").rstrip("/")

    @property
    def edge_url(self) -> str:
        """Return the public URL of the session sockets, without a trailing slash."""
        return (self.ws_url or f"ws://{self.host}:{self.edge_port}").rstrip("/")

    @property
    def socket_base_url(self) -> str:
        """Return the public base URL of sockets with paths of their own, such as practice sessions."""
        return self.edge_url.removesuffix("/ws")

    def refuse_weak_secrets(self) -> None:
        """Return in the local profile or if all secrets are strong; else raise ``InvalidSettingError``."""
        if self.is_local:
            return
        if self.secret_key is None:
            raise InvalidSettingError(
                "VIVAVOCE_SECRET_KEY is required in the production profile. "
                "Make one with: openssl rand -base64 48"
            )
        named = {
            "VIVAVOCE_SECRET_KEY": self.secret_key,
            "JWT_SECRET": self.jwt_secret,
            "A2A_API_KEY": self.a2a_api_key,
            "WEBHOOK_SECRET": self.webhook_secret,
            "METRICS_TOKEN": self.metrics_token,
        }
        for name, secret in named.items():
            if secret is not None and _is_weak(secret.get_secret_value()):
                raise InvalidSettingError(
                    f"{name} is too weak for the production profile: "
                    f"it needs {_MIN_SECRET_LENGTH} characters or more, not one repeated."
                )

    def refuse_missing_mail(self) -> None:
        """Return in the local profile or if mail can be sent; else raise ``InvalidSettingError``."""
        if not self.is_local and self.smtp_url is None:
            raise InvalidSettingError(
                "SMTP_URL is required in the production profile: candidates get mail."
            )


def _is_weak(secret: str) -> bool:
    return len(secret) < _MIN_SECRET_LENGTH or len(set(secret)) < 10
