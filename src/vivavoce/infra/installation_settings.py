"""The settings of an installation: addresses, ports, secrets, database, events, mail and limits."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class InstallationSettings(BaseSettings):
    """What every installation has."""

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
    trial_language: Literal["de"] | None = Field(
        None,
        validation_alias="VIVAVOCE_TRIAL_LANGUAGE",
        description="Language beside English in which the built-in rules plan and score hiring interviews, "
        "for a trial: de. Off by default, because the figures of German are below the marks. Without it and "
        "without a language model, a request for a German interview is refused.",
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
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias="VIVAVOCE_LOG_LEVEL", description="Lowest level of log lines."
    )
