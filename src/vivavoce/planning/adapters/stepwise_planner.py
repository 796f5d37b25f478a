"""A model writes a hiring plan in steps: its competencies first, then the questions of each at once.

Every request is small, so a plan is ready sooner and a failed step costs little: the rules' questions stand
in for that competency, and the plan says so. The model starts from the rules' plan and may keep it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import structlog

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan, PlannerFailedError
from vivavoce.infra import metrics
from vivavoce.infra.embeddings import Embedder
from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    Output,
)
from vivavoce.infra.language_model.prompts import Prompt, load_prompt
from vivavoce.planning.adapters.passage_index import PassageIndex, build_passage_index
from vivavoce.planning.adapters.stepwise_checks import (
    find_outline_problems,
    find_questions_problems,
    find_scripts_problems,
)
from vivavoce.planning.adapters.stepwise_drafts import (
    CompetencyQuestions,
    OutlineCompetency,
    PlanOutline,
    PlanScripts,
    StepMaterial,
    build_outline_input,
    build_questions_input,
    build_scripts_input,
    list_job_lines,
)
from vivavoce.planning.adapters.stepwise_plan import (
    PlanPart,
    assemble_plan,
    build_part,
    build_rules_part,
)
from vivavoce.planning.domain.hiring.hiring_job import read_hiring_job
from vivavoce.planning.domain.hiring.plan_composer import compose_hiring_plan, count_questions
from vivavoce.planning.domain.passages import Passage, split_passages
from vivavoce.planning.domain.question_selection import compute_question_count
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.ports.plan_drafts import DraftedCompetency, report_draft

_log = structlog.get_logger(__name__)
MAX_STEP_TOKENS = 1500
"""What a model may write in one step."""
USUAL_OUTLINE_TOKENS, USUAL_PART_TOKENS = 400, 600
"""About what it writes in the first step, and in each later one; those are asked at once."""
OUTLINE_SHARE = 0.4
"""The share of the time limit that the first step may use."""
_INDEX_TIMEOUT_S = 5.0


_OUTLINE_PROMPT, _QUESTIONS_PROMPT, _SCRIPTS_PROMPT = (
    load_prompt("vivavoce.planning.adapters", name)
    for name in ("outline_v1", "questions_v1", "scripts_v1")
)
_DIGEST = hashlib.sha256(
    "".join(each.text for each in (_OUTLINE_PROMPT, _QUESTIONS_PROMPT, _SCRIPTS_PROMPT)).encode()
).hexdigest()[:8]


class _DraftProgress:
    """Reports the competencies of a plan, each as soon as its questions are written."""

    def __init__(self) -> None:
        self._drafted: list[DraftedCompetency] = []
        self._reporting = asyncio.Lock()

    async def follow(self, writing: Awaitable[PlanPart | None]) -> PlanPart | None:
        """Return the part that is written, after it was reported."""
        part = await writing
        if part is not None:
            questions = tuple(question.text for question in part.questions)
            async with self._reporting:
                self._drafted.append(DraftedCompetency(part.competency.name, questions))
                await report_draft(tuple(self._drafted))
        return part


class StepwisePlanner:
    """Writes first plans of hiring interviews; revisions are asked for in one request elsewhere."""

    def __init__(
        self,
        language_model: LanguageModel,
        *,
        deadline_s: float,
        embedder: Embedder | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._language_model = language_model
        self._deadline_s = deadline_s
        self._embedder = embedder
        self._monotonic = monotonic

    async def plan(self, brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
        """Return the plan; raise ``PlannerFailedError`` if the first step or every other one fails."""
        until = self._monotonic() + self._deadline_s
        material = _read_material(brief, skills)
        authors: dict[str, None] = {}
        async with asyncio.TaskGroup() as group:
            indexing = group.create_task(self._build_index(material))
            outlining = group.create_task(self._ask_outline(material, authors))
        outlined, index = outlining.result(), indexing.result()
        if isinstance(outlined, ModelFailure):
            raise PlannerFailedError("The configured language model chose no valid competencies.")
        outlines = outlined.output.competencies
        passages = await index.find([_describe_outline(each, material) for each in outlines])
        left_s = max(1.0, until - self._monotonic())
        progress = _DraftProgress()
        failures: dict[str, ModelFailure] = {}
        async with asyncio.TaskGroup() as group:
            tasks = {
                part.name: group.create_task(
                    progress.follow(
                        self._write_part(
                            part,
                            place,
                            material,
                            passages[place - 1],
                            authors,
                            failures,
                            deadline_s=left_s,
                        )
                    )
                )
                for place, part in enumerate(outlines, 1)
            }
            scripting = group.create_task(self._write_scripts(material, authors, deadline_s=left_s))
        scripts = scripting.result()
        parts = {name: task.result() for name, task in tasks.items()}
        written = [part for part in parts.values() if part is not None]
        if all(part.is_by_rules for part in written):
            raise PlannerFailedError("The configured language model wrote no valid questions.")
        if scripts is None and not material.is_english:
            raise PlannerFailedError("The configured language model wrote no valid scripts.")
        return assemble_plan(
            written,
            material,
            planner=f"model {' and '.join(authors)} (prompts v1 {_DIGEST})",
            scripts=scripts,
            left_out=[name for name, part in parts.items() if part is None],
            failures=failures,
        )

    async def _build_index(self, material: StepMaterial) -> PassageIndex:
        # In a thread: a long text takes a second of checks, in which an interview must go on.
        passages = await asyncio.to_thread(_split_texts, material)
        try:
            async with asyncio.timeout(_INDEX_TIMEOUT_S):
                return await build_passage_index(passages, self._embedder)
        except TimeoutError:
            _log.warning("passages.embedding_too_slow", passages=len(passages))
            return PassageIndex(passages)

    async def _ask_outline(
        self, material: StepMaterial, authors: dict[str, None]
    ) -> ModelResponse[PlanOutline] | ModelFailure:
        return await self._ask(
            PlanOutline,
            authors,
            prompt=_OUTLINE_PROMPT,
            material=build_outline_input(material),
            find_problems=lambda outline: find_outline_problems(outline, material),
            deadline_s=self._deadline_s * OUTLINE_SHARE,
        )

    async def _write_part(
        self,
        outline: OutlineCompetency,
        place: int,
        material: StepMaterial,
        passages: Sequence[Passage],
        authors: dict[str, None],
        failures: dict[str, ModelFailure],
        *,
        deadline_s: float,
    ) -> PlanPart | None:
        """Return the part, or None without any questions; ``failures`` gets why the step failed."""

        def find_problems(drafted: CompetencyQuestions) -> Sequence[str]:
            part = build_part(drafted, outline, material, place)
            return find_questions_problems(
                drafted, outline, part.competency, part.questions, material
            )

        response = await self._ask(
            CompetencyQuestions,
            authors,
            prompt=_QUESTIONS_PROMPT,
            material=build_questions_input(material, outline, passages),
            find_problems=find_problems,
            deadline_s=deadline_s,
        )
        if isinstance(response, ModelFailure):
            failures[outline.name] = response
            metrics.PROVIDER_FALLBACKS.labels("llm", "model", "built-in").inc()
            return build_rules_part(outline, material, is_stand_in=True)
        if not response.output.questions:
            return build_rules_part(outline, material, is_stand_in=False)
        return build_part(response.output, outline, material, place)

    async def _write_scripts(
        self, material: StepMaterial, authors: dict[str, None], *, deadline_s: float
    ) -> PlanScripts | None:
        """Return the scripts, or None for English, whose scripts are the rules', and if the step failed."""
        if material.is_english:
            return None
        response = await self._ask(
            PlanScripts,
            authors,
            prompt=_SCRIPTS_PROMPT,
            material=build_scripts_input(material),
            find_problems=find_scripts_problems,
            deadline_s=deadline_s,
        )
        return None if isinstance(response, ModelFailure) else response.output

    async def _ask(
        self,
        output_type: type[Output],
        authors: dict[str, None],
        *,
        prompt: Prompt,
        material: Json,
        find_problems: Callable[[Output], Sequence[str]],
        deadline_s: float,
    ) -> ModelResponse[Output] | ModelFailure:
        """Return the response to one step, or why the model gave no valid one in time.

        ``authors`` gets the model that answered, in the order of the answers.
        """
        try:
            response = await self._language_model.generate(
                ModelRequest(
                    purpose="plan",
                    instructions=prompt.text,
                    prompt=prompt.label,
                    input=json.dumps(material, ensure_ascii=False),
                    output_type=output_type,
                    find_problems=find_problems,
                    deadline_s=deadline_s,
                    max_retries=1,
                    max_output_tokens=MAX_STEP_TOKENS,
                )
            )
        except (ModelFailedError, ModelUnavailableError) as error:
            _log.warning("plan.step_failed", step=material["step"], why=error.failure.code)
            return error.failure
        authors[response.author] = None
        return response


def _describe_outline(outline: OutlineCompetency, material: StepMaterial) -> str:
    """Return the text by which the passages of a competency are found."""
    return "\n".join([outline.name, *(material.lines[number] for number in outline.lines)])


def _split_texts(material: StepMaterial) -> tuple[Passage, ...]:
    return (
        *split_passages("job", material.job.requirements.text),
        *split_passages("company", material.brief.company_description or ""),
        *split_passages("background", material.brief.candidate_background),
    )


def _read_material(brief: PlanBrief, skills: SkillReport) -> StepMaterial:
    in_english = replace(brief, language="en")
    job = read_hiring_job(in_english, skills)
    count = max(
        count_questions(brief.duration_minutes),
        compute_question_count(brief.duration_minutes, skill_count=len(skills.validated_skills)),
    )
    return StepMaterial(
        brief=brief,
        job=job,
        base=compose_hiring_plan(in_english, skills, planner=""),
        lines=list_job_lines(job),
        max_questions=count,
    )
