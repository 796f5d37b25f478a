"""The pool of questions for a practice interview: the fitting part of the bank, best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vivavoce.planning.domain.practice.options import PracticePlanOptions
from vivavoce.planning.domain.question_bank import (
    SOFTWARE_CATEGORIES,
    BankCompetency,
    QuestionBank,
    load_bank_file,
)
from vivavoce.planning.domain.question_selection import (
    SelectableQuestion,
    count_matching_patterns,
    is_software_position,
    list_skill_questions,
    order_questions_by_depth_distance,
    order_skills,
    score_general_competencies,
)
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog

_SKILL_SHARE = 0.65
_SKILLS_BY_ROLE = tuple((row["words"], row["skills"]) for row in load_bank_file("practice")["role"])


@dataclass(frozen=True, slots=True)
class QuestionPool:
    """Questions for one brief: of its interview type, then others, and notes about assumptions."""

    matching: tuple[SelectableQuestion, ...]
    others: tuple[SelectableQuestion, ...]
    notes: tuple[str, ...] = ()

    @property
    def all_questions(self) -> tuple[SelectableQuestion, ...]:
        """Every question once, those of the interview type first."""
        return remove_duplicates((*self.matching, *self.others))


def build_question_pool(
    options: PracticePlanOptions,
    skills: SkillReport,
    requirements: JobRequirements,
    bank: QuestionBank,
    *,
    depth: int,
) -> QuestionPool:
    """Return the question pool of a brief at a depth from 1 to 3."""
    ranked = [c for _, c in score_general_competencies(options.brief, skills, requirements, bank)]
    plain = interleave_by_competency([c for c in ranked if not c.is_software_only], depth)
    spoken = interleave_by_competency(bank.coding_competencies, depth)
    opening = interleave_by_competency(bank.warm_up_competencies, depth)
    names, notes = _select_skills(options, skills, requirements)
    makes_software = is_software_position(options.brief, skills, requirements)
    about = _interleave([list_skill_questions(name, depth, bank) for name in names])
    own: Sequence[SelectableQuestion] = plain
    if options.interview_type == "warm_up":
        own = opening
    elif options.interview_type == "coding":
        own = _mix_questions(
            about, [one for one in spoken if one.question.kind == "knowledge"], options
        )
    elif options.interview_type == "role_related":
        own = _mix_questions(about or (spoken if makes_software else []), plain, options)
    technical = spoken if makes_software or options.interview_type == "coding" else []
    return QuestionPool(
        remove_duplicates(own), remove_duplicates((*about, *technical, *plain, *opening)), notes
    )


def interleave_by_competency(
    competencies: Iterable[BankCompetency], depth: int
) -> list[SelectableQuestion]:
    """Return the questions of the competencies in round-robin order, nearest depth first."""
    return _interleave(
        [
            [
                SelectableQuestion(q, c)
                for q in order_questions_by_depth_distance(c.questions, depth)
            ]
            for c in competencies
        ]
    )


def remove_duplicates(questions: Iterable[SelectableQuestion]) -> tuple[SelectableQuestion, ...]:
    """Return the questions without duplicates, in order of first occurrence."""
    found: dict[str, SelectableQuestion] = {}
    for one in questions:
        found.setdefault(one.question.id, one)
    return tuple(found.values())


def _interleave(groups: Sequence[Sequence[SelectableQuestion]]) -> list[SelectableQuestion]:
    longest = max(map(len, groups), default=0)
    return [lane[turn] for turn in range(longest) for lane in groups if len(lane) > turn]


def _mix_questions(
    first: Sequence[SelectableQuestion],
    second: Sequence[SelectableQuestion],
    options: PracticePlanOptions,
) -> tuple[SelectableQuestion, ...]:
    """Return ``first`` for about two thirds (0.65) of the questions, then ``second``, then the rest."""
    room = max(1, round(options.question_count * _SKILL_SHARE))
    return (*first[:room], *second, *first[room:])


def _select_skills(
    options: PracticePlanOptions, skills: SkillReport, requirements: JobRequirements
) -> tuple[list[str], tuple[str, ...]]:
    """Return the skills to ask about, and notes about assumptions."""
    if options.interview_type not in ("role_related", "coding"):
        return [], ()
    known = load_skill_catalog().skills
    names = order_skills(options.brief, skills, requirements)
    if options.interview_type == "coding":
        return [n for n in names if n not in known or known[n].category in SOFTWARE_CATEGORIES], ()
    if names:
        return names, ()
    usual: Sequence[str] = next(
        (row for words, row in _SKILLS_BY_ROLE if count_matching_patterns(words, options.role)), ()
    )
    if usual:
        return list(usual), (f"Assumed: The role usually needs {', '.join(usual)}.",)
    if is_software_position(options.brief, skills, requirements):
        return [], (
            "Assumed: No skill was named, so the technical questions fit any software job.",
        )
    return [], ("Assumed: No skill was named, so the questions are about how work is done.",)
