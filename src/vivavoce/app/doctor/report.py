"""The doctor's report, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from vivavoce import __version__
from vivavoce.app.doctor.checks import CheckResult
from vivavoce.app.doctor.environment import ComponentStatus, MissingFeature, SettingStatus
from vivavoce.contracts.envelope import Json

EXIT_HEALTHY, EXIT_BROKEN, EXIT_INVALID_SETTING, EXIT_DATABASE_UNAVAILABLE = 0, 1, 2, 3
_MAX_VIOLATIONS_IN_TEXT = 10
_MAX_VIOLATIONS_IN_JSON = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorReport:
    """All findings. ``database_error`` says why the rows could not be checked."""

    settings: tuple[SettingStatus, ...]
    missing_features: tuple[MissingFeature, ...]
    components: tuple[ComponentStatus, ...]
    check_results: tuple[CheckResult, ...] = ()
    database_error: str | None = None
    is_misconfigured: bool = False

    @property
    def exit_code(self) -> int:
        """Return 0 if healthy, 1 for a violation, 2 for an invalid setting, 3 without a database."""
        if self.database_error is not None:
            return EXIT_INVALID_SETTING if self.is_misconfigured else EXIT_DATABASE_UNAVAILABLE
        return (
            EXIT_BROKEN
            if any(_check_status(each) in ("broken", "unknown") for each in self.check_results)
            else EXIT_HEALTHY
        )


def report_to_json(report: DoctorReport) -> Json:
    """Return the report as a JSON document."""
    return {
        "version": __version__,
        "is_healthy": report.exit_code == EXIT_HEALTHY,
        "settings": [asdict(each) for each in report.settings],
        "missing": [asdict(each) for each in report.missing_features],
        "engines": [asdict(each) for each in report.components],
        "database": {"is_there": report.database_error is None, "error": report.database_error},
        "checks": [_check_to_json(each) for each in report.check_results],
    }


def report_to_text(report: DoctorReport) -> str:
    """Return the report as text for people."""
    lines = [f"Vivavoce {__version__}", "", "Settings"]
    lines += _format_columns((each.name, each.shown) for each in report.settings)
    lines += ["", "Not configured"]
    lines += _format_columns((each.name, each.adds) for each in report.missing_features) or [
        "  nothing"
    ]
    lines += ["", "Engines"]
    lines += _format_columns(
        (each.name, each.detail if each.is_usable else f"NOT USABLE: {each.detail}")
        for each in report.components
    )
    lines += ["", "Checks"]
    if report.database_error is not None:
        lines.append(f"  none: {report.database_error}")
    for finding in report.check_results:
        lines += _check_lines(finding)
    lines += ["", _summary(report)]
    return "\n".join(lines)


def _check_status(result: CheckResult) -> str:
    if result.is_satisfied:
        return "ok"
    if result.error is not None:
        return "unknown"
    return "note" if result.invariant.is_advisory else "broken"


def _check_to_json(result: CheckResult) -> Json:
    return {
        "name": result.invariant.full_name,
        "sentence": result.invariant.sentence,
        "status": _check_status(result),
        "trouble": result.error,
        "skipped": result.skipped,
        "count": len(result.violations),
        "violations": [
            {"organization": each.organization or None, **asdict(each.violation)}
            for each in result.violations[:_MAX_VIOLATIONS_IN_JSON]
        ],
    }


def _check_lines(result: CheckResult) -> Iterator[str]:
    status = _check_status(result)
    skipped = f" ({result.skipped} erased)" if result.skipped else ""
    yield f"  {status:8}{result.invariant.full_name}{skipped}"
    if status == "ok":
        return
    yield f"          {result.invariant.sentence}"
    if result.error is not None:
        yield f"          {result.error}"
    for each in result.violations[:_MAX_VIOLATIONS_IN_TEXT]:
        where = f"{each.organization} " if each.organization else ""
        yield f"          - {where}{each.violation.subject} {each.violation.detail}"
    if len(result.violations) > _MAX_VIOLATIONS_IN_TEXT:
        yield (
            f"          - and {len(result.violations) - _MAX_VIOLATIONS_IN_TEXT} more; use "
            "--json to list them"
        )


def _summary(report: DoctorReport) -> str:
    if report.database_error is not None:
        return "The stored data was not checked."
    statuses = [_check_status(each) for each in report.check_results]
    bad = statuses.count("broken") + statuses.count("unknown")
    if bad:
        return f"{bad} of {len(statuses)} checks found problems."
    notes = statuses.count("note")
    return f"Healthy: {len(statuses)} checks" + (f", {notes} with notes." if notes else ".")


def _format_columns(rows: Iterable[tuple[str, str]]) -> list[str]:
    kept = list(rows)
    width = max((len(name) for name, _ in kept), default=0) + 2
    return [f"  {name:{width}}{said}" for name, said in kept]
