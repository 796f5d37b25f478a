"""A model writes a plan in steps: its competencies first, then the questions of each at once.

Every request is small, so a plan is ready sooner and a failed step costs little: the rules' questions stand
in for that competency, and the plan says so. The model starts from the rules' plan and may keep it.

In a language that the product does not speak, the model also translates the interviewer's own sentences.

A plan for practice has an exact number of questions. Steps do not see what the others write, so code drops
what is asked twice. The rules' questions fill the plan up; in other languages, the model is asked again.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

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
from vivavoce.kernel.translation import is_english, match_language
from vivavoce.planning.adapters.passage_index import PassageIndex, build_passage_index
from vivavoce.planning.adapters.sentence_drafts import (
    TranslatedSentences,
    build_replies_input,
    build_sentences_input,
    find_replies_problems,
    find_sentences_problems,
    read_replies,
    read_sentences,
    split_into_requests,
)
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
    split_outline,
)
from vivavoce.planning.adapters.stepwise_parts import PlanPart, drop_repeated_questions
from vivavoce.planning.adapters.stepwise_plan import assemble_plan, build_part, build_rules_part
from vivavoce.planning.domain.hiring.hiring_job import read_hiring_job
from vivavoce.planning.domain.hiring.plan_composer import count_questions
from vivavoce.planning.domain.passages import Passage, split_passages
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.practice.options import PracticePlanOptions, is_practice
from vivavoce.planning.domain.question_selection import compute_question_count
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.spoken_sentences import needs_own_sentences
from vivavoce.planning.ports.plan_drafts import DraftedCompetency, report_draft

_log = structlog.get_logger(__name__)
MAX_STEP_TOKENS = 1500
"""What a model may write in one step."""
USUAL_OUTLINE_TOKENS, USUAL_PART_TOKENS = 400, 600
"""About what it writes in the first step, and in each later one; those are asked at once."""
OUTLINE_SHARE = 0.4
"""The share of the time limit that the first step may use, and the replies that the sentences need."""
_INDEX_TIMEOUT_S = 5.0
_TRANSLATIONS_AT_ONCE = 3
"""Half of the background requests that a model gets at once, so that other plans get answers meanwhile."""
_SECOND_ROUND = 100
"""Numbers the steps that are asked again, beyond those of the first round."""


@dataclass(frozen=True, slots=True)
class _StepPrompts:
    """The instructions of each step."""

    outline: Prompt
    questions: Prompt
    scripts: Prompt
    sentences: Prompt

    @property
    def digest(self) -> str:
        """The first 8 hexadecimal digits of the hash of all words."""
        prompts = (self.outline, self.questions, self.scripts, self.sentences)
        texts = "".join(prompt.text for prompt in prompts)
        return hashlib.sha256(texts.encode()).hexdigest()[:8]


_HIRING_PROMPTS = _StepPrompts(
    *(
        load_prompt("vivavoce.planning.adapters", name)
        for name in ("outline_v1", "questions_v1", "scripts_v2", "sentences_v1")
    )
)


def add_practice_prompt(prompt: Prompt) -> Prompt:
    """Return instructions with those that hold for all requests of a practice plan."""
    return _add_prompt(prompt, "practice_v3")


def _add_prompt(prompt: Prompt, name: str) -> Prompt:
    more = load_prompt("vivavoce.planning.adapters", name)
    return Prompt(f"{prompt.name} and {more.name}", f"{prompt.text}\n{more.text}")


_PRACTICE_PROMPTS = _StepPrompts(
    add_practice_prompt(_HIRING_PROMPTS.outline),
    add_practice_prompt(_HIRING_PROMPTS.questions),
    add_practice_prompt(_HIRING_PROMPTS.scripts),
    _HIRING_PROMPTS.sentences,
)
_NEW_LANGUAGE_PROMPTS = _StepPrompts(
    _add_prompt(_HIRING_PROMPTS.outline, "new_language_v1"),
    _add_prompt(_HIRING_PROMPTS.questions, "new_language_v1"),
    _HIRING_PROMPTS.scripts,
    _HIRING_PROMPTS.sentences,
)


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


@dataclass(frozen=True, slots=True)
class _Writing:
    """One plan while it is written."""

    material: StepMaterial
    until: float
    """When the time is up, on the planner's clock."""
    authors: dict[str, None] = field(default_factory=dict)
    """The models that answered, in the order of the answers."""
    failures: dict[str, ModelFailure] = field(default_factory=dict)
    """Why steps failed, by competency."""

    progress: _DraftProgress = field(default_factory=_DraftProgress)
    are_questions_sent: asyncio.Event = field(default_factory=asyncio.Event)
    """Requests are answered in the order in which they are sent, so that all others wait for these."""

    @property
    def prompts(self) -> _StepPrompts:
        """The instructions: those of hiring, of a hiring plan in a new language, or of practice."""
        if self.material.practice is not None:
            return _PRACTICE_PROMPTS
        return _NEW_LANGUAGE_PROMPTS if self.material.is_new_language else _HIRING_PROMPTS


