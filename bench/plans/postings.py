"""Labeled job postings, planned as the product plans a complete request: pure functions, no database."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills
from vivavoce.planning.usecases.generate_plan import build_brief

MINUTES = 30
_DATA = Path(__file__).parents[2] / "tests" / "data"
POSTINGS = _DATA / "postings"
HELD_OUT_POSTINGS = _DATA / "held_out" / "postings"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabeledLine:
    """One line of a posting as a person labeled it; ``groups`` has the best group first."""

    text: str
    kind: str
    groups: tuple[str, ...] = ()
    check: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A posting, the fields of its request, and its labeled lines."""

    id: str
    trade: str
    title: str
    company: str
    level: str
    skills: tuple[str, ...]
    text: str
    lines: tuple[LabeledLine, ...]

    @property
    def tasks(self) -> tuple[str, ...]:
        """The lines that say what the person does."""
        return tuple(line.text for line in self.lines if line.kind == "task")

    @property
    def work_lines(self) -> tuple[str, ...]:
        """The lines about the work: tasks and requirements."""
        return tuple(line.text for line in self.lines if line.kind in {"task", "requirement"})

    @property
    def groups(self) -> frozenset[str]:
        """Every group that a line of the work was labeled with."""
        return frozenset(group for line in self.lines for group in line.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPosting:
    """A posting with its plan.

    ``candidate_plans`` are the plans for two candidates of the position: same request, other résumés.
    """

    posting: Posting
    plan: InterviewPlan
    candidate_plans: tuple[InterviewPlan, InterviewPlan]
    stops_for_information: bool = False
    violations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """A complete request, as the use case that writes plans reads it."""

    position: str
    level: str
    skills: tuple[str, ...]
    job_description: str
    company_name: str | None
    company_description: str | None = None
    candidate_name: str | None = None
    candidate_profile: Mapping[str, Any] | None = None  # Any: JSON
    resume_text: str | None = None
    interview_id: Any = None  # Any: not read here
    run_id: str = ""
    plan_id: Any = None  # Any: not read here
    profile: str = "hiring"
    state: str = "VALIDATING_SKILLS"
    qualifications: tuple[str, ...] = ()
    duration_minutes: int = MINUTES
    language: str = "en"
    interview_type: str | None = None
    difficulty: str | None = None
    framework: str | None = None
    persona_id: str | None = None
    focus: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


def load_postings(folder: Path = POSTINGS) -> tuple[Posting, ...]:
    """Return the postings of a folder in the order of their file names; raise ``OSError`` if there are none."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise FileNotFoundError(f"There are no postings in {folder}.")
    return tuple(parse_posting(tomllib.loads(path.read_text("utf-8"))) for path in files)


def list_files(*, is_cross_check: bool) -> list[Path]:
    """Return the postings that rules and classifiers may be made from, or every third one, a check."""
    files = sorted(POSTINGS.glob("*.toml"))
    return [one for one in files if (int(one.name.partition("_")[0]) % 3 == 0) == is_cross_check]


def parse_posting(raw: Mapping[str, Any]) -> Posting:  # Any: TOML
    """Return a posting from its document; raise ``KeyError`` if a member is missing."""
    return Posting(
        id=raw["id"],
        trade=raw["trade"],
        title=raw["title"],
        company=raw["company"],
        level=raw["level"],
        skills=tuple(raw["skills"]),
        text=raw["text"].strip(),
        lines=tuple(_parse_line(line) for line in raw["line"]),
    )


def plan_posting(posting: Posting) -> PlannedPosting:
    """Plan a posting once without a résumé and for two candidates with different résumés.

    Skills are matched by words; a request that stops for information is planned as if it was sent again.
    """
    request = _Request(
        position=posting.title,
        level=posting.level,
        skills=posting.skills,
        job_description=posting.text,
        company_name=posting.company,
    )
    plan, stops, violations = _write_plan(request)
    first, second = (
        _write_plan(replace(request, resume_text=_write_resume(posting, skill)))[0]
        for skill in (posting.skills[0], posting.skills[-1])
    )
    return PlannedPosting(
        posting=posting,
        plan=plan,
        candidate_plans=(first, second),
        stops_for_information=stops,
        violations=violations,
    )


def plan_postings(postings: Sequence[Posting]) -> tuple[PlannedPosting, ...]:
    """Return the postings with their plans."""
    return tuple(plan_posting(posting) for posting in postings)


def _write_plan(request: _Request) -> tuple[InterviewPlan, bool, tuple[str, ...]]:
    brief = build_brief(request)
    report = validate_skills(
        brief.skills, load_skill_catalog(), posting=f"{brief.position}\n{brief.job_description}"
    )
    stops = bool(report.clarification_questions)
    report = replace(report, is_confirmed=stops)
    brief = replace(brief, are_skills_confirmed=stops)
    plan = plan_interview(brief, report)
    violations = tuple(each.code for each in find_plan_violations(plan, brief, report))
    return plan, stops, violations


def _write_resume(posting: Posting, skill: str) -> str:
    return f"{posting.title}, four years. Daily work: {skill}."


def _parse_line(raw: Mapping[str, Any]) -> LabeledLine:
    groups = (raw["group"],) if "group" in raw else ()
    return LabeledLine(
        text=raw["text"],
        kind=raw["kind"],
        groups=(*groups, *raw.get("also", ())),
        check=raw.get("check"),
    )
