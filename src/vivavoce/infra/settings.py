"""Every setting, described once; ``doctor`` and the reference page read them from here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from vivavoce.kernel.errors import VivavoceError

_MIN_SECRET_LENGTH = 32
"""Minimum length of a secret in production."""


class InvalidSettingError(VivavoceError):
    """A setting is missing or invalid; the platform does not start with it."""

    code = "invalid_setting"


PROVIDER_ADDRESSES: Mapping[str, str] = {
    "anthropic": "https://api.anthropic.com",
    "google": "https://generativelanguage.googleapis.com",
    "groq": "https://api.groq.com",
    "mistral": "https://api.mistral.ai",
}
"""The address of each provider's own API; Bedrock's depends on the region."""


class Settings(BaseSettings):
    """All settings, read from environment variables."""

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    profile: Literal["local", "production"] = Field(
        "local",
        validation_alias="VIVAVOCE_PROFILE",
        description="'local' has demo accounts, a dev mailbox and loopback webhooks. 'production' "
        "has none of them and rejects weak secrets.",
    )
    host: str = Field(
        "127.0.0.1",
        validation_alias="VIVAVOCE_HOST",
        description="Address that every role listens on.",
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
        description="Addresses or networks of your reverse proxies, separated by commas, e.g. "
        "127.0.0.1,10.0.0.0/8. Only they can name a client in X-Forwarded-For. Without "
        "this, all clients behind a proxy count as one address.",
    )
    cors_origins: str | None = Field(
        None,
        validation_alias="VIVAVOCE_CORS_ORIGINS",
        description="Origins of web pages that may call the API from a browser, separated by commas, "
        "e.g. https://careers.example.com, or * for all. Cookies are never accepted from them: a "
        "page needs a token or an API key.",
    )
    max_connections: int = Field(
        0,
        ge=0,
        le=1_000_000,
        validation_alias="VIVAVOCE_MAX_CONNECTIONS",
        description="Limit on the open connections of one process. 0 is half of its open-file limit, "
        "at most 10000; a higher number is refused.",
    )
    max_connections_per_address: int = Field(
        0,
        ge=0,
        le=1_000_000,
        validation_alias="VIVAVOCE_MAX_CONNECTIONS_PER_ADDRESS",
        description="Limit on the open connections of one client address. 0 is half of all, so that "
        "a class behind one address fits.",
    )
    metrics_token: SecretStr | None = Field(
        None,
        validation_alias="METRICS_TOKEN",
        description="Bearer token for /metrics and /health/detailed. Create one with: openssl rand "
        "-hex 32. Without it, /metrics answers only requests from this machine, and only "
        "in the local profile.",
    )
    secret_key: SecretStr | None = Field(
        None,
        validation_alias="VIVAVOCE_SECRET_KEY",
        description="The installation's secret; every key is derived from it. Required in "
        "production. In the local profile it is created in the data folder.",
    )
    secret_key_previous: SecretStr | None = Field(
        None,
        validation_alias="VIVAVOCE_SECRET_KEY_PREVIOUS",
        description="The previous secret, to decrypt data that was encrypted with it.",
    )
    jwt_secret: SecretStr | None = Field(
        None,
        validation_alias="JWT_SECRET",
        description="Secret that signs sign-in tokens. Default: derived from VIVAVOCE_SECRET_KEY.",
    )
    a2a_api_key: SecretStr | None = Field(
        None,
        validation_alias="A2A_API_KEY",
        description="Key of external agents on the runs API. Create one with: openssl rand -hex 32. "
        "Without it, no external agent has access.",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        validation_alias="WEBHOOK_SECRET",
        description="Secret that signs webhooks of organizations without their own secret. Default: "
        "derived from VIVAVOCE_SECRET_KEY.",
    )
    database_url: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="URL of a PostgreSQL 16 or newer with pgvector, with a user that can create "
        "roles. Replaces the embedded database.",
    )
    kafka_broker: str | None = Field(
        None,
        validation_alias="KAFKA_BROKER",
        description="Kafka brokers for the events, e.g. localhost:9092; separate several with "
        "commas. Without it, or if Kafka is unavailable at the start, PostgreSQL carries "
        "the events.",
    )
    kafka_client_id: str = Field(
        "ai-interview-gateway",
        validation_alias="KAFKA_CLIENT_ID",
        description="Client id for Kafka.",
    )
    kafka_group_id: str = Field(
        "api-gateway-consumer",
        validation_alias="KAFKA_GROUP_ID",
        description="Kafka consumer group of the gateway. The agents keep their own groups.",
    )
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT",
        validation_alias="KAFKA_SECURITY_PROTOCOL",
        description="Kafka security protocol: TLS, a user name and password, or both.",
    )
    kafka_ca_file: Path | None = Field(
        None,
        validation_alias="KAFKA_CA_FILE",
        description="PEM file of the certificate authorities that Kafka is verified with. Default: "
        "those of the system.",
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "PLAIN",
        validation_alias="KAFKA_SASL_MECHANISM",
        description="SASL mechanism for Kafka.",
    )
    kafka_sasl_username: str | None = Field(
        None, validation_alias="KAFKA_SASL_USERNAME", description="User name for Kafka."
    )
    kafka_sasl_password: SecretStr | None = Field(
        None, validation_alias="KAFKA_SASL_PASSWORD", description="Password for Kafka."
    )
    public_url: str | None = Field(
        None,
        validation_alias="PUBLIC_URL",
        description="Public URL of the gateway; candidate links start with it. In production it must "
        "start with https://.",
    )
    ws_url: str | None = Field(
        None,
        validation_alias="WS_URL",
        description="Public URL of the session WebSockets, as returned by 'start'.",
    )
    ws_strict: bool | None = Field(
        None,
        validation_alias="WS_STRICT",
        description="Accept only one-time tickets on WebSockets. Default: off in local, on in "
        "production.",
    )
    smtp_url: SecretStr | None = Field(
        None,
        validation_alias="SMTP_URL",
        description="Mail server, e.g. smtps://user:password@mail.example.com:465?from=a@b.c. "
        "Without it, e-mails go to the dev mailbox (local profile only). In production, "
        "another machine must offer TLS, unless the URL has ?tls=offered or ?tls=off.",
    )
    planner: Literal["builtin", "model", "external"] | None = Field(
        None,
        validation_alias="VIVAVOCE_PLANNER",
        description="Component that writes plans. Default: 'model' if a language model is "
        "configured, otherwise 'builtin'. 'external' waits for an external planner on "
        "the runs API.",
    )
    practice_wait_s: float | None = Field(
        None,
        gt=0,
        le=600,
        validation_alias="VIVAVOCE_PRACTICE_WAIT_S",
        description="Seconds that a practice request waits for its plan. Default: 20; with a "
        "language model, 10 more than LLM_DEADLINE_S.",
    )
    assessor: Literal["builtin", "external"] = Field(
        "builtin",
        validation_alias="VIVAVOCE_ASSESSOR",
        description="Component that finds evidence: the built-in rules, or an external assessor on "
        "the runs API. In both cases the platform computes the scores.",
    )
    llm_provider: Literal["openai", "anthropic", "bedrock", "google", "groq", "mistral"] = Field(
        "openai",
        validation_alias="LLM_PROVIDER",
        description="The API that LLM_BASE_URL has: OpenAI's, as most endpoints do, or a provider's own. "
        "Each of the others needs the extra of its name, such as vivavoce[anthropic].",
    )
    llm_base_url: str | None = Field(
        None,
        validation_alias="LLM_BASE_URL",
        description="Base URL of the model's API. With LLM_PROVIDER anthropic, google, groq or mistral, the "
        "default is that provider's address.",
    )
    llm_api_key: SecretStr | None = Field(
        None,
        validation_alias="LLM_API_KEY",
        description="API key for LLM_BASE_URL. Separate several with commas: the next one is used if one is "
        "refused or used up.",
    )
    llm_model: str | None = Field(
        None, validation_alias="LLM_MODEL", description="Language model that is called first."
    )
    llm_fallback_model: str | None = Field(
        None,
        validation_alias="LLM_FALLBACK_MODEL",
        description="Language model that is called if the first one fails: at LLM_BASE_URL, or at "
        "LLM_FALLBACK_BASE_URL if that is set.",
    )
    llm_fallback_base_url: str | None = Field(
        None,
        validation_alias="LLM_FALLBACK_BASE_URL",
        description="Base URL of a second endpoint, called while the first one is unavailable. It needs "
        "LLM_FALLBACK_MODEL. It never scores.",
    )
    llm_fallback_api_key: SecretStr | None = Field(
        None,
        validation_alias="LLM_FALLBACK_API_KEY",
        description="API key for LLM_FALLBACK_BASE_URL. Separate several with commas.",
    )
    llm_deadline_s: float = Field(
        30.0,
        ge=1,
        le=600,
        validation_alias="LLM_DEADLINE_S",
        description="Time limit in seconds for a plan or a draft, over all attempts and both models. "
        "After that, the built-in rules write it. Raise it for a slow model of your own.",
    )
    llm_text_question_deadline_s: float = Field(
        6.0,
        ge=0.5,
        le=20,
        validation_alias="LLM_TEXT_QUESTION_DEADLINE_S",
        description="Time limit in seconds for the wording of a follow-up question while a candidate types. "
        "After that, the planned wording is asked.",
    )
    llm_voice_question_deadline_s: float = Field(
        2.5,
        ge=0.5,
        le=20,
        validation_alias="LLM_VOICE_QUESTION_DEADLINE_S",
        description="The same while a candidate speaks in a browser or a LiveKit room.",
    )
    llm_phone_question_deadline_s: float = Field(
        2.5,
        ge=0.5,
        le=20,
        validation_alias="LLM_PHONE_QUESTION_DEADLINE_S",
        description="The same on the telephone.",
    )
    llm_record: Path | None = Field(
        None,
        validation_alias="LLM_RECORD",
        description="Folder into which each call of the model is written with its answer, unencrypted: what "
        "candidates say is in it. The production profile refuses it.",
    )
    llm_replay: Path | None = Field(
        None,
        validation_alias="LLM_REPLAY",
        description="Folder of recorded calls that answers instead of the model; what is not recorded fails. "
        "The production profile refuses it.",
    )
    llm_discarded_starts_per_answer: int = Field(
        2,
        ge=0,
        le=20,
        validation_alias="LLM_DISCARDED_STARTS_PER_ANSWER",
        description="While a candidate who speaks pauses, the wording of a follow-up question is requested "
        "already. If the candidate goes on, that request is discarded, which costs money: at most this often "
        "for one answer. 0 waits for the end of each answer.",
    )
    llm_plan_model: str | None = Field(
        None,
        validation_alias="LLM_PLAN_MODEL",
        description="Model for plans. Default: LLM_MODEL.",
    )
    llm_speech_model: str | None = Field(
        None,
        validation_alias="LLM_SPEECH_MODEL",
        description="Model that words follow-up questions, best a fast one. Default: LLM_MODEL.",
    )
    llm_panel_model: str | None = Field(
        None,
        validation_alias="LLM_PANEL_MODEL",
        description="Model for the panel's evaluators and perspectives. Default: LLM_MODEL.",
    )
    llm_document_model: str | None = Field(
        None,
        validation_alias="LLM_DOCUMENT_MODEL",
        description="Model for an intake's documents. Default: LLM_MODEL.",
    )
    llm_score_model: str | None = Field(
        None,
        validation_alias="LLM_SCORE_MODEL",
        description="Model that scores interviews, once `vivavoce qualify` has certified it. "
        "Default: LLM_MODEL.",
    )
    llm_score_deadline_s: float = Field(
        120.0,
        ge=1,
        le=600,
        validation_alias="LLM_SCORE_DEADLINE_S",
        description="Time limit in seconds for one reading of one answer. After that, the built-in rules "
        "score the interview.",
    )
    llm_score_wait_s: float = Field(
        600.0,
        ge=1,
        le=3600,
        validation_alias="LLM_SCORE_WAIT_S",
        description="Time limit in seconds for all readings of one interview. After that, the built-in "
        "rules score it, and the scorecard says so.",
    )
    llm_panel_deadline_s: float = Field(
        40.0,
        ge=1,
        le=55,
        validation_alias="LLM_PANEL_DEADLINE_S",
        description="Time limit in seconds for one evaluation of the panel. After that, it abstains.",
    )
    llm_api: Literal["chat", "responses"] | None = Field(
        None,
        validation_alias="LLM_API",
        description="API of the endpoint: Chat Completions or Responses. Default: chat, until the endpoint "
        "asks for the other.",
    )
    llm_output_format: Literal["schema_strict", "schema", "json", "prompted"] | None = Field(
        None,
        validation_alias="LLM_OUTPUT_FORMAT",
        description="How the form of an answer is requested: a strict JSON schema, a JSON schema, JSON mode, "
        "or only in the prompt. Default: the strictest that the endpoint accepts.",
    )
    llm_limit_parameter: Literal["max_tokens", "max_completion_tokens"] | None = Field(
        None,
        validation_alias="LLM_LIMIT_PARAMETER",
        description="Parameter that limits the output tokens. Default: what the endpoint accepts.",
    )
    llm_temperature: float = Field(
        0.0,
        ge=0,
        le=2,
        validation_alias="LLM_TEMPERATURE",
        description="Temperature; it is left out for models that refuse it.",
    )
    llm_reasoning_effort: Literal["none", "minimal", "low", "medium", "high"] | None = Field(
        None,
        validation_alias="LLM_REASONING_EFFORT",
        description="Reasoning effort for everything but speech. Default: the model's own. If it refuses a "
        "value, the next higher one is used.",
    )
    llm_speech_reasoning_effort: Literal["none", "minimal", "low", "medium", "high"] = Field(
        "none",
        validation_alias="LLM_SPEECH_REASONING_EFFORT",
        description="Reasoning effort of a model that thinks, while a candidate waits.",
    )
    llm_thinking_tokens: int = Field(
        4000,
        ge=0,
        le=100_000,
        validation_alias="LLM_THINKING_TOKENS",
        description="Output tokens that a model that thinks gets in addition, so that its thinking does not "
        "use up the answer's.",
    )
    llm_max_output_tokens: int = Field(
        8000,
        ge=200,
        le=100_000,
        validation_alias="LLM_MAX_OUTPUT_TOKENS",
        description="Limit on the output tokens of one answer, without thinking.",
    )
    llm_headers: SecretStr | None = Field(
        None,
        validation_alias="LLM_HEADERS",
        description="Further headers for LLM_BASE_URL, e.g. X-Team: hiring, X-Route: eu.",
    )
    llm_query: str | None = Field(
        None,
        validation_alias="LLM_QUERY",
        description="Query parameters for LLM_BASE_URL, e.g. api-version=2025-04-01-preview.",
    )
    embeddings_base_url: str | None = Field(
        None,
        validation_alias="EMBEDDINGS_BASE_URL",
        description="Base URL of an OpenAI-compatible Embeddings API, used to find the passages of long "
        "texts that a model reads for a plan. Default: this machine's embeddings, if they are installed.",
    )
    embeddings_model: str | None = Field(
        None,
        validation_alias="EMBEDDINGS_MODEL",
        description="Embedding model at EMBEDDINGS_BASE_URL.",
    )
    embeddings_api_key: SecretStr | None = Field(
        None,
        validation_alias="EMBEDDINGS_API_KEY",
        description="API key for EMBEDDINGS_BASE_URL.",
    )
    llm_max_concurrent_requests: int = Field(
        8,
        ge=1,
        le=1000,
        validation_alias="LLM_MAX_CONCURRENT_REQUESTS",
        description="Limit on the simultaneous requests of one process. A quarter is kept for speech.",
    )
    llm_requests_per_minute: int = Field(
        0,
        ge=0,
        validation_alias="LLM_REQUESTS_PER_MINUTE",
        description="Limit on the requests of one process per minute. 0 means none.",
    )
    llm_tokens_per_minute: int = Field(
        0,
        ge=0,
        validation_alias="LLM_TOKENS_PER_MINUTE",
        description="Limit on the tokens of one process per minute, estimated before and counted after a "
        "request. 0 means none.",
    )
    otp_required: bool = Field(
        True,
        validation_alias="VIVAVOCE_OTP_REQUIRED",
        description="Ask candidates with a known e-mail address for a one-time code.",
    )
    alert_webhook_url: str | None = Field(
        None,
        validation_alias="ALERT_WEBHOOK_URL",
        description="URL that is notified of every alert that fires or clears. Notifications are "
        "signed with WEBHOOK_SECRET.",
    )
    alert_email: str | None = Field(
        None,
        validation_alias="ALERT_EMAIL",
        description="E-mail address that is notified of every alert that fires or clears.",
    )
    webhook_retention_days: int = Field(
        90,
        ge=1,
        le=3650,
        validation_alias="VIVAVOCE_WEBHOOK_RETENTION_DAYS",
        description="Days after which finished webhooks and their attempts are deleted.",
    )
    live_capacity: int = Field(
        0,
        ge=0,
        le=100_000,
        validation_alias="VIVAVOCE_LIVE_CAPACITY",
        description="Limit on simultaneous interviews in the whole installation. Further candidates "
        "wait in a queue. 0 means 100, the measured limit on two cores.",
    )
    voice: Literal["auto", "off"] = Field(
        "auto",
        validation_alias="VIVAVOCE_VOICE",
        description="Voice interviews. 'auto' allows them if a speech engine is available; 'off' "
        "allows text only.",
    )
    voice_capacity: int = Field(
        0,
        ge=0,
        le=10_000,
        validation_alias="VIVAVOCE_VOICE_CAPACITY",
        description="Limit on simultaneous voice interviews in one process. Further candidates are "
        "asked to type. 0 is 50 per core, and fewer while the process is overloaded.",
    )
    voice_stt: str | None = Field(
        None,
        validation_alias="VIVAVOCE_STT",
        description="Speech-to-text engines in order of preference, separated by commas: deepgram, "
        "openai, azure, pocketsphinx. Default: all that are usable, in this order.",
    )
    voice_tts: str | None = Field(
        None,
        validation_alias="VIVAVOCE_TTS",
        description="Text-to-speech engines in order of preference, separated by commas: azure, "
        "openai, deepgram, espeak. Default: all that are usable, in this order.",
    )
    deepgram_api_key: SecretStr | None = Field(
        None,
        validation_alias="DEEPGRAM_API_KEY",
        description="API key for Deepgram speech-to-text and text-to-speech.",
    )
    deepgram_url: str | None = Field(
        None,
        validation_alias="DEEPGRAM_URL",
        description="Base URL of Deepgram. Default: the public one.",
    )
    openai_api_key: SecretStr | None = Field(
        None,
        validation_alias="OPENAI_API_KEY",
        description="API key for an OpenAI-compatible speech server.",
    )
    openai_base_url: str | None = Field(
        None,
        validation_alias="OPENAI_BASE_URL",
        description="Base URL of an OpenAI-compatible speech server. Default: OpenAI's own. Your own "
        "server needs no key.",
    )
    openai_stt_model: str = Field(
        "whisper-1",
        validation_alias="OPENAI_STT_MODEL",
        description="Speech-to-text model of that server.",
    )
    openai_tts_model: str = Field(
        "gpt-4o-mini-tts",
        validation_alias="OPENAI_TTS_MODEL",
        description="Text-to-speech model of that server.",
    )
    openai_tts_voice: str = Field(
        "alloy", validation_alias="OPENAI_TTS_VOICE", description="Voice for that model."
    )
    azure_speech_key: SecretStr | None = Field(
        None, validation_alias="AZURE_SPEECH_KEY", description="API key for Azure Speech."
    )
    azure_speech_region: str | None = Field(
        None,
        validation_alias="AZURE_SPEECH_REGION",
        description="Region of Azure Speech, e.g. westeurope.",
    )
    twilio_account_sid: str | None = Field(
        None,
        validation_alias="TWILIO_ACCOUNT_SID",
        description="Account SID at the phone provider. With the two settings below, the platform "
        "calls candidates.",
    )
    twilio_auth_token: SecretStr | None = Field(
        None,
        validation_alias="TWILIO_AUTH_TOKEN",
        description="Auth token of that account; it verifies the provider's callbacks.",
    )
    twilio_from_number: str | None = Field(
        None,
        validation_alias="TWILIO_FROM_NUMBER",
        description="Phone number that calls candidates, e.g. +441134960000.",
    )
    twilio_api_url: str = Field(
        "https://api.twilio.com",
        validation_alias="TWILIO_API_URL",
        description="Base URL of the phone provider, or of a compatible server.",
    )
    livekit_url: str | None = Field(
        None,
        validation_alias="LIVEKIT_URL",
        description="URL of a LiveKit server, e.g. wss://livekit.example.org. With its key and "
        "secret, candidates can use WebRTC.",
    )
    livekit_api_key: str | None = Field(
        None, validation_alias="LIVEKIT_API_KEY", description="API key for that LiveKit server."
    )
    livekit_api_secret: SecretStr | None = Field(
        None,
        validation_alias="LIVEKIT_API_SECRET",
        description="API secret for that LiveKit server.",
    )
    livekit_sip_trunk: str | None = Field(
        None,
        validation_alias="LIVEKIT_SIP_TRUNK",
        description="Outbound SIP trunk of that LiveKit server. Calls use it if the three TWILIO_* "
        "settings are not set.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias="VIVAVOCE_LOG_LEVEL", description="Lowest level of log lines."
    )

    @model_validator(mode="after")
    def _fill_in_provider_address(self) -> Settings:
        if self.llm_base_url is None:
            self.llm_base_url = PROVIDER_ADDRESSES.get(self.llm_provider)
        return self

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
                    f"{name} is too weak for the production profile. It needs "
                    f"{_MIN_SECRET_LENGTH} or more characters that are not all the same."
                )

    def refuse_missing_mail(self) -> None:
        """Return in the local profile or if mail can be sent; else raise ``InvalidSettingError``."""
        if not self.is_local and self.smtp_url is None:
            raise InvalidSettingError(
                "SMTP_URL is required in the production profile, because candidates get e-mails."
            )


def _is_weak(secret: str) -> bool:
    return len(secret) < _MIN_SECRET_LENGTH or len(set(secret)) < 10
