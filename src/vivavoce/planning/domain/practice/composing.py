"""From the questions that were picked to a plan for practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import Competency, Plan, Rubric
from vivavoce.planning.domain.building import (
    not_asked_note,
    questions_of,
    rubric_competency,
    shares,
    text_notes,
)
from vivavoce.planning.domain.choice import Chosen, budget_s, hits, mentions
from vivavoce.planning.domain.practice.ground import Ground, unique
from vivavoce.planning.domain.practice.setting import Setting
from vivavoce.planning.domain.practice.wording import (
    closing,
    faces,
    framework_of,
    greeting,
    put,
    topic_of,
)
from vivavoce.planning.domain.requirements import Requirements
from vivavoce.planning.domain.skills import SkillReport, load_catalogue
from vivavoce.planning.domain.words import fold

FOCUS_SHARE = 0.6
"""This share of a talk, rounded up, goes to what it is to focus on."""
_AGAIN = "Some of these questions were asked lately: there are no others of this kind."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a plan is made from: the questions in order, how they are put, and what to note."""

    picks: tuple[Chosen, ...]
    is_short: bool = False
    notes: tuple[str, ...] = ()


def first_sheet(setting: Setting, ground: Ground) -> Sheet:
    """Return the best questions: the focus first, and what was asked lately only when all else is."""
    lately = asked_lately(setting.brief)
    fresh = [one for one in ground.own if not faces(one.question) & lately]
    again = [one for one in ground.own if faces(one.question) & lately]
    focus = [one for one in fresh if any(_is_about(one, name) for name in setting.brief.focus)]
    first = focus[: ceil(setting.count * FOCUS_SHARE)]
    picks = unique((*first, *fresh, *again, *ground.wider))[: setting.count]
    is_again = any(one in again for one in picks)
    if setting.kind == "warm_up" and not first:
        easiest = min(picks, key=lambda one: (one.question.kind == "failure", one.question.depth))
        picks = unique((easiest, *picks))
    return Sheet(picks=opened_kindly(picks), notes=(_AGAIN,) if is_again else ())


def asked_lately(brief: PlanBrief) -> frozenset[str]:
    """Return the questions that are not to be asked again, folded."""
    return frozenset(fold(text.strip()) for text in brief.avoid)


def opened_kindly(picks: Sequence[Chosen]) -> tuple[Chosen, ...]:
    """Return the questions so that nobody is asked about a failure first."""
    at = next((i for i, one in enumerate(picks) if one.question.kind != "failure"), 0)
    return (*picks[at : at + 1], *picks[:at], *picks[at + 1 :])


def compose(
    setting: Setting,
    sheet: Sheet,
    ground: Ground,
    skills: SkillReport,
    wanted: Requirements,
    *,
    planner: str,
) -> Plan:
    """Return the plan; every question of it counts."""
    brief = setting.brief
    planned = questions_of(sheet.picks, budget_s(brief.duration_minutes, len(sheet.picks)))
    questions = tuple(
        replace(
            question,
            text=put(one.question, setting, is_short=sheet.is_short),
            is_mandatory=True,
            topic=topic_of(one),
            expected_framework=framework_of(one, setting),
        )
        for one, question in zip(sheet.picks, planned, strict=True)
    )
    known = load_catalogue().skills
    asked = dict.fromkeys(one.skill for one in sheet.picks if one.skill)
    validated = dict.fromkeys((*skills.validated, *(name for name in asked if name in known)))
    others = dict.fromkeys((*skills.unvalidated, *(name for name in asked if name not in known)))
    names = (*validated, *others)
    return Plan(
        version=brief.previous.version + 1 if brief.previous else 1,
        planner=planner,
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=greeting(setting),
        closing_script=closing(setting),
        rubric=Rubric(competencies=_competencies(sheet.picks), questions=questions),
        must_have=wanted.must_have,
        nice_to_have=wanted.nice_to_have,
        skills_coverage={name: name in asked for name in names},
        validated_skills=tuple(validated),
        unvalidated_skills=tuple(others),
        notes=(
            setting.line,
            *setting.assumptions,
            *ground.notes,
            *not_asked_note([name for name in names if name not in asked]),
            *text_notes(wanted),
            *sheet.notes,
        ),
    )


def _competencies(picks: Sequence[Chosen]) -> tuple[Competency, ...]:
    """Weigh what is asked by the number of its questions; practice has no least score."""
    groups: dict[str, list[Chosen]] = {}
    for one in picks:
        groups.setdefault(one.competency.name, []).append(one)
    weights = shares([float(len(group)) for group in groups.values()])
    return tuple(
        rubric_competency(group[0].competency, weight)
        for group, weight in zip(groups.values(), weights, strict=True)
    )


def _is_about(one: Chosen, name: str) -> bool:
    named = (one.competency.name, one.skill or "")
    if any(fold(own) == fold(name) for own in named):
        return True
    return any(own and mentions(name, own) for own in named) or hits(one.competency.words, name) > 0
