"""Which competencies and questions: chosen by the words of the brief, the level and the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.contracts.brief import PlanBrief
from vivavoce.planning.domain.bank import SOFTWARE, Bank, BankCompetency, BankQuestion
from vivavoce.planning.domain.requirements import Requirements, speaks_of_software
from vivavoce.planning.domain.skills import SkillReport, load_catalogue
from vivavoce.planning.domain.task_words import called_for
from vivavoce.planning.domain.words import one_line, tokens

TALK_RESERVE_S = 90
"""Greeting and closing take this long; the questions share the rest."""
LEAST_S = 55
MOST_S = 420
MOST_QUESTIONS = 14
_USUAL_S = 200
_TIGHT_S = 110
_MOST_GENERAL = 5
_DEPTHS = {"JUNIOR": 1, "MID": 2, "SENIOR": 3, "LEAD": 3, "PRINCIPAL": 3}


@dataclass(frozen=True, slots=True)
class Chosen:
    """One question with the competency it feeds; ``skill`` is the skill it covers."""

    question: BankQuestion
    competency: BankCompetency
    skill: str | None = None


def question_time_s(minutes: int) -> int:
    """Return the seconds that the questions of an interview may take together."""
    return minutes * 60 - TALK_RESERVE_S


def question_count(minutes: int, *, skills: int = 0) -> int:
    """Return how many questions fit: unhurried ones, or shorter ones where many skills wait."""
    free = question_time_s(minutes)
    usual = max(2, round(free / _USUAL_S))
    wanted = min(skills + 2, free // _TIGHT_S)
    return max(1, min(max(usual, wanted), MOST_QUESTIONS, free // LEAST_S))


def budget_s(minutes: int, questions: int) -> int:
    """Return the seconds of one question when all get the same; a tenth stays free for changes."""
    even = int(question_time_s(minutes) * 0.9) // max(1, questions)
    return max(LEAST_S, min(MOST_S, even // 5 * 5))


def depth_of(level: str) -> int:
    """Return the depth of questions for a seniority: 1 a way in, 3 demanding."""
    return _DEPTHS.get(level, 2)


def is_software(brief: PlanBrief, skills: SkillReport, wanted: Requirements) -> bool:
    """Say whether the position makes software."""
    known = load_catalogue().skills
    if any(known[name].category in SOFTWARE for name in skills.validated):
        return True
    return speaks_of_software(f"{brief.position}\n{wanted.text}")


def rank_general(
    brief: PlanBrief, skills: SkillReport, wanted: Requirements, bank: Bank
) -> list[tuple[int, BankCompetency]]:
    """Return the general competencies with what speaks for each, strongest first."""
    makes_software = is_software(brief, skills, wanted)
    asked = " ".join((*skills.validated, *skills.unvalidated)).lower()
    ranked = []
    for place, competency in enumerate(bank.general):
        if competency.needs_software and not makes_software:
            continue
        score = competency.base + 2 * competency.boost.get(brief.level, 0)
        score += 3 * min(5, len(called_for(competency.task_words, wanted.task_lines)))
        score += 4 * min(2, len(called_for(competency.task_words, (brief.position.lower(), asked))))
        ranked.append((-score, place, competency))
    return [(-score, competency) for score, _, competency in sorted(ranked, key=lambda r: r[:2])]


def hits(words: Sequence[str], text: str) -> int:
    """Count the words (beginnings of words, or phrases) that stand in ``text``."""
    heard = tokens(text)
    spaced = " " + " ".join(heard)
    distinct = set(heard)
    return sum(
        f" {word}" in spaced if " " in word else any(t.startswith(word) for t in distinct)
        for word in (word.replace("-", " ") for word in words)
    )


def skill_order(brief: PlanBrief, skills: SkillReport, wanted: Requirements) -> list[str]:
    """Return the skills to ask about; those that are musts come first."""
    known = load_catalogue().skills
    musts = " ".join(wanted.must_have)

    def is_must(name: str) -> bool:
        names = (name, *known[name].aliases) if name in known else (name,)
        return any(mentions(musts, one) for one in names)

    asked = [*skills.validated, *skills.unvalidated]
    return sorted(asked, key=lambda name: (name not in skills.validated, not is_must(name)))


def mentions(text: str, name: str) -> bool:
    """Say whether a name stands in a text as whole words."""
    return f" {' '.join(tokens(name))} " in f" {' '.join(tokens(text))} "


def first_by_resume(names: Sequence[str], resume: str | None) -> list[str]:
    """Return the skills with those that a résumé mentions first; nothing else is read from it."""
    if not resume:
        return list(names)
    known = load_catalogue().skills

    def is_told(name: str) -> bool:
        spoken = (name, *known[name].aliases) if name in known else (name,)
        return any(mentions(resume, one) for one in spoken if len(one) > 2)

    return sorted(names, key=lambda name: not is_told(name))


def by_depth(questions: Sequence[BankQuestion], depth: int) -> list[BankQuestion]:
    """Return questions with the wanted depth first; of two as near, the easier one."""
    return sorted(questions, key=lambda q: (abs(q.depth - depth), q.depth))


def skill_questions(skill: str, depth: int, bank: Bank) -> list[Chosen]:
    """Return the questions about one skill, the best first; any skill has at least two."""
    known = load_catalogue().skills
    category = known[skill].category if skill in known else ""
    competency = bank.areas.get(category, bank.areas["CRAFT"])
    own = by_depth(bank.by_skill.get(skill, ()), depth)
    general = [from_template(t, skill) for t in by_depth(bank.templates, depth)]
    return [Chosen(question, competency, skill) for question in (*own, *general)]


def from_template(template: BankQuestion, skill: str) -> BankQuestion:
    """Return a question about a skill that the bank has no words for."""
    shown = one_line(skill, limit=60)
    slug = "-".join(tokens(shown)) or "skill"
    return BankQuestion(
        id=f"{template.id}.{slug}",
        text=template.text.replace("{skill}", shown),
        depth=template.depth,
        kind=template.kind,
        points=template.points,
        probes=template.probes,
        probe_elements=template.probe_elements,
        skill=skill,
    )


def choose(
    brief: PlanBrief, skills: SkillReport, wanted: Requirements, bank: Bank
) -> tuple[list[Chosen], list[str]]:
    """Return the questions in the order of the talk, and the skills that found no room."""
    count = question_count(brief.duration_minutes, skills=len(skills.validated))
    names = skill_order(brief, skills, wanted)
    most_skills = max(1, round(count * 0.65)) if count > 1 else int(bool(names))
    covered = names[: min(len(names), most_skills)]
    about_skills = [
        skill_questions(skill, depth_of(brief.level), bank)
        for skill in first_by_resume(covered, brief.resume_text)
    ]
    chosen = [found[0] for found in about_skills]
    general = _general(brief, skills, wanted, bank, room=count - len(chosen))
    extra = [found[1] for found in about_skills if len(found) > 1]
    chosen += extra[: max(0, count - len(chosen) - len(general))]
    return [*general[:1], *chosen, *general[1:]], names[len(covered) :]


def _general(
    brief: PlanBrief, skills: SkillReport, wanted: Requirements, bank: Bank, *, room: int
) -> list[Chosen]:
    ranked = [c for _, c in rank_general(brief, skills, wanted, bank)][:_MOST_GENERAL]
    depth = depth_of(brief.level)
    has_skills = bool(skills.matches)
    rounds = 1 if has_skills else 3
    picked = [
        Chosen(questions[turn], competency)
        for turn in range(rounds)
        for competency in ranked
        if len(questions := by_depth(competency.questions, depth)) > turn
    ]
    return _opening_kindly(picked[: max(0, room)], depth)


def _opening_kindly(chosen: list[Chosen], depth: int) -> list[Chosen]:
    """Nobody is asked about a failure first, and the first question is one step easier."""
    at = next((i for i, c in enumerate(chosen) if c.question.kind != "failure"), 0)
    rest = [*chosen[:at], *chosen[at + 1 :]]
    taken = {one.question.id for one in rest}
    for first in chosen[at : at + 1]:
        easier = by_depth(first.competency.questions, depth - 1)
        question = next((q for q in easier if q.id not in taken), first.question)
        return [Chosen(question, first.competency), *rest]
    return rest
