"""What a model sees to revise a plan: its questions, questions of the bank, and passages near to the request.

Questions that the request does not concern are cut, and the bank and the passages take the room that is left.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands
from vivavoce.infra.embeddings import Embedder
from vivavoce.kernel.errors import ConflictError
from vivavoce.planning.adapters.passage_index import build_passage_index
from vivavoce.planning.domain.change_requests import parse_change_requests
from vivavoce.planning.domain.passages import Passage, count_tokens, split_passages
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.text_matching import extract_content_stems, normalize_text

MAX_REVISION_TOKENS = 1500
"""What a request for a revision has with its instructions, unless the plan alone takes more."""
MAX_REVISION_PASSAGE_TOKENS = 300
_MIN_PASSAGE_TOKENS = 120
"""So much is left for passages when the questions of the bank are chosen."""
_MAX_BANK_QUESTIONS = 4
_MAX_UNCONCERNED = 100
"""The characters of a question that the request does not concern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionMaterial:
    """The rules' own revision for the same request, and passages of job text, company page and résumé."""

    facts: Json = field(default_factory=dict)
    """The position, the plan before, and what is to change."""
    bank: tuple[PlanQuestion, ...] = ()
    """The questions that the rules would add."""
    competencies: tuple[Competency, ...] = ()
    """The competencies of the rules' revision."""
    passages: tuple[Passage, ...] = ()

    def to_json(self) -> Json:
        """Return the request to the model."""
        return {
            **self.facts,
            "bank": _describe_bank(self.bank),
            "passages": [{"id": one.id, "text": one.text} for one in self.passages],
        }


async def read_revision_material(
    facts: Json,
    brief: PlanBrief,
    skills: SkillReport,
    requirements: JobRequirements,
    *,
    embedder: Embedder | None,
    instructions: str,
) -> RevisionMaterial:
    """Return the material of a revision; the bank is empty where the rules cannot do what is asked."""
    revised = await asyncio.to_thread(_revise_by_rules, brief, skills)
    known = {normalize_text(question.text) for question in _list_questions(brief.previous)}
    added = [one for one in _list_questions(revised) if normalize_text(one.text) not in known]
    fixed = RevisionMaterial(facts=facts)
    left = MAX_REVISION_TOKENS - _count(fixed.to_json()) - count_tokens(instructions)
    bank: list[PlanQuestion] = []
    for question in added[:_MAX_BANK_QUESTIONS]:
        if _count(_describe_bank([*bank, question])) <= left - _MIN_PASSAGE_TOKENS:
            bank.append(question)
    left -= _count(_describe_bank(bank))
    passages = await _find_passages(
        brief, requirements, embedder, max_tokens=min(MAX_REVISION_PASSAGE_TOKENS, left)
    )
    while passages and _count([{"id": one.id, "text": one.text} for one in passages]) > left:
        passages = passages[:-1]
    return replace(
        fixed,
        bank=tuple(bank),
        competencies=revised.rubric.competencies if revised else (),
        passages=passages,
    )


def describe_plan_in_short(previous: InterviewPlan, wanted: str) -> list[Json]:
    """Return the competencies and questions of a plan by their ids, in full only what a request concerns.

    If it concerns no question by its number or words, it may concern all.
    """
    numbers = {change.number for change in parse_change_requests(wanted)}
    stems = set(extract_content_stems(wanted))
    concerned = {
        place
        for place, question in enumerate(previous.questions, 1)
        if place in numbers or stems & set(extract_content_stems(question.text))
    }
    return [
        {
            "name": competency.name,
            "is_required": competency.is_required,
            "questions": [
                {
                    "id": f"q{place}",
                    "text": question.text
                    if place in concerned or not concerned
                    else _cut(question.text),
                    "kind": question.kind,
                    **({"skill": question.skill} if question.skill else {}),
                }
                for place, question in enumerate(previous.questions, 1)
                if question.competency == competency.name
            ],
        }
        for competency in previous.rubric.competencies
    ]


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_UNCONCERNED else f"{text[:_MAX_UNCONCERNED].rstrip()}…"


def _describe_bank(bank: Sequence[PlanQuestion]) -> list[Json]:
    return [
        {
            "id": f"b{place}",
            "competency": question.competency,
            "text": question.text,
            "kind": question.kind,
            **({"skill": question.skill} if question.skill else {}),
        }
        for place, question in enumerate(bank, 1)
    ]


def _count(value: Json | list[Json]) -> int:
    return count_tokens(json.dumps(value, ensure_ascii=False))


async def _find_passages(
    brief: PlanBrief,
    requirements: JobRequirements,
    embedder: Embedder | None,
    *,
    max_tokens: int,
) -> tuple[Passage, ...]:
    if max_tokens <= 0:
        return ()
    passages = (
        *split_passages("job", requirements.text),
        *split_passages("company", brief.company_description or ""),
        *split_passages("background", brief.candidate_background),
    )
    index = await build_passage_index(passages, embedder)
    wanted = remove_unlawful_demands(brief.comments or "").text
    query = f"{brief.position}\n{wanted}"
    [found] = await index.find([query], max_tokens=max_tokens)
    return found


def _revise_by_rules(brief: PlanBrief, skills: SkillReport) -> InterviewPlan | None:
    if not brief.language.lower().startswith("en"):
        return None
    try:
        return plan_interview(brief, skills)
    except ConflictError:
        return None


def _list_questions(plan: InterviewPlan | None) -> Sequence[PlanQuestion]:
    return plan.questions if plan is not None else ()
