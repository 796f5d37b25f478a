"""The input of the documents: the manager's statements, and the facts extracted from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from vivavoce.contracts.brief import SENIORITIES, PlanBrief, Seniority
from vivavoce.contracts.unlawful_demands import filter_name
from vivavoce.planning.domain.intake.statements import ManagerStatements
from vivavoce.planning.domain.requirements import UNNAMED_POSITION, extract_skills
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog, validate_skills
from vivavoce.planning.domain.text_normalization import to_single_line

DEFAULT_INTERVIEW_MINUTES = 30
_DEFAULT_SENIORITY: Seniority = "MID"
_LEAD_IN = re.compile(
    r"^(?:(?:it|this|the (?:position|title|role|job)|we)(?:'s| is| are)?\s*(?:called|named)?\s*(?:it)?\s+)?"
    r"(?:an?\s+|the\s+)?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:(]|\s(?:who|reporting|reports|and (?:it|they|the)|at|in|level)\b")
_MAX_TITLE_WORDS = 7
_LEVEL = re.compile(r"\b(junior|mid|senior|lead|principal)\b", re.IGNORECASE)


@dataclass(frozen=True)
class IntakeFacts:
    """The facts given when the intake was opened, and the statements made in it."""

    statements: ManagerStatements
    given_title: str | None = None
    given_company: str | None = None

    @cached_property
    def title(self) -> str | None:
        """The position's title as given, else as said in the intake, or None."""
        if given := filter_name(self.given_title or "", fallback=""):
            return to_single_line(given, max_length=80)
        for sentence in self.statements.for_concept("designation")[:1]:
            bare = _CLAUSE.split(_LEAD_IN.sub("", sentence.strip(" .!?")), maxsplit=1)[0].strip()
            if bare and len(bare.split()) <= _MAX_TITLE_WORDS:
                return to_single_line(bare[0].upper() + bare[1:], max_length=80)
        return None

    @property
    def company(self) -> str | None:
        """The employer's name as given, or None."""
        return to_single_line(self.given_company or "", max_length=80) or None

    @cached_property
    def level(self) -> Seniority | None:
        """The seniority that is named first, or None."""
        places = (
            "\n".join(self.statements.for_concept(key))
            for key in ("designation", "requirement", "role")
        )
        for text in (*places, self.given_title or ""):
            if found := _LEVEL.search(text):
                return next(known for known in SENIORITIES if known == found[1].upper())
        return None

    @cached_property
    def skills(self) -> tuple[str, ...]:
        """The catalog skills that were named, in order of mention."""
        lines = [*self.statements.for_concept("requirement"), *self.statements.for_concept("role")]
        return tuple(extract_skills("\n".join(lines), load_skill_catalog()))

    @cached_property
    def brief(self) -> PlanBrief:
        """The planner's brief for the candidate interview."""
        lines = [
            *self.statements.for_concept("role"),
            *self.statements.for_concept("requirement"),
            *self.statements.for_concept("culture_fit"),
        ]
        return PlanBrief(
            position=self.title or UNNAMED_POSITION,
            level=self.level or _DEFAULT_SENIORITY,
            job_description="\n".join(lines),
            skills=self.skills,
            duration_minutes=DEFAULT_INTERVIEW_MINUTES,
            company_name=self.company,
            are_skills_confirmed=True,
        )

    @cached_property
    def skill_report(self) -> SkillReport:
        """The matches of the skills."""
        return validate_skills(self.skills, load_skill_catalog(), is_confirmed=True)
