"""The doctor's report, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from vivavoce import __version__
from vivavoce.app.doctor.examine import Finding
from vivavoce.app.doctor.machine import Engine, Missing, Setting
from vivavoce.contracts.envelope import Json

HEALTHY, BROKEN, BAD_SETTING, AWAY = 0, 1, 2, 3
_SHOWN = 10
_KEPT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything the doctor saw. ``away`` says why the rows could not be looked at."""

    settings: tuple[Setting, ...]
    missing: tuple[Missing, ...]
    engines: tuple[Engine, ...]
    findings: tuple[Finding, ...] = ()
    away: str | None = None
    is_misconfigured: bool = False

    @property
    def exit_code(self) -> int:
        """0 healthy, 1 something is broken, 2 a setting is wrong, 3 the database is away."""
        if self.away is not None:
            return BAD_SETTING if self.is_misconfigured else AWAY
        return (
            BROKEN
            if any(_status(each) in ("broken", "unknown") for each in self.findings)
            else HEALTHY
        )


def as_json(report: Report) -> Json:
    """Return the report as a JSON document."""
    return {
        "version": __version__,
        "is_healthy": report.exit_code == HEALTHY,
        "settings": [asdict(each) for each in report.settings],
        "missing": [asdict(each) for each in report.missing],
        "engines": [asdict(each) for each in report.engines],
        "database": {"is_there": report.away is None, "error": report.away},
        "checks": [_check_json(each) for each in report.findings],
    }


def as_text(report: Report) -> str:
    """Return the report as people read it."""
    lines = [f"Vivavoce {__version__}", "", "Settings"]
    lines += _columns((each.name, each.shown) for each in report.settings)
    lines += ["", "Not there, and what it would add"]
    lines += _columns((each.name, each.adds) for each in report.missing) or ["  nothing"]
    lines += ["", "Engines"]
    lines += _columns(
        (each.name, each.detail if each.is_usable else f"NOT USABLE: {each.detail}")
        for each in report.engines
    )
    lines += ["", "Checks"]
    if report.away is not None:
        lines.append(f"  none: {report.away}")
    for finding in report.findings:
        lines += _check_lines(finding)
    lines += ["", _verdict(report)]
    return "\n".join(lines)


def _status(finding: Finding) -> str:
    if finding.is_kept:
        return "ok"
    if finding.trouble is not None:
        return "unknown"
    return "note" if finding.promise.is_note else "broken"


def _check_json(finding: Finding) -> Json:
    return {
        "name": finding.promise.full_name,
        "sentence": finding.promise.sentence,
        "status": _status(finding),
        "trouble": finding.trouble,
        "skipped": finding.skipped,
        "count": len(finding.broken),
        "violations": [
            {"organisation": each.organisation or None, **asdict(each.violation)}
            for each in finding.broken[:_KEPT]
        ],
    }


def _check_lines(finding: Finding) -> Iterator[str]:
    status = _status(finding)
    skipped = f" ({finding.skipped} erased)" if finding.skipped else ""
    yield f"  {status:8}{finding.promise.full_name}{skipped}"
    if status == "ok":
        return
    yield f"          {finding.promise.sentence}"
    if finding.trouble is not None:
        yield f"          {finding.trouble}"
    for each in finding.broken[:_SHOWN]:
        where = f"{each.organisation} " if each.organisation else ""
        yield f"          - {where}{each.violation.subject} {each.violation.detail}"
    if len(finding.broken) > _SHOWN:
        yield f"          - and {len(finding.broken) - _SHOWN} more; --json shows them"


def _verdict(report: Report) -> str:
    if report.away is not None:
        return "The rows were not looked at."
    statuses = [_status(each) for each in report.findings]
    bad = statuses.count("broken") + statuses.count("unknown")
    if bad:
        return f"{bad} of {len(statuses)} checks found something wrong."
    notes = statuses.count("note")
    return f"Healthy: {len(statuses)} checks" + (f", {notes} with a note." if notes else ".")


def _columns(rows: Iterable[tuple[str, str]]) -> list[str]:
    kept = list(rows)
    width = max((len(name) for name, _ in kept), default=0) + 2
    return [f"  {name:{width}}{said}" for name, said in kept]
