"""The engines, the models and the doctor of this installation, for operators."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from vivavoce import __version__
from vivavoce.app.doctor.engines import list_phone_providers, list_voice_engines
from vivavoce.app.doctor.environment import ComponentStatus
from vivavoce.app.doctor.model_trial import (
    ConfiguredModel,
    ModelTrial,
    list_configured_models,
    try_model,
)
from vivavoce.app.doctor.report import (
    EXIT_HEALTHY,
    CheckStatus,
    DoctorReport,
    check_status,
    price_trials,
    report_to_text,
    run_doctor_here,
    summarize,
)
from vivavoce.app.doctor.web_report import speak_sample, without_stored_data
from vivavoce.app.platform import Platform
from vivavoce.infra.language_model.options import explain_incomplete_model
from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import RequestLanguage
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.translation import translate

Purpose = Literal["plan", "speech", "panel", "score", "document", "review"]
_WINDOW_S = 600
_MAX_RUNS = 20
_MAX_CALLS = 20
"""For the whole installation: a trial of a model or of a voice can cost money."""
_WAV = "audio/wav"


class ComponentResponse(CamelModel):
    """One part of the installation."""

    name: str = Field(examples=["tts: espeak"])
    """What the part is for, a colon, and its name."""
    is_usable: bool
    """Whether the installation can use the part."""
    detail: str = Field(examples=["first choice"])
    """Its rank, or why it cannot be used and what to set."""


class ConfiguredModelResponse(CamelModel):
    """The model that is asked for a purpose."""

    purpose: Purpose
    """What the model is used for."""
    model: str = Field(examples=["gpt-5"])
    """Its name in the settings."""
    endpoint: str = Field(examples=["api.openai.com"])
    """The host of its endpoint, or `local`."""
    deadline_s: float = Field(examples=[30.0])
    """The seconds that an answer may take."""
    is_fallback: bool
    """Whether it is the model of the second endpoint."""


class InstallationEnginesResponse(CamelModel):
    """The engines and models of this installation, from its settings; nothing was called."""

    speech: list[ComponentResponse]
    """The speech engines, the preferred ones first."""
    voices: list[str] = Field(examples=[["espeak"]])
    """The names of the text-to-speech engines that can be tried."""
    phone: list[ComponentResponse]
    """The phone providers."""
    models: list[ConfiguredModelResponse]
    """The models by purpose; empty if none is configured."""
    model_problem: str | None
    """Why a model that is configured in part is not used; null otherwise."""


class ModelTrialRequest(StrictRequestModel):
    """Which purpose of the model is tried."""

    purpose: Purpose
    """What the model is asked for."""


class ModelTrialResponse(CamelModel):
    """The result of a real call."""

    purpose: Purpose
    """What the model was asked for."""
    model: str = Field(examples=["gpt-5"])
    """Its name in the settings."""
    endpoint: str = Field(examples=["api.openai.com"])
    """The host of its endpoint, or `local`."""
    is_fallback: bool
    """Whether it is the model of the second endpoint."""
    is_ok: bool
    """Whether the answer was valid."""
    cause: str | None = Field(examples=["the key was refused"])
    """Why the trial failed, in words; null if the model answered."""
    remedy: str | None = Field(examples=["Set LLM_API_KEY to a valid key."])
    """What an operator can do about the failure; null if the model answered."""
    first_token_s: float | None = Field(examples=[0.4])
    """The seconds until the first token; null if it was not measured."""
    expected_s: float | None = Field(examples=[4.2])
    """About how many seconds a usual answer takes; null if it was not measured."""
    deadline_s: float = Field(examples=[30])
    """The seconds that an answer may take."""
    dollars: str | None = Field(examples=["0.00042"])
    """What this call cost in US dollars; null without a known price."""


class ModelTrialListResponse(CamelModel):
    """The results of the calls, one for each endpoint."""

    data: list[ModelTrialResponse]
    """One for each endpoint; empty if no model is configured."""


class DoctorCheckResponse(CamelModel):
    """One check of the stored data."""

    name: str = Field(examples=["live.log_has_no_gaps"])
    """Its name, as in the command on the server."""
    sentence: str
    """What must hold."""
    status: CheckStatus
    """`ok`; `note`, worth a look; `broken`; or `unknown`, it could not be made."""
    found: int
    """How many violations were found. `vivavoce doctor` on the server lists them."""
    error: str | None
    """Why the check could not be made; null if it was."""


class MissingFeatureResponse(CamelModel):
    """A feature that is not configured."""

    name: str
    """What is missing."""
    adds: str
    """What it would add, and what to set."""


class DoctorReportResponse(CamelModel):
    """What the doctor found."""

    version: str
    """The version of Vivavoce."""
    ran_at: datetime
    """When it ran."""
    is_healthy: bool
    """Whether nothing is broken."""
    summary: str
    """The result in one sentence."""
    database_error: str | None
    """Why the data could not be checked; null if it was."""
    components: list[ComponentResponse]
    """The parts of the installation."""
    missing: list[MissingFeatureResponse]
    """What is not configured."""
    checks: list[DoctorCheckResponse]
    """What was looked at in the stored data, and what was found."""
    text: str
    """The report as text, in English, without secrets and without data of organizations."""


def build_installation_router(platform: Platform, *, attempts: AttemptCounter) -> APIRouter:
    """Return the routes of the engines, the models and the doctor."""
    routes = make_strict_router("operations")
    settings, clock = platform.settings, platform.clock

    async def admit(caller: Caller, what: str, limit: int) -> None:
        caller.require(Permission.PLATFORM_OPERATE)
        await attempts.hit(f"installation-{what}", window_s=_WINDOW_S, limit=limit)

    @routes.get("/api/v1/installation/engines")
    async def list_installation_engines(
        caller: CurrentCaller, language: RequestLanguage
    ) -> InstallationEnginesResponse:
        """Return which speech engines, phone providers and models this installation uses, without secrets.

        For operators of the installation. Nothing is called.
        """
        caller.require(Permission.PLATFORM_OPERATE)
        speech = await list_voice_engines(settings, clock, is_tested=False)
        problem = explain_incomplete_model(settings)
        return InstallationEnginesResponse(
            speech=[_to_component(each, language) for each in speech],
            voices=[
                each.name.removeprefix("tts: ")
                for each in speech
                if each.is_usable and each.name.startswith("tts: ")
            ],
            phone=[_to_component(each, language) for each in list_phone_providers(settings)],
            models=[_to_model(each) for each in list_configured_models(settings)],
            model_problem=_translate_optional(problem, language),
        )

    @routes.post("/api/v1/installation/model-trials")
    async def try_installation_model(
        body: ModelTrialRequest, caller: CurrentCaller, language: RequestLanguage
    ) -> ModelTrialListResponse:
        """Call the model for one purpose, with short requests that may cost money.

        For operators of the installation, at most 20 times in 10 minutes.
        """
        await admit(caller, "model", _MAX_CALLS)
        trials = await try_model(settings, clock, only=body.purpose)
        priced = await price_trials(platform, trials) if trials else ()
        return ModelTrialListResponse(data=[_to_trial(trial, language) for trial in priced])

    @routes.post(
        "/api/v1/installation/voice-sample",
        response_class=Response,
        responses={
            200: {
                "description": "The sentence: a mono 16-bit WAV file.",
                "content": {_WAV: {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    )
    async def speak_installation_voice(
        caller: CurrentCaller,
        engine: str = Query(
            "", max_length=100, examples=["espeak"], description="One of `voices` of the list."
        ),
        language: str = Query(
            "en",
            description="The language of the voice, as a tag.",
            max_length=20,
            pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$",
        ),
    ) -> Response:
        """Let one text-to-speech engine speak a sentence; no other engine takes its place.

        For operators of the installation, at most 20 times in 10 minutes. The error says the cause and the
        remedy.
        """
        await admit(caller, "voice", _MAX_CALLS)
        sample = await speak_sample(settings, clock, engine, language)
        headers = {
            "X-Voice": f"{sample.engine} {sample.voice}",
            "X-Duration-Ms": str(sample.duration_ms),
            "Cache-Control": "no-store",
        }
        return Response(sample.wav, media_type=_WAV, headers=headers)

    @routes.post("/api/v1/installation/doctor")
    async def run_installation_doctor(
        caller: CurrentCaller, language: RequestLanguage
    ) -> DoctorReportResponse:
        """Check the settings, what is missing, and the consistency of all stored data. It changes nothing.

        For operators of the installation, at most 20 times in 10 minutes. Violations are counted; only the
        command on the server lists them.
        """
        await admit(caller, "doctor", _MAX_RUNS)
        ran_at = clock.now()
        report = without_stored_data(await run_doctor_here(platform))
        return _to_report(report, ran_at, language)

    return routes


def _translate_optional(text: str | None, language: str) -> str | None:
    return None if text is None else translate(text, language)


def _to_component(component: ComponentStatus, language: str) -> ComponentResponse:
    return ComponentResponse(
        name=component.name,
        is_usable=component.is_usable,
        detail=translate(component.detail, language),
    )


def _to_model(model: ConfiguredModel) -> ConfiguredModelResponse:
    return ConfiguredModelResponse(
        purpose=model.purpose,
        model=model.model,
        endpoint=model.endpoint,
        deadline_s=model.deadline_s,
        is_fallback=model.is_fallback,
    )


def _to_trial(trial: ModelTrial, language: str) -> ModelTrialResponse:
    return ModelTrialResponse(
        purpose=trial.purpose,
        model=trial.model,
        endpoint=trial.provider,
        is_fallback=trial.is_fallback,
        is_ok=trial.failure is None,
        cause=_translate_optional(
            None if trial.failure is None else trial.failure.describe(), language
        ),
        remedy=_translate_optional(trial.remedy, language),
        first_token_s=None if trial.speed is None else trial.speed.first_token_s,
        expected_s=trial.expected_s,
        deadline_s=trial.deadline_s,
        dollars=None if trial.dollars is None else str(trial.dollars),
    )


def _to_report(report: DoctorReport, ran_at: datetime, language: str) -> DoctorReportResponse:
    return DoctorReportResponse(
        version=__version__,
        ran_at=ran_at,
        is_healthy=report.exit_code == EXIT_HEALTHY,
        summary=translate(summarize(report), language),
        database_error=_translate_optional(report.database_error, language),
        components=[_to_component(each, language) for each in report.components],
        missing=[
            MissingFeatureResponse(
                name=translate(each.name, language), adds=translate(each.adds, language)
            )
            for each in report.missing_features
        ],
        checks=[
            DoctorCheckResponse(
                name=result.invariant.full_name,
                sentence=translate(result.invariant.sentence, language),
                status=check_status(result),
                found=result.found,
                error=_translate_optional(result.error, language),
            )
            for result in report.check_results
        ],
        text=report_to_text(report),
    )
