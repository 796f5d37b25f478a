"""What a model sees to revise a hiring plan: questions of the bank, and passages that fit the request."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands
from vivavoce.infra.embeddings import Embedder
from vivavoce.kernel.errors import ConflictError
from vivavoce.planning.adapters.passage_index import build_passage_index
from vivavoce.planning.domain.passages import Passage, split_passages
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.text_matching import normalize_text

MAX_REVISION_PASSAGE_TOKENS = 600
_MAX_BANK_QUESTIONS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionMaterial:
    """The rules' own revision for the same request, and passages of job text, company page and résumé."""

    bank: tuple[PlanQuestion, ...] = ()
    """The questions that the rules would add."""
    competencies: tuple[Competency, ...] = ()
    """The competencies of the rules' revision."""
    passages: tuple[Passage, ...] = ()

    def to_json(self) -> Json:
        """Return what the request to the model has of it."""
        return {
            "bank": [
                {
                    "competency": question.competency,
                    "text": question.text,
                    "kind": question.kind,
                    "skill": question.skill,
                    "good_answer": question.anchors["4"].description
                    if "4" in question.anchors
                    else " ".join(question.expected_points or question.look_for),
                }
                for question in self.bank
            ],
            "passages": [{"id": one.id, "text": one.text} for one in self.passages],
        }


async def read_revision_material(
    brief: PlanBrief,
    skills: SkillReport,
    requirements: JobRequirements,
    embedder: Embedder | None,
) -> RevisionMaterial:
    """Return the material of a revision; the bank is empty where the rules cannot do what is asked."""
    revised = await asyncio.to_thread(_revise_by_rules, brief, skills)
    known = {normalize_text(question.text) for question in _list_questions(brief.previous)}
    bank = [one for one in _list_questions(revised) if normalize_text(one.text) not in known]
    return RevisionMaterial(
        bank=tuple(bank[:_MAX_BANK_QUESTIONS]),
        competencies=revised.rubric.competencies if revised else (),
        passages=await _find_passages(brief, requirements, embedder),
    )


async def _find_passages(
    brief: PlanBrief, requirements: JobRequirements, embedder: Embedder | None
) -> tuple[Passage, ...]:
    passages = (
        *split_passages("job", requirements.text),
        *split_passages("company", brief.company_description or ""),
        *split_passages("background", brief.candidate_background),
    )
    index = await build_passage_index(passages, embedder)
    wanted = remove_unlawful_demands(brief.comments or "").text
    query = f"{brief.position}\n{wanted}"
    [found] = await index.find([query], max_tokens=MAX_REVISION_PASSAGE_TOKENS)
    return found


def _revise_by_rules(brief: PlanBrief, skills: SkillReport) -> InterviewPlan | None:
    if not brief.language.lower().startswith("en"):
        return None
    try:
        return plan_interview(replace(brief, question_count=None), skills)
    except ConflictError:
        return None


def _list_questions(plan: InterviewPlan | None) -> Sequence[PlanQuestion]:
    return plan.questions if plan is not None else ()