class StepwisePlanner:
    """Writes the first plans of interviews in a language; revisions are one request elsewhere."""

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
        """Return the plan; raise ``PlannerFailedError`` if the first step or every other one fails.

        For practice, it is also raised if neither the model nor the rules have enough questions.
        """
        until = self._monotonic() + self._deadline_s
        material = await asyncio.to_thread(_read_material, brief, skills)
        writing = _Writing(material, until)
        async with asyncio.TaskGroup() as group:
            indexing = group.create_task(self._build_index(material))
            outlining = group.create_task(self._ask_outline(writing))
        outlined, index = outlining.result(), indexing.result()
        if isinstance(outlined, ModelFailure):
            raise PlannerFailedError("The configured language model chose no valid competencies.")
        outlines = outlined.output.competencies
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(self._write_parts(outlines, writing, index))
            scripting = group.create_task(self._write_scripts(writing))
            translating = group.create_task(self._write_sentences(writing))
        parts, scripts = asking.result(), scripting.result()
        written = [part for part in parts if part is not None]
        if all(part.is_by_rules for part in written):
            raise PlannerFailedError("The configured language model wrote no valid questions.")
        if material.practice is not None and not material.is_english:
            written = await self._ask_for_missing(outlines, written, writing, index)
        if scripts is None and _needs_scripts(material):
            raise PlannerFailedError("The configured language model wrote no valid scripts.")
        return assemble_plan(
            written,
            material,
            planner=f"model {' and '.join(writing.authors)} (prompts v1 {writing.prompts.digest})",
            scripts=scripts,
            sentences=translating.result(),
            left_out=[
                outline.name
                for outline, part in zip(outlines, parts, strict=False)
                if part is None and material.practice is None
            ],
            failures=writing.failures,
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

    async def _ask_outline(self, writing: _Writing) -> ModelResponse[PlanOutline] | ModelFailure:
        return await self._ask(
            PlanOutline,
            writing,
            prompt=writing.prompts.outline,
            material=build_outline_input(writing.material),
            find_problems=lambda outline: find_outline_problems(outline, writing.material),
            deadline_s=self._deadline_s * OUTLINE_SHARE,
        )

    async def _write_parts(
        self,
        outlines: Sequence[OutlineCompetency],
        writing: _Writing,
        index: PassageIndex,
        *,
        first_place: int = 1,
    ) -> list[PlanPart | None]:
        """Return the part of each competency, all asked at once; None for one without any questions.

        A competency of practice with many questions has a part for each of its shares.
        """
        if writing.material.practice is not None:
            outlines = [share for each in outlines for share in split_outline(each)]
        queries = [_describe_outline(each, writing.material) for each in outlines]
        passages = await index.find(queries)
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(
                    writing.progress.follow(self._write_part(outline, place, writing, found))
                )
                for place, (outline, found) in enumerate(
                    zip(outlines, passages, strict=True), first_place
                )
            ]
            writing.are_questions_sent.set()
        return [task.result() for task in tasks]

    async def _write_part(
        self, outline: OutlineCompetency, place: int, writing: _Writing, passages: Sequence[Passage]
    ) -> PlanPart | None:
        material = writing.material

        def find_problems(drafted: CompetencyQuestions) -> Sequence[str]:
            part = build_part(drafted, outline, material, place)
            return find_questions_problems(
                drafted, outline, part.competency, part.questions, material
            )

        response = await self._ask(
            CompetencyQuestions,
            writing,
            prompt=writing.prompts.questions,
            material=build_questions_input(material, outline, passages),
            find_problems=find_problems,
            deadline_s=self._compute_left_s(writing),
        )
        if isinstance(response, ModelFailure):
            writing.failures[outline.name] = response
            metrics.PROVIDER_FALLBACKS.labels("llm", "model", "built-in").inc()
            return build_rules_part(outline, material, is_stand_in=True)
        if not response.output.questions:
            return build_rules_part(outline, material, is_stand_in=False)
        return build_part(response.output, outline, material, place)

    async def _ask_for_missing(
        self,
        outlines: Sequence[OutlineCompetency],
        written: Sequence[PlanPart],
        writing: _Writing,
        index: PassageIndex,
    ) -> list[PlanPart]:
        """Return the parts with what the model writes in place of questions that failed or came twice."""
        parts = drop_repeated_questions(written, writing.material)
        counts = Counter(part.outline.name for part in parts for _ in part.questions)
        short = [
            each.model_copy(update={"questions": each.questions - counts[each.name]})
            for each in outlines
            if counts[each.name] < each.questions
        ]
        texts = [question.text for part in parts for question in part.questions]
        if not short or self._compute_left_s(writing) <= 1.0:
            return parts
        again = replace(writing, material=writing.material.avoid(texts))
        more = await self._write_parts(short, again, index, first_place=_SECOND_ROUND)
        return [*parts, *filter(None, more)]

    async def _write_scripts(self, writing: _Writing) -> PlanScripts | None:
        """Return the scripts, or None if the rules write them, and if the step failed."""
        if not _needs_scripts(writing.material):
            return None
        response = await self._ask(
            PlanScripts,
            writing,
            prompt=writing.prompts.scripts,
            material=build_scripts_input(writing.material),
            find_problems=find_scripts_problems,
            deadline_s=self._compute_left_s(writing),
        )
        return None if isinstance(response, ModelFailure) else response.output

    async def _ask_replies(self, writing: _Writing) -> Mapping[str, str] | None:
        """Return the replies that the interviewer offers, by the English: empty if the step failed.

        None if the product has its sentences in the language, as practice always does.
        """
        language = writing.material.brief.language
        if writing.material.practice is not None or not needs_own_sentences(language):
            return None
        response = await self._ask(
            TranslatedSentences,
            writing,
            prompt=writing.prompts.sentences,
            material=build_replies_input(language),
            find_problems=find_replies_problems,
            deadline_s=min(self._deadline_s * OUTLINE_SHARE, self._compute_left_s(writing)),
        )
        return {} if isinstance(response, ModelFailure) else read_replies(response.output)

    async def _write_sentences(self, writing: _Writing) -> Mapping[str, str] | None:
        """Return the interviewer's own sentences and replies by the English, as far as they are valid."""
        await writing.are_questions_sent.wait()
        replies = await self._ask_replies(writing)
        if not replies:
            return replies
        places = asyncio.Semaphore(_TRANSLATIONS_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            asking = [
                group.create_task(self._translate(texts, replies, writing, places))
                for texts in split_into_requests()
            ]
        said = {english: text for task in asking for english, text in task.result().items()}
        return {**replies, **said} if said else {}

    async def _translate(
        self,
        texts: Sequence[str],
        replies: Mapping[str, str],
        writing: _Writing,
        places: asyncio.Semaphore,
    ) -> Mapping[str, str]:
        """Return those of ``texts`` that can be said in the plan's language, none if the time is up."""
        language = writing.material.brief.language
        async with places:
            if self._monotonic() >= writing.until:
                return {}
            response = await self._ask(
                TranslatedSentences,
                writing,
                prompt=writing.prompts.sentences,
                material=build_sentences_input(language, texts, replies),
                find_problems=lambda drafted: find_sentences_problems(
                    drafted, texts, replies, language
                ),
                deadline_s=self._compute_left_s(writing),
            )
        if isinstance(response, ModelFailure):
            return {}
        return read_sentences(response.output, texts, replies, language)

    def _compute_left_s(self, writing: _Writing) -> float:
        return max(1.0, writing.until - self._monotonic())

    async def _ask(
        self,
        output_type: type[Output],
        writing: _Writing,
        *,
        prompt: Prompt,
        material: Json,
        find_problems: Callable[[Output], Sequence[str]],
        deadline_s: float,
    ) -> ModelResponse[Output] | ModelFailure:
        """Return the response to one step, or why the model gave no valid one in time."""
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
        writing.authors[response.author] = None
        return response


def _describe_outline(outline: OutlineCompetency, material: StepMaterial) -> str:
    """Return the text by which the passages of a competency are found."""
    return "\n".join([outline.name, *(material.lines[number] for number in outline.lines)])


def _split_texts(material: StepMaterial) -> tuple[Passage, ...]:
    job = split_passages("job", material.job.requirements.text)
    if material.practice is not None:
        return job
    return (
        *job,
        *split_passages("company", material.brief.company_description or ""),
        *split_passages("background", material.brief.candidate_background),
    )


def _needs_scripts(material: StepMaterial) -> bool:
    """Return whether a model writes the scripts.

    The rules write them in English, and those of practice in every language that the product speaks.
    """
    if material.practice is None:
        return not material.is_english
    return match_language(material.brief.language) is None


def _read_material(brief: PlanBrief, skills: SkillReport) -> StepMaterial:
    before = brief.previous
    brief = replace(brief, previous=None)
    in_english = replace(brief, language="en")
    job = read_hiring_job(in_english, skills)
    base = plan_interview(in_english, skills)
    if before is not None and is_english(before.language):
        base = replace(base, rubric=before.rubric)
    practice = PracticePlanOptions(brief) if is_practice(brief) else None
    usual = max(
        count_questions(brief.duration_minutes),
        compute_question_count(brief.duration_minutes, skill_count=len(skills.validated_skills)),
    )
    return StepMaterial(
        brief=brief,
        job=job,
        base=base,
        lines=list_job_lines(job),
        max_questions=usual if practice is None else practice.question_count,
        practice=practice,
        is_new_language=before is not None,
    )
