"""Compare the candidates of one position, competency by competency, without putting them in an order.

A level is shown with the range that its evidence allows. What was not asked or not shown stays unknown.
Levels are comparable only between candidates who were asked the same questions by the same kind of scorer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.hiring_decision import HiringDecision, LevelCorrection
from vivavoce.hiring.domain.interview import Interview

NOT_ASSESSED = "not_assessed"
NOT_IN_PLAN = "not_in_plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateResults:
    """What is known about one candidate: the plan, the assessment, and what people decided."""

    interview: Interview
    plan: Json | None = field(default=None, repr=False)
    assessment: Json | None = field(default=None, repr=False)
    corrections: tuple[LevelCorrection, ...] = ()
    decision: HiringDecision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLevel:
    """The level that a person set, and whether they decided with it or corrected the proposal."""

    level: float
    set_by: str
    source: Literal["decision", "correction"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedLevel:
    """One competency of one candidate: a level with its range, or the reason why there is none."""

    competency: str
    is_required: bool = False
    minimum: float | None = None
    level: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None
    person: PersonLevel | None = None
    evidence: Json | None = field(default=None, repr=False)
    """The quote that shows the level most clearly, as the scorecard has it; None without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedCandidate:
    """One candidate with a level for every competency of the comparison, in its order."""

    results: CandidateResults
    form: int | None
    """The number of the question form, from 1; None without a plan."""
    scorer: str | None
    levels: tuple[ComparedLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateComparison:
    """Candidates side by side in the order of their requests."""

    position: str
    candidates: tuple[ComparedCandidate, ...]
    competencies: tuple[str, ...]
    form_count: int
    """How many different sets of questions these candidates were asked."""
    scorers: tuple[str, ...]
    erased_count: int = 0
    """Candidates that are left out because their data was erased."""
    total: int = 0
    """How many interviews match in all; the newest are shown."""


def compare_candidates(
    position: str, found: Sequence[CandidateResults], *, total: int | None = None
) -> CandidateComparison:
    """Return the comparison of these candidates; erased ones are left out and counted."""
    shown = sorted(
        (each for each in found if not each.interview.is_erased),
        key=lambda each: (each.interview.created_at, str(each.interview.id)),
    )
    forms = _number_forms(shown)
    names = _list_competencies(shown)
    candidates = tuple(
        ComparedCandidate(
            results=each,
            form=forms.get(find_form(each)),
            scorer=_scorer_of(each),
            levels=tuple(_compare_level(each, name) for name in names),
        )
        for each in shown
    )
    return CandidateComparison(
        position=position,
        candidates=candidates,
        competencies=names,
        form_count=len(set(forms.values())),
        scorers=tuple(sorted({each.scorer for each in candidates if each.scorer is not None})),
        erased_count=len(found) - len(shown),
        total=len(found) if total is None else total,
    )


def _number_forms(candidates: Sequence[CandidateResults]) -> dict[object, int]:
    forms: dict[object, int] = {}
    for candidate in candidates:
        form = find_form(candidate)
        if form is not None:
            forms.setdefault(form, len(forms) + 1)
    return forms


def find_form(candidate: CandidateResults) -> object | None:
    """Return what two candidates have in common who were asked and rated alike; None without a plan."""
    competencies = _planned_competencies(candidate)
    if not competencies:
        return None
    return frozenset(
        (
            competency["name"],
            competency.get("weight"),
            repr(competency.get("sub_dimensions")),
            frozenset(
                (question["text"], repr(question.get("anchors")))
                for question in competency.get("questions", ())
            ),
        )
        for competency in competencies
    )


def _list_competencies(candidates: Sequence[CandidateResults]) -> tuple[str, ...]:
    """Return the names of all plans and scorecards, each once, in the order of the plans."""
    names: dict[str, None] = {}
    for candidate in candidates:
        for competency in (*_planned_competencies(candidate), *_scored_competencies(candidate)):
            names.setdefault(competency["name"])
    return tuple(names)


def _compare_level(candidate: CandidateResults, name: str) -> ComparedLevel:
    planned = _find_by_name(_planned_competencies(candidate), name)
    scored = _find_by_name(_scored_competencies(candidate), name)
    wanted = scored or planned or {}
    common: Mapping[str, Any] = {  # Any: the fields of ``ComparedLevel``
        "competency": name,
        "is_required": bool(wanted.get("is_required", False)),
        "minimum": wanted.get("minimum_acceptable_score"),
        "person": _find_person_level(candidate, name),
    }
    if scored is None:
        is_unplanned = planned is None and _planned_competencies(candidate)
        reason = NOT_IN_PLAN if candidate.assessment or is_unplanned else NOT_ASSESSED
        return ComparedLevel(**common, reason=reason)
    if scored["score"] is None:
        return ComparedLevel(**common, reason=scored["insufficient_evidence"] or "no_evidence")
    return ComparedLevel(
        **common,
        level=scored["score"],
        low=scored.get("low"),
        high=scored.get("high"),
        evidence=_find_best_evidence(scored["evidence"]),
    )


def _find_person_level(candidate: CandidateResults, name: str) -> PersonLevel | None:
    decision = candidate.decision
    if decision is not None:
        for own in decision.levels:
            if own.competency == name:
                return PersonLevel(
                    level=own.level, set_by=decision.decided_by_name, source="decision"
                )
    for correction in candidate.corrections:
        if correction.competency == name and correction.level is not None:
            return PersonLevel(
                level=correction.level, set_by=correction.corrected_by_name, source="correction"
            )
    return None


def _find_best_evidence(evidence: Sequence[Json]) -> Json | None:
    """Return the quote that shows the most; a quote that shows a gap only if there is no other."""
    return min(
        evidence,
        key=lambda item: (item.get("is_deficit", False), -item["level"], item["turn"]),
        default=None,
    )


def _scorer_of(candidate: CandidateResults) -> str | None:
    if candidate.assessment is None:
        return None
    return str(candidate.assessment["scorecard"]["scorer"]["kind"])


def _planned_competencies(candidate: CandidateResults) -> Sequence[Json]:
    return () if candidate.plan is None else candidate.plan["document"]["competencies"]


def _scored_competencies(candidate: CandidateResults) -> Sequence[Json]:
    return () if candidate.assessment is None else candidate.assessment["scorecard"]["competencies"]


def _find_by_name(competencies: Sequence[Json], name: str) -> Json | None:
    return next((each for each in competencies if each["name"] == name), None)
