"""Select competencies and questions by the text of the brief, the seniority and the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.contracts.interview import PlanBrief
from vivavoce.planning.domain.question_bank import (
    SOFTWARE_CATEGORIES,
    BankCompetency,
    BankQuestion,
    QuestionBank,
)
from vivavoce.planning.domain.requirements import JobRequirements, mentions_software_work
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog
from vivavoce.planning.domain.text_matching import find_matching_phrases, to_single_line, tokenize

GREETING_AND_CLOSING_S = 90
"""The seconds that greeting and closing take; the questions share the rest."""
MIN_QUESTION_S = 55
MAX_QUESTION_S = 420
MAX_QUESTIONS = 14
_NORMAL_QUESTION_S = 200
_SHORT_QUESTION_S = 110
_MAX_GENERAL_COMPETENCIES = 5
_DEPTH_BY_SENIORITY = {"JUNIOR": 1, "MID": 2, "SENIOR": 3, "LEAD": 3, "PRINCIPAL": 3}


@dataclass(frozen=True, slots=True)
class SelectableQuestion:
    """One question with its competency, and the skill that it covers, if any."""

    question: BankQuestion
    competency: BankCompetency
    skill: str | None = None


def compute_question_time_s(minutes: int) -> int:
    """Return the seconds that the questions of an interview may take together."""
    return minutes * 60 - GREETING_AND_CLOSING_S


def compute_question_count(minutes: int, *, skill_count: int = 0) -> int:
    """Return how many questions fit; with many skills, more and shorter ones."""
    free = compute_question_time_s(minutes)
    usual = max(2, round(free / _NORMAL_QUESTION_S))
    wanted = min(skill_count + 2, free // _SHORT_QUESTION_S)
    return max(1, min(max(usual, wanted), MAX_QUESTIONS, free // MIN_QUESTION_S))


def compute_question_budget_s(minutes: int, question_count: int) -> int:
    """Return the equal time budget of a question in seconds; a tenth of the time stays free for changes."""
    even = int(compute_question_time_s(minutes) * 0.9) // max(1, question_count)
    return max(MIN_QUESTION_S, min(MAX_QUESTION_S, even // 5 * 5))


def get_seniority_depth(level: str) -> int:
    """Return the question depth for a seniority: 1 is introductory, 2 normal, 3 demanding."""
    return _DEPTH_BY_SENIORITY.get(level, 2)


def is_software_position(
    brief: PlanBrief, skills: SkillReport, requirements: JobRequirements
) -> bool:
    """Return whether the position is in software development."""
    known = load_skill_catalog().skills
    if any(known[name].category in SOFTWARE_CATEGORIES for name in skills.validated_skills):
        return True
    return mentions_software_work(f"{brief.position}\n{requirements.text}")


def score_general_competencies(
    brief: PlanBrief, skills: SkillReport, requirements: JobRequirements, bank: QuestionBank
) -> list[tuple[int, BankCompetency]]:
    """Return the general competencies with their relevance scores, highest first."""
    makes_software = is_software_position(brief, skills, requirements)
    asked = " ".join((*skills.validated_skills, *skills.unvalidated_skills)).lower()
    ranked = []
    for place, competency in enumerate(bank.general_competencies):
        if competency.is_software_only and not makes_software:
            continue
        score = competency.base_priority + 2 * competency.priority_by_seniority.get(brief.level, 0)
        score += 3 * min(
            5, len(find_matching_phrases(competency.task_phrases, requirements.task_lines))
        )
        score += 4 * min(
            2, len(find_matching_phrases(competency.task_phrases, (brief.position.lower(), asked)))
        )
        ranked.append((-score, place, competency))
    return [(-score, competency) for score, _, competency in sorted(ranked, key=lambda r: r[:2])]


def count_matching_patterns(patterns: Sequence[str], text: str) -> int:
    """Return how many ``patterns`` (beginnings of words, or phrases) occur in ``text``."""
    tokens = tokenize(text)
    spaced = " " + " ".join(tokens)
    distinct = set(tokens)
    return sum(
        f" {word}" in spaced if " " in word else any(t.startswith(word) for t in distinct)
        for word in (word.replace("-", " ") for word in patterns)
    )


def order_skills(brief: PlanBrief, skills: SkillReport, requirements: JobRequirements) -> list[str]:
    """Return the skills to ask about: validated ones first, and among them must-haves first."""
    known = load_skill_catalog().skills
    musts = " ".join(requirements.must_have)

    def is_must(name: str) -> bool:
        names = (name, *known[name].aliases) if name in known else (name,)
        return any(contains_phrase(musts, name) for name in names)

    asked = [*skills.validated_skills, *skills.unvalidated_skills]
    return sorted(asked, key=lambda name: (name not in skills.validated_skills, not is_must(name)))


def contains_phrase(text: str, phrase: str) -> bool:
    """Return whether a text contains a phrase as whole words."""
    return f" {' '.join(tokenize(phrase))} " in f" {' '.join(tokenize(text))} "


def order_by_resume_mentions(names: Sequence[str], resume: str | None) -> list[str]:
    """Return the skills, those that the résumé mentions first; it has no other influence."""
    if not resume:
        return list(names)
    known = load_skill_catalog().skills

    def is_mentioned(name: str) -> bool:
        spoken = (name, *known[name].aliases) if name in known else (name,)
        return any(contains_phrase(resume, name) for name in spoken if len(name) > 2)

    return sorted(names, key=lambda name: not is_mentioned(name))


def order_questions_by_depth_distance(
    questions: Sequence[BankQuestion], depth: int
) -> list[BankQuestion]:
    """Return the questions by distance from ``depth``, easier ones first."""
    return sorted(questions, key=lambda q: (abs(q.depth - depth), q.depth))


def list_skill_questions(skill: str, depth: int, bank: QuestionBank) -> list[SelectableQuestion]:
    """Return the questions about one skill, best first; every skill has at least two."""
    known = load_skill_catalog().skills
    category = known[skill].category if skill in known else ""
    competency = bank.competency_by_category.get(category, bank.competency_by_category["CRAFT"])
    own = order_questions_by_depth_distance(bank.questions_by_skill.get(skill, ()), depth)
    general = [
        build_from_template(t, skill)
        for t in order_questions_by_depth_distance(bank.question_templates, depth)
    ]
    return [SelectableQuestion(question, competency, skill) for question in (*own, *general)]


def build_from_template(template: BankQuestion, skill: str) -> BankQuestion:
    """Return a question about a skill from a general template."""
    skill_name = to_single_line(skill, max_length=60)
    slug = "-".join(tokenize(skill_name)) or "skill"
    return BankQuestion(
        id=f"{template.id}.{slug}",
        text=template.text.replace("{skill}", skill_name),
        depth=template.depth,
        kind=template.kind,
        expected_points=template.expected_points,
        probes=template.probes,
        probe_elements=template.probe_elements,
        skill=skill,
    )


def select_questions(
    brief: PlanBrief, skills: SkillReport, requirements: JobRequirements, bank: QuestionBank
) -> tuple[list[SelectableQuestion], list[str]]:
    """Return the questions in interview order, and the skills that did not fit."""
    count = compute_question_count(brief.duration_minutes, skill_count=len(skills.validated_skills))
    names = order_skills(brief, skills, requirements)
    most_skills = max(1, round(count * 0.65)) if count > 1 else int(bool(names))
    covered = names[: min(len(names), most_skills)]
    questions_by_skill = [
        list_skill_questions(skill, get_seniority_depth(brief.level), bank)
        for skill in order_by_resume_mentions(covered, brief.resume_text)
    ]
    chosen = [questions[0] for questions in questions_by_skill]
    general = _select_general_questions(brief, skills, requirements, bank, room=count - len(chosen))
    extra = [questions[1] for questions in questions_by_skill if len(questions) > 1]
    chosen += extra[: max(0, count - len(chosen) - len(general))]
    return [*general[:1], *chosen, *general[1:]], names[len(covered) :]


def _select_general_questions(
    brief: PlanBrief,
    skills: SkillReport,
    requirements: JobRequirements,
    bank: QuestionBank,
    *,
    room: int,
) -> list[SelectableQuestion]:
    ranked = [c for _, c in score_general_competencies(brief, skills, requirements, bank)][
        :_MAX_GENERAL_COMPETENCIES
    ]
    depth = get_seniority_depth(brief.level)
    has_skills = bool(skills.matches)
    rounds = 1 if has_skills else 3
    picked = [
        SelectableQuestion(questions[turn], competency)
        for turn in range(rounds)
        for competency in ranked
        if len(questions := order_questions_by_depth_distance(competency.questions, depth)) > turn
    ]
    return _soften_opening(picked[: max(0, room)], depth)


def _soften_opening(chosen: list[SelectableQuestion], depth: int) -> list[SelectableQuestion]:
    """Return the questions so that the first is not about a failure and is one depth easier."""
    at = next((i for i, c in enumerate(chosen) if c.question.kind != "failure"), 0)
    rest = [*chosen[:at], *chosen[at + 1 :]]
    taken = {selectable.question.id for selectable in rest}
    for first in chosen[at : at + 1]:
        easier = order_questions_by_depth_distance(first.competency.questions, depth - 1)
        question = next((q for q in easier if q.id not in taken), first.question)
        return [SelectableQuestion(question, first.competency), *rest]
    return rest
