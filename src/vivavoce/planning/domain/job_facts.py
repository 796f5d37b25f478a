"""Find the facts of an interview request in a job text: position, level and skills.

Each is a proposal that a person confirms: the text may name a team, a product or a wish instead.
"""

from __future__ import annotations

import re

from vivavoce.contracts.interview import Seniority
from vivavoce.contracts.job_analysis import JobTextFacts
from vivavoce.planning.domain.job_analysis import JobAnalysis, analyze_job
from vivavoce.planning.domain.requirements import extract_skills, parse_requirements
from vivavoce.planning.domain.skills import load_skill_catalog

_MAX_POSITION_LENGTH = 120
_GENDER_MARK = re.compile(
    r"\s{0,3}[(\[]\s{0,3}(?:[a-z]{1,6}\s{0,3}[/|*,]\s{0,3}){1,6}[a-z]{1,6}\s{0,3}[)\]]",
    re.IGNORECASE,
)
_AFTER_TITLE = re.compile(r"\s[-\u2013\u2014|\u2022\u00b7]\s.*$")
_TITLE_WORDS: tuple[tuple[Seniority, re.Pattern[str]], ...] = (
    ("PRINCIPAL", re.compile(r"\b(principal|distinguished|staff)\b", re.IGNORECASE)),
    ("LEAD", re.compile(r"\b(lead|leader|head|team ?lead|chief)\b", re.IGNORECASE)),
    ("SENIOR", re.compile(r"\b(senior|sr\.?)(?=\s|$)", re.IGNORECASE)),
    ("JUNIOR", re.compile(r"\b(junior|jr\.?|graduate|trainee|apprentice|intern)(?=\s|$)", re.I)),
    ("MID", re.compile(r"\b(mid[- ]?level|mid|intermediate)\b", re.IGNORECASE)),
)
_SENIOR_YEARS, _MID_YEARS = 5.0, 2.0


def find_job_facts(text: str) -> JobTextFacts:
    """Return what a job text says about the position, its level and its skills; unknown is None or empty.

    Sentences that are addressed to the machine or that an employer must not demand have no effect and are
    reported.
    """
    requirements = parse_requirements(text)
    analysis = analyze_job(requirements.job_text)
    level, level_words = _find_level(analysis)
    return JobTextFacts(
        position=_clean_title(analysis.title) or None,
        level=level,
        level_words=level_words,
        skills=tuple(extract_skills(text, load_skill_catalog())),
        task_count=len(analysis.tasks),
        requirement_count=sum(one.kind == "requirement" for one in analysis.statements),
        left_out=tuple(demand.note for demand in requirements.excluded_demands),
    )


def _clean_title(title: str) -> str:
    without_marks = _GENDER_MARK.sub("", title)
    return _AFTER_TITLE.sub("", without_marks).strip(" ,;:-\u2013\u2014|")[:_MAX_POSITION_LENGTH]


def _find_level(analysis: JobAnalysis) -> tuple[Seniority | None, str | None]:
    """Return the level and the words that decided: of the title, or the years of experience required."""
    for level, pattern in _TITLE_WORDS:
        if found := pattern.search(analysis.title):
            return level, found.group().strip()
    for statement in analysis.statements:
        check = statement.check
        if statement.need == "essential" and check is not None and check.years is not None:
            if check.years >= _SENIOR_YEARS:
                return "SENIOR", check.words
            return ("MID" if check.years >= _MID_YEARS else "JUNIOR"), check.words
    return None, None
