"""One doctor run and its report, for people and for programs. A run changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from vivavoce import __version__
from vivavoce.analytics.adapters.analytics_postgres import PostgresPriceRepository
from vivavoce.app.doctor.certificates import list_certificates
from vivavoce.app.doctor.checks import CheckResult, run_checks
from vivavoce.app.doctor.engines import list_phone_providers, list_voice_engines
from vivavoce.app.doctor.environment import (
    ComponentStatus,
    MissingFeature,
    SettingStatus,
    list_components,
    list_missing_features,
    list_settings,
)
from vivavoce.app.doctor.model_trial import (
    ModelTrial,
    add_costs,
    describe_trials,
    trial_to_json,
    try_model,
)
from vivavoce.app.platform import Platform, connect_to_platform
from vivavoce.contracts.envelope import Json
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import InvalidSettingError, VivavoceError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.kernel.translation import phrase, translatable

EXIT_HEALTHY, EXIT_BROKEN, EXIT_INVALID_SETTING, EXIT_DATABASE_UNAVAILABLE = 0, 1, 2, 3
_MAX_VIOLATIONS_IN_TEXT = 10
CheckStatus = Literal["ok", "note", "broken", "unknown"]
_MAX_VIOLATIONS_IN_JSON = 1000
_STAGES_IN_WORDS = {"stt": "speech to text", "tts": "text to speech"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorReport:
    """All findings. ``database_error`` says why the rows could not be checked."""

    settings: tuple[SettingStatus, ...]
    missing_features: tuple[MissingFeature, ...]
    components: tuple[ComponentStatus, ...]
    model_trials: tuple[ModelTrial, ...] | None = None
    """None if the model was not tested."""
    check_results: tuple[CheckResult, ...] = ()
    database_error: str | None = None
    is_misconfigured: bool = False

    @property
    def exit_code(self) -> int:
        """Return 0 if healthy, 1 for a violation, 2 for an invalid setting, 3 without a database.

        A model that was tested and failed is 1, also without a database.
        """
        if self.is_misconfigured:
            return EXIT_INVALID_SETTING
        if any(trial.failure for trial in self.model_trials or ()):
            return EXIT_BROKEN
        if self.database_error is not None:
            return EXIT_DATABASE_UNAVAILABLE
        has_failed_check = any(
            check_status(result) in ("broken", "unknown") for result in self.check_results
        )
        return EXIT_BROKEN if has_failed_check else EXIT_HEALTHY


def report_to_json(report: DoctorReport) -> Json:
    """Return the report as a JSON document."""
    return {
        "version": __version__,
        "is_healthy": report.exit_code == EXIT_HEALTHY,
        "settings": [asdict(setting) for setting in report.settings],
        "missing": [asdict(feature) for feature in report.missing_features],
        "engines": [asdict(component) for component in report.components],
        "model": None
        if report.model_trials is None
        else [trial_to_json(trial) for trial in report.model_trials],
        "database": {"is_there": report.database_error is None, "error": report.database_error},
        "checks": [_check_to_json(result) for result in report.check_results],
    }


def _name_in_words(name: str) -> str:
    """Return the name of a component; that of an engine begins with its stage in words."""
    stage, colon, engine = name.partition(": ")
    return f"{_STAGES_IN_WORDS.get(stage, stage)}{colon}{engine}"


def report_to_text(report: DoctorReport) -> str:
    """Return the report as text for people."""
    lines = [f"Vivavoce {__version__}", "", "Settings"]
    lines += _format_columns((setting.name, setting.shown) for setting in report.settings)
    lines += ["", "Not configured"]
    lines += _format_columns(
        (feature.name, feature.adds) for feature in report.missing_features
    ) or ["  nothing"]
    lines += ["", "Engines"]
    lines += _format_columns(
        (
            _name_in_words(component.name),
            component.detail if component.is_usable else f"NOT USABLE: {component.detail}",
        )
        for component in report.components
    )
    if report.model_trials is not None:
        lines += ["", "Language model", *describe_trials(report.model_trials)]
        lines += (
            [] if report.model_trials else ["  none is configured: set LLM_BASE_URL and LLM_MODEL"]
        )
    lines += ["", "Checks"]
    if report.database_error is not None:
        lines.append(f"  not run: {report.database_error}")
    for finding in report.check_results:
        lines += _check_lines(finding)
    lines += ["", summarize(report)]
    return "\n".join(lines)


def check_status(result: CheckResult) -> CheckStatus:
    """Return whether a check is fine, found something, or could not be made."""
    if result.is_satisfied:
        return "ok"
    if result.error is not None:
        return "unknown"
    return "note" if result.invariant.is_advisory else "broken"


def _check_to_json(result: CheckResult) -> Json:
    return {
        "name": result.invariant.full_name,
        "sentence": result.invariant.sentence,
        "status": check_status(result),
        "trouble": result.error,
        "skipped": result.skipped,
        "count": len(result.violations),
        "violations": [
            {"organization": violation.organization or None, **asdict(violation.violation)}
            for violation in result.violations[:_MAX_VIOLATIONS_IN_JSON]
        ],
    }


def _check_lines(result: CheckResult) -> Iterator[str]:
    status = check_status(result)
    skipped = f" ({result.skipped} erased)" if result.skipped else ""
    yield f"  {status:8}{result.invariant.full_name}{skipped}"
    if status == "ok":
        return
    yield f"          {result.invariant.sentence}"
    if result.error is not None:
        yield f"          {result.error}"
    for violation in result.violations[:_MAX_VIOLATIONS_IN_TEXT]:
        where = f"{violation.organization} " if violation.organization else ""
        yield f"          - {where}{violation.violation.subject} {violation.violation.detail}"
    if len(result.violations) > _MAX_VIOLATIONS_IN_TEXT:
        yield (
            f"          - and {len(result.violations) - _MAX_VIOLATIONS_IN_TEXT} more; use "
            "--json to list them"
        )


def summarize(report: DoctorReport) -> str:
    """Return the result of all checks in one sentence."""
    if report.database_error is not None:
        return phrase("The stored data was not checked.")
    statuses = [check_status(result) for result in report.check_results]
    bad = statuses.count("broken") + statuses.count("unknown")
    if bad:
        return translatable(
            "{found} of {total} checks found problems.", found=bad, total=len(statuses)
        )
    notes = statuses.count("note")
    if notes:
        return translatable(
            "Healthy: {total} checks, {notes} with notes.", total=len(statuses), notes=notes
        )
    return translatable("Healthy: {total} checks.", total=len(statuses))


def _format_columns(rows: Iterable[tuple[str, str]]) -> list[str]:
    columns = list(rows)
    width = max((len(name) for name, _ in columns), default=0) + 2
    return [f"  {name:{width}}{value}" for name, value in columns]


async def run_doctor(
    settings: Settings, *, is_voice_tested: bool = False, is_model_tested: bool = False
) -> DoctorReport:
    """Return the report; an unavailable database is part of it.

    With ``is_voice_tested``, the engines that need no key speak and transcribe a sentence. With
    ``is_model_tested``, the language model is called for each of its purposes.
    """
    clock = SystemClock()
    report = await _examine_settings(settings, clock, is_voice_tested=is_voice_tested)
    try:
        if is_model_tested:
            report = replace(report, model_trials=await try_model(settings, clock))
        async with connect_to_platform(settings, name="doctor") as platform:
            if report.model_trials:
                trials = await price_trials(platform, report.model_trials)
                report = replace(report, model_trials=trials)
            return await _check_data(report, platform)
    except VivavoceError as error:
        return replace(
            report,
            database_error=error.detail,
            is_misconfigured=isinstance(error, InvalidSettingError),
        )


async def run_doctor_here(platform: Platform) -> DoctorReport:
    """Return the report of a process that is running, with its own connections; nothing is called."""
    report = await _examine_settings(platform.settings, platform.clock, is_voice_tested=False)
    try:
        return await _check_data(report, platform)
    except VivavoceError as error:
        return replace(report, database_error=error.detail)


async def price_trials(platform: Platform, trials: Sequence[ModelTrial]) -> tuple[ModelTrial, ...]:
    """Return the trials with the cost of their call, where the installation knows both prices."""
    async with platform.open_work(DEMO_TENANT_ID) as work:
        prices = await PostgresPriceRepository().list_prices(work)
    return add_costs(trials, prices)


async def _examine_settings(
    settings: Settings, clock: Clock, *, is_voice_tested: bool
) -> DoctorReport:
    voices = await list_voice_engines(settings, clock, is_tested=is_voice_tested)
    return DoctorReport(
        settings=list_settings(settings),
        missing_features=list_missing_features(settings),
        components=(*list_components(settings), *voices, *list_phone_providers(settings)),
    )


async def _check_data(report: DoctorReport, platform: Platform) -> DoctorReport:
    report = replace(report, check_results=await run_checks(platform))
    if not report.check_results[0].is_satisfied:  # the schema is another version's
        return report
    certificates = await list_certificates(platform)
    return replace(report, components=(*report.components, *certificates))
