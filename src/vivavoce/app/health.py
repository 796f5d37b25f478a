"""The ``/health`` routes: whether the process is alive, whether it is ready, and what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Literal

import psycopg
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from vivavoce import __version__
from vivavoce.app.platform import Platform
from vivavoce.app.wiring.model_scoring import ModelScoring
from vivavoce.contracts.envelope import Json
from vivavoce.infra.bus import read_bus_mode
from vivavoce.infra.database import DatabaseUnavailableError
from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.infra.language_model.port import read_latest_usage
from vivavoce.infra.web.callers import SECURITY_REQUIREMENTS, current_caller
from vivavoce.infra.web.languages import get_request_language, translate_members
from vivavoce.infra.web.request_models import UtcTimestamp
from vivavoce.kernel.caller import Permission
from vivavoce.kernel.clock import format_optional_timestamp
from vivavoce.kernel.translation import phrase

RoleName = Literal["gateway", "agents", "edge", "worker", "livekit"]
"""The roles of processes."""
_CHECK_TIMEOUT_S = 1.5
"""Timeout of a database query, so that a probe gets its answer within 2 s."""
_TIMED_OUT_CHECKS: dict[str, Json] = {
    "database": {"status": "unavailable", "error": phrase("the database did not respond in time")},
    "kafka": {"status": "unknown"},
    "redis": {"status": "disabled"},
}
_TEXTS = frozenset({"error", "cause", "remedy", "reason"})
"""Members of the detailed checks that are for people."""
_MAX_OUTBOX_AGE_S = 10.0
"""If an event waits longer than this for Kafka, Kafka counts as unavailable."""


class HealthResponse(BaseModel):
    """The process is alive."""

    status: Literal["ok"] = Field(examples=["ok"])
    """Always `ok`."""
    role: str = Field(examples=["gateway"])
    """The role of the process."""
    version: str = Field("", examples=["0.1.0"])
    """The version of the product; only in the local profile."""


class DependencyHealthResponse(BaseModel):
    """The state of one dependency."""

    status: Literal["ok", "unavailable", "unknown", "disabled"] = Field(examples=["ok"])
    """`ok`, `unavailable`, `unknown` (it could not be asked) or `disabled` (it is not configured)."""
    latencyMs: float = Field(0.0, examples=[1.2])  # noqa: N815 - the wire's name
    """How long the answer took, in milliseconds; absent without an answer."""
    error: str = Field("", examples=["the database did not respond in time"])
    """What is wrong, in words; absent if nothing is."""


class ReadinessResponse(BaseModel):
    """Whether requests can be served."""

    status: Literal["ok", "unavailable"] = Field(examples=["ok"])
    """`ok`, or `unavailable` with the HTTP status 503."""
    checks: dict[str, DependencyHealthResponse]
    """The dependencies by name: `database`, `kafka` and `redis`."""


class OutboxHealthResponse(BaseModel):
    """The events that wait."""

    pending: int = 0
    """How many events wait to be published."""
    oldestAgeSeconds: float = 0.0  # noqa: N815 - the wire's name
    """The age of the oldest waiting event, in seconds; 0 if none waits."""
    undelivered: int = 0
    """How many events wait until their group handles them."""


class ModelStandInHealthResponse(BaseModel):
    """The model that should have answered, and why another one did."""

    model: str = Field(examples=["gpt-5"])
    """The model that failed."""
    endpoint: str = Field(examples=["api.openai.com"])
    """The host of its endpoint, or `local` for this machine."""
    code: str = Field("", examples=["overloaded"])
    """The kind of failure."""
    cause: str = Field("", examples=["the key was refused"])
    """The failure in words."""
    remedy: str = Field("", examples=["Set LLM_API_KEY to a valid key."])
    """What to do about it."""


class ModelPurposeHealthResponse(BaseModel):
    """How the last request of one purpose to the language model ended."""

    model: str = Field(examples=["gpt-5"])
    """The model that was asked."""
    endpoint: str = Field("local", examples=["api.openai.com"])
    """The host of its endpoint, or `local` for this machine."""
    status: Literal["ok", "failing"] = Field(examples=["ok"])
    """`ok` or `failing`."""
    latencyMs: int = Field(examples=[840])  # noqa: N815 - the wire's name
    """How long that request took, in milliseconds."""
    code: str = ""
    """The kind of failure; absent without one."""
    cause: str = Field("", examples=["the key was refused"])
    """The failure in words; absent without one."""
    remedy: str = Field("", examples=["Set LLM_API_KEY to a valid key."])
    """What to do about the failure; absent without one."""
    insteadOf: ModelStandInHealthResponse | None = None  # noqa: N815 - the wire's name
    """The model that this one stood in for; absent if it was the first to be asked."""


class LanguageModelHealthResponse(BaseModel):
    """How the last requests to the language model ended in this process."""

    status: Literal["ok", "fallback", "failing", "unused", "disabled"] = Field(examples=["ok"])
    """`ok`, `fallback` (another model stands in), `failing`, `unused` so far, or `disabled` without one."""
    purposes: dict[str, ModelPurposeHealthResponse] = {}
    """The last request of each purpose; absent without a model."""


class ModelCertificateHealthResponse(BaseModel):
    """Whether the configured model may score."""

    status: str = Field(examples=["valid"])
    """Whether the model may score; if not, why the built-in rules score."""
    model: str = Field("", examples=["gpt-5-2026-08-07"])
    """The model that the certificate names, or the configured one; absent without a model."""
    expiresAt: UtcTimestamp | None = None  # noqa: N815 - the wire's name
    """When the certificate ends or ended by itself; null without one."""
    reason: str = Field("", examples=["The weekly check suspended the certificate."])
    """Why the model may not score, in words; empty if it may."""


class DetailedHealthResponse(ReadinessResponse):
    """All checks of a process."""

    role: str = Field(examples=["gateway"])
    """The role of the process."""
    version: str = Field(examples=["0.1.0"])
    """The version of the product."""
    profile: Literal["local", "production"] = Field(examples=["production"])
    """The profile of the settings: `local` or `production`."""
    outbox: OutboxHealthResponse
    """The waiting events; empty while the database cannot be asked."""
    languageModel: LanguageModelHealthResponse  # noqa: N815 - the wire's name
    """How the last requests to the language model ended in this process."""
    modelCertificate: ModelCertificateHealthResponse  # noqa: N815 - the wire's name
    """Whether the configured model may score interviews."""


class _TimedCheck:
    """A database check with a timeout.

    A query on a frozen database cannot even be canceled. So only one runs at a time, and all requests in
    the meantime wait for it, each at most until the timeout.
    """

    def __init__(self, check: Callable[[], Awaitable[Json]]) -> None:
        self._check = check
        self._running: asyncio.Future[Json] | None = None

    async def run(self) -> Json | None:
        """Return the result, or None if it does not arrive in time."""
        if self._running is None or self._running.done():
            self._running = asyncio.ensure_future(self._check())
        done, _ = await asyncio.wait({self._running}, timeout=_CHECK_TIMEOUT_S)
        return self._running.result() if done else None


def build_health_router(
    platform: Platform, role: str, *, model_scoring: ModelScoring | None
) -> APIRouter:
    """Return the health routes of one role; all but the detailed one need no credentials."""
    routes = APIRouter(tags=["health"])
    checking = _TimedCheck(lambda: _run_checks(platform))
    counting = _TimedCheck(lambda: _read_backlog(platform))
    certifying = _TimedCheck(partial(_describe_certificate, model_scoring))
    named: Json = {"role": role}
    if platform.settings.is_local:
        named["version"] = __version__

    async def checks() -> dict[str, Json]:
        return await checking.run() or _TIMED_OUT_CHECKS

    async def health() -> Json:
        """Return that the process is alive."""
        return {"status": "ok", **named}

    async def ready(response: Response) -> Json:
        """Return within 2 s: 200 if requests can be served, else 503 with the failed check."""
        results = await checks()
        is_ready = results["database"]["status"] == "ok"
        response.status_code = 200 if is_ready else 503
        return {"status": "ok" if is_ready else "unavailable", "checks": results}

    async def detailed(request: Request) -> Json:
        """Return all checks and the waiting events of the bus, for operators.

        Accepts the metrics token, or the credentials of an operator.
        """
        if not request.app.state.exposure.has_metrics_token(request):
            (await current_caller(request)).require(Permission.PLATFORM_OPERATE)
        results = await checks()
        is_known = results["database"]["status"] == "ok"
        details = {
            "status": results["database"]["status"],
            "role": role,
            "version": __version__,
            "profile": platform.settings.profile,
            "checks": results,
            "outbox": (await counting.run() or {}) if is_known else {},
            "languageModel": _describe_language_model(platform),
            "modelCertificate": (await certifying.run() if is_known else None)
            or {"status": "unknown"},
        }
        return translate_members(details, _TEXTS, get_request_language(request.scope))

    responses: dict[Callable[..., Awaitable[Json]], type[BaseModel]] = {
        health: HealthResponse,
        ready: ReadinessResponse,
        detailed: DetailedHealthResponse,
    }
    unready: dict[int | str, dict[str, Any]] = {  # Any: as the framework takes it
        503: {"model": ReadinessResponse, "description": "Requests cannot be served now."}
    }
    for path, answer in (
        ("/health", health),
        ("/health/live", health),
        ("/health/ready", ready),
        ("/health/detailed", detailed),
    ):
        name = "health_" + path.rpartition("/")[2]
        guarded = {"security": SECURITY_REQUIREMENTS} if answer is detailed else None
        routes.add_api_route(
            f"/api/v1{path}",
            answer,
            methods=["GET"],
            name=name,
            openapi_extra=guarded,
            response_model=responses[answer],
            response_model_exclude_unset=True,
            responses=unready if answer is ready else None,
        )
        routes.add_api_route(path, answer, methods=["GET"], include_in_schema=False)
    return routes


def _describe_language_model(platform: Platform) -> Json:
    """Return how the last request of each purpose ended in this process; no request is made."""
    if platform.language_model is None:
        return {"status": "disabled"}
    latest = read_latest_usage()
    is_second = platform.settings.llm_fallback_base_url is not None
    failures = [usage for usage in latest.values() if usage.failure]
    stand_ins = {purpose: usage.instead_of for purpose, usage in latest.items() if usage.instead_of}
    purposes: dict[str, Json] = {
        purpose: {
            "model": usage.model,
            "endpoint": usage.provider,
            "status": "failing" if usage.failure else "ok",
            "latencyMs": usage.duration_ms,
            **_describe_failure(usage.failure, is_second=is_second and bool(usage.instead_of)),
        }
        for purpose, usage in sorted(latest.items())
    }
    for purpose, failed in stand_ins.items():
        purposes[purpose]["insteadOf"] = {
            "model": failed.model,
            "endpoint": failed.provider,
            **_describe_failure(failed.failure),
        }
    status = "failing" if failures else "fallback" if stand_ins else "ok" if latest else "unused"
    return {"status": status, "purposes": purposes}


def _describe_failure(failure: ModelFailure | None, *, is_second: bool = False) -> Json:
    if failure is None:
        return {}
    remedy = failure.fallback_remedy if is_second else failure.remedy
    return {"code": failure.code, "cause": failure.describe(), "remedy": remedy}


async def _describe_certificate(scoring: ModelScoring | None) -> Json:
    """Return whether the configured model may score now, and until when, or why not."""
    if scoring is None:
        return {"status": "disabled"}
    try:
        permit = await scoring.read_permit()
    except (DatabaseUnavailableError, psycopg.Error):
        return {"status": "unknown"}
    return {
        "status": permit.state,
        "model": permit.model,
        "expiresAt": format_optional_timestamp(permit.expires_at),
        "reason": permit.reason,
    }


async def _run_checks(platform: Platform) -> dict[str, Json]:
    began = platform.clock.monotonic()
    try:
        await platform.database.execute("SELECT 1 AS one")
    except (DatabaseUnavailableError, psycopg.Error):
        database: Json = {"status": "unavailable", "error": phrase("the database does not respond")}
    else:
        latency = platform.clock.monotonic() - began
        database = {"status": "ok", "latencyMs": round(latency * 1000, 1)}
    is_known = database["status"] == "ok"
    kafka = await _check_kafka(platform) if is_known else {"status": "unknown"}
    return {"database": database, "kafka": kafka, "redis": {"status": "disabled"}}


async def _check_kafka(platform: Platform) -> Json:
    """Return whether Kafka carries the events and accepts them; the status page has each group's lag."""
    if platform.settings.kafka_broker is None:
        return {"status": "disabled"}
    carries = await read_bus_mode(platform.database) == "kafka"
    takes = carries and (await _read_backlog(platform))["oldestAgeSeconds"] < _MAX_OUTBOX_AGE_S
    return {"status": "ok" if takes else "unavailable"}


async def _read_backlog(platform: Platform) -> Json:
    rows = await platform.database.execute("SELECT * FROM bus_backlog()")
    unsent = [row for row in rows if row["group_name"] == ""]
    oldest = min((row["oldest"] for row in unsent), default=None)
    age = 0.0 if oldest is None else (platform.clock.now() - oldest).total_seconds()
    return {
        "pending": sum(row["waiting"] for row in unsent),
        "oldestAgeSeconds": round(age, 1),
        "undelivered": sum(row["waiting"] for row in rows if row["group_name"]),
    }
