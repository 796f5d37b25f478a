"""What a word in a comment means: a skill, a competency, or nothing that we know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.contracts.plan import Plan
from vivavoce.planning.domain.bank import Bank, BankCompetency
from vivavoce.planning.domain.choice import Chosen, by_depth, hits, skill_questions
from vivavoce.planning.domain.skills import load_catalogue, match_skill
from vivavoce.planning.domain.words import content_stems, fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a question can be about. All members empty: the words mean nothing that we know."""

    skill: str | None = None
    competency: str | None = None
    source: BankCompetency | None = None


def find_topic(said: str, plan: Plan, bank: Bank) -> Topic | None:
    """Return what the words mean, looking in the plan first, then in the catalogue and bank."""
    names = [*plan.validated_skills, *plan.unvalidated_skills]
    for name in (*names, *(q.skill for q in plan.questions if q.skill)):
        if fold(name) == fold(said):
            return Topic(skill=name)
    if exact := load_catalogue().named(said):
        return _skill_of(exact, names)
    if found := _competency(said, plan, bank):
        return found
    match = match_skill(said, load_catalogue())
    return _skill_of(match.candidates, names) if match.candidates else None


def questions_about(topic: Topic, *, plan: Plan, depth: int, bank: Bank) -> list[Chosen]:
    """Return what the bank can ask about a topic, the best first."""
    if topic.skill:
        return skill_questions(topic.skill, depth, bank)
    if topic.source is None:
        return []
    if topic.source.areas:
        category = {s.name: s.category for s in load_catalogue().skills.values()}
        named = [s for s in plan.validated_skills if category.get(s) in topic.source.areas]
        return [one for skill in named for one in skill_questions(skill, depth, bank)]
    return [Chosen(q, topic.source) for q in by_depth(topic.source.questions, depth)]


def _skill_of(candidates: Sequence[str], in_plan: Sequence[str]) -> Topic | None:
    known = [name for name in candidates if name in in_plan]
    if len(candidates) == 1 or len(known) == 1:
        return Topic(skill=(known or list(candidates))[0])
    return None


def _competency(said: str, plan: Plan, bank: Bank) -> Topic | None:
    wanted = set(content_stems(said))
    sources = {c.name: c for c in bank.everything}
    names = [*(c.name for c in plan.rubric.competencies), *sources]
    for name in names:
        if wanted and wanted <= set(content_stems(name)):
            return Topic(competency=name, source=sources.get(name))
    ranked = sorted(
        ((-hits(c.words, said), i, c) for i, c in enumerate(bank.general)), key=lambda r: r[:2]
    )
    best = ranked[0]
    return Topic(competency=best[2].name, source=best[2]) if best[0] < 0 else None
