"""A planner that uses a language model for the texts; code adds weights, times and scripts.

First plans of hiring interviews and practice are written in steps (``stepwise_planner``), and so is a plan
in another language than before. A revision is one small request, in which the model names what stays by ids
(``revision_material``, ``revision_draft``). The plan from each draft must follow the rules of every plan; the
model gets one retry to fix violations. An intake asks the same questions every time and needs no model.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Sequence
from dataclasses import replace

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import (
    Competency,
    InterviewPlan,
    PlannerFailedError,
    PlanQuestion,
    Rubric,
    SpokenSentence,
    SubDimension,
)
from vivavoce.contracts.plan_remarks import format_must_have_proposal
from vivavoce.contracts.profiles import get_profile
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands
from vivavoce.infra.embeddings import Embedder
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    Output,
)
from vivavoce.infra.language_model.prompts import load_prompt
from vivavoce.kernel.translation import translatable
from vivavoce.planning.adapters.planner_model_io import (
    DraftCompetency,
    DraftPlan,
    DraftQuestion,
    DraftSubDimension,
    build_practice_facts,
    convert_to_practice_plan,
    describe_missing_points,
    describe_pasted_lines,
    describe_repeated_questions,
    prepare_model_brief,
)
from vivavoce.planning.adapters.revision_draft import (
    RevisedPlan,
    expand_revision,
    find_id_problems,
    list_known_questions,
)
from vivavoce.planning.adapters.revision_material import (
    RevisionMaterial,
    describe_plan_in_short,
    read_revision_material,
)
from vivavoce.planning.adapters.stepwise_plan import write_sentence_notes
from vivavoce.planning.adapters.stepwise_planner import (
    MAX_STEP_TOKENS,
    StepwisePlanner,
    add_practice_prompt,
)
from vivavoce.planning.domain.change_requests import parse_change_requests
from vivavoce.planning.domain.hiring.plan_notes import write_requested_skill_notes
from vivavoce.planning.domain.hiring.skill_coverage import list_asked_names
from vivavoce.planning.domain.intake_plan import plan_intake
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.plan_parts import (
    compute_weights,
    replace_duration,
    write_closing,
    write_greeting,
    write_inmail,
    write_job_description_notes,
)
from vivavoce.planning.domain.planner import BUILT_IN_PLANNER_NAME, check_duration
from vivavoce.planning.domain.practice.options import is_practice
from vivavoce.planning.domain.question_selection import (
    MIN_QUESTION_S,
    compute_question_budget_s,
    compute_question_count,
    compute_question_time_s,
)
from vivavoce.planning.domain.requirements import JobRequirements, parse_requirements
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.spoken_sentences import keep_sayable_sentences
from vivavoce.planning.domain.text_matching import (
    extract_content_stems,
    normalize_text,
    to_single_line,
)

_REVISION_PROMPT = load_prompt("vivavoce.planning.adapters", "revision_v2")
_NO_MATERIAL = RevisionMaterial()
_NEUTRAL_PROBE = "What else comes to mind?"
_SCRIPTS_NOTE = translatable(
    "The language model wrote the scripts in another language. Read them before you "
    "approve the plan."
)


class ModelPlanner:
    """Asks a model in steps for a first plan, and in one call, with one retry, for a changed one."""

    def __init__(
        self,
        language_model: LanguageModel,
        *,
        deadline_s: float = 30.0,
        embedder: Embedder | None = None,
    ) -> None:
        self._language_model = language_model
        self._deadline_s = deadline_s
        self._embedder = embedder
        self._stepwise = StepwisePlanner(language_model, deadline_s=deadline_s, embedder=embedder)

    async def plan(self, brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
        """Return a valid plan; raise ``PlannerFailedError``, or ``PlanNotPossibleError`` for the duration."""
        check_duration(brief)
        if get_profile(brief.profile).result == "artifacts":
            return plan_intake(brief, planner=BUILT_IN_PLANNER_NAME)
        wanted = parse_requirements(brief.job_description)
        model_brief = prepare_model_brief(brief, skills, wanted) if is_practice(brief) else brief
        before = model_brief.previous
        if before is not None and before.language == brief.language:
            return await self._revise(model_brief, before, skills, wanted)
        minutes = _resolve_duration_minutes(brief)
        return await self._stepwise.plan(replace(model_brief, duration_minutes=minutes), skills)

    async def _revise(
        self,
        brief: PlanBrief,
        before: InterviewPlan,
        skills: SkillReport,
        wanted: JobRequirements,
    ) -> InterviewPlan:
        prompt = add_practice_prompt(_REVISION_PROMPT) if is_practice(brief) else _REVISION_PROMPT
        material = await read_revision_material(
            _describe_revision(brief, skills),
            brief,
            skills,
            wanted,
            embedder=self._embedder,
            instructions=prompt.text,
        )
        known = list_known_questions(before, material.bank)

        def build_plan(revised: RevisedPlan, author: str = "") -> InterviewPlan:
            draft = expand_revision(revised, known)
            return build_plan_from_draft(
                draft, brief, skills, wanted, material=material, author=author
            )

        def find_problems(revised: RevisedPlan) -> Sequence[str]:
            return find_id_problems(revised, known) or _find_plan_problems(
                build_plan(revised), brief, skills, wanted, bank=material.bank
            )

        response = await self._ask(
            ModelRequest(
                purpose="plan",
                instructions=prompt.text,
                prompt=prompt.label,
                input=json.dumps(material.to_json(), ensure_ascii=False),
                output_type=RevisedPlan,
                find_problems=find_problems,
                deadline_s=self._deadline_s,
                max_retries=1,
                max_output_tokens=MAX_STEP_TOKENS,
            )
        )
        author = f"{response.author} (revision v2 {prompt.digest})"
        return build_plan(response.output, author)

    async def _ask(self, request: ModelRequest[Output]) -> ModelResponse[Output]:
        try:
            return await self._language_model.generate(request)
        except (ModelFailedError, ModelUnavailableError) as error:
            raise PlannerFailedError(
                "The configured language model did not write a valid plan."
            ) from error


def _find_plan_problems(
    plan: InterviewPlan,
    brief: PlanBrief,
    skills: SkillReport,
    wanted: JobRequirements,
    *,
    bank: Sequence[PlanQuestion] = (),
) -> Sequence[str]:
    return [
        *(violation.detail for violation in find_plan_violations(plan, brief, skills)),
        *_find_uncovered_skills(plan, brief),
        *describe_repeated_questions(plan, brief),
        *describe_missing_points(plan, brief, bank),
        *describe_pasted_lines(plan, brief, wanted, bank),
    ]


def build_plan_from_draft(
    draft: DraftPlan,
    brief: PlanBrief,
    skills: SkillReport,
    requirements: JobRequirements,
    *,
    material: RevisionMaterial = _NO_MATERIAL,
    author: str = "",
) -> InterviewPlan:
    """Return the plan of a draft; questions that it repeats from the previous plan stay unchanged.

    A question that it repeats from the bank keeps its levels and points.
    """
    previous = brief.previous
    minutes = _resolve_duration_minutes(brief)
    questions = _build_questions(draft, brief, skills, minutes, material.bank)
    covered = list_asked_names(questions, skills)
    names = (*skills.validated_skills, *skills.unvalidated_skills)
    is_english = brief.language.lower().startswith("en")
    is_same_language = previous is not None and previous.language == brief.language
    before = previous.sentences if previous is not None and is_same_language else ()
    said = keep_sayable_sentences({one.english: one.text for one in before}, brief.language)
    notes = (
        *write_requested_skill_notes(questions, skills),
        *write_job_description_notes(requirements),
        *_propose_must_haves(draft, brief),
        *remove_unlawful_demands(brief.comments or "").notes,
        *(() if is_english else (_SCRIPTS_NOTE,)),
        *write_sentence_notes(said),
    )
    scripts = _select_scripts(brief, minutes)
    plan = InterviewPlan(
        version=previous.version + 1 if previous else 1,
        planner=f"model {author}",
        language=brief.language,
        duration_minutes=minutes,
        greeting_script=scripts[0],
        closing_script=scripts[1],
        inmail_draft=scripts[2],
        rubric=Rubric(
            competencies=_build_competencies(draft, previous, material.competencies),
            questions=questions,
        ),
        must_have=requirements.must_have,
        nice_to_have=requirements.nice_to_have,
        skills_coverage={name: name in covered for name in names},
        validated_skills=skills.validated_skills,
        unvalidated_skills=skills.unvalidated_skills,
        notes=notes,
        sentences=tuple(SpokenSentence(*one) for one in (said or {}).items()),
    )
    return convert_to_practice_plan(plan, brief) if is_practice(brief) else plan


def _select_scripts(brief: PlanBrief, minutes: int) -> tuple[str, str, str]:
    """Return greeting, closing and invitation: the rules' own, or those of the plan before."""
    before = brief.previous
    if before is None or brief.language.lower().startswith("en"):
        return write_greeting(brief), write_closing(brief), write_inmail(brief)
    greeting, closing, invitation = (
        replace_duration(text, before.duration_minutes, minutes, brief.language)
        for text in (before.greeting_script, before.closing_script, before.inmail_draft)
    )
    return greeting, closing, invitation


def _describe_revision(brief: PlanBrief, skills: SkillReport) -> Json:
    """Return what a revision is about, without the texts that are searched for passages."""
    minutes = _resolve_duration_minutes(brief)
    wanted = remove_unlawful_demands(brief.comments or "").text.strip()
    return {
        "step": "revision",
        "position": to_single_line(brief.position, max_length=120),
        "company": to_single_line(brief.company_name or "", max_length=120),
        "level": brief.level,
        "language": brief.language,
        "minutes": minutes,
        "questions_at_most": _compute_max_questions(
            brief, minutes, skills=len(skills.validated_skills)
        ),
        "skills_to_cover": list(skills.validated_skills),
        "previous": describe_plan_in_short(brief.previous, wanted) if brief.previous else [],
        "wanted_changes": wanted or None,
        **({"practice": build_practice_facts(brief)} if is_practice(brief) else {}),
    }


def _propose_must_haves(draft: DraftPlan, brief: PlanBrief) -> tuple[str, ...]:
    """Return notes that propose the model's must-haves; only a person can confirm them."""
    if is_practice(brief):
        return ()
    return tuple(
        format_must_have_proposal(part.name) for part in draft.competencies if part.is_required
    )


def _resolve_duration_minutes(brief: PlanBrief) -> int:
    """Return the duration; rules, not the model, parse it from the comments."""
    if is_practice(brief):
        return brief.duration_minutes
    asked = [
        c.number
        for c in parse_change_requests(remove_unlawful_demands(brief.comments or "").text)
        if c.kind == "minutes"
    ]
    within = [minutes for minutes in asked if 5 <= minutes <= 180]
    default_minutes = brief.previous.duration_minutes if brief.previous else brief.duration_minutes
    return within[-1] if within else default_minutes


def _build_questions(
    draft: DraftPlan,
    brief: PlanBrief,
    skills: SkillReport,
    minutes: int,
    bank: Sequence[PlanQuestion],
) -> tuple[PlanQuestion, ...]:
    known = {
        normalize_text(name): name
        for name in (*skills.validated_skills, *skills.unvalidated_skills)
    }
    before = {
        normalize_text(q.text): q for q in (brief.previous.questions if brief.previous else ())
    }
    in_bank = {normalize_text(question.text): question for question in bank}
    taken = {question.id for question in (*before.values(), *bank)}
    questions = []
    for part in draft.competencies:
        for asked in part.questions:
            text = normalize_text(asked.text)
            same = before.get(text, in_bank.get(text))
            if same is not None:
                same = replace(same, competency=part.name)
            else:
                number = next(n for n in itertools.count(1) if f"m{n}" not in taken)
                skill = known.get(normalize_text(asked.skill or ""))
                same = _build_question(asked, part, question_id=f"m{number}", skill=skill)
            taken.add(same.id)
            questions.append(same)
    return _assign_time_budgets(questions, {q.id for q in before.values()}, minutes)


def _assign_time_budgets(
    questions: Sequence[PlanQuestion], kept_ids: Collection[str], minutes: int
) -> tuple[PlanQuestion, ...]:
    """Assign time budgets; kept questions keep theirs if enough time is left for the new ones."""
    even = compute_question_budget_s(minutes, len(questions))
    new = sum(question.id not in kept_ids for question in questions)
    spare = compute_question_time_s(minutes) - sum(
        q.time_budget_s for q in questions if q.id in kept_ids
    )
    own = min(even, spare // new // 5 * 5) if new else even
    if spare < 0 or own < MIN_QUESTION_S:
        return tuple(replace(question, time_budget_s=even) for question in questions)
    return tuple(q if q.id in kept_ids else replace(q, time_budget_s=own) for q in questions)


def _build_question(
    draft_question: DraftQuestion,
    draft_competency: DraftCompetency,
    *,
    question_id: str,
    skill: str | None,
) -> PlanQuestion:
    pairs = list(zip(draft_question.expected_points, draft_question.probes, strict=False))
    return PlanQuestion(
        id=question_id,
        text=to_single_line(draft_question.text, max_length=600),
        competency=draft_competency.name,
        kind=draft_question.kind,
        skill=skill,
        expected_points=tuple(point for point, _ in pairs),
        probes=tuple(_select_probe(point, probe) for point, probe in pairs),
        is_mandatory=draft_question is draft_competency.questions[0],
    )


def _select_probe(point: str, probe: str) -> str:
    """Return the probe, or a neutral one if it reveals its expected point."""
    return (
        _NEUTRAL_PROBE
        if set(extract_content_stems(point)) & set(extract_content_stems(probe))
        else probe
    )


def _build_competencies(
    draft: DraftPlan, previous: InterviewPlan | None, by_rules: Sequence[Competency]
) -> tuple[Competency, ...]:
    kept = previous.rubric.competencies if previous else ()
    if previous is not None and [c.name for c in kept] == [
        part.name for part in draft.competencies
    ]:
        return kept
    before = {competency.name: competency for competency in (*by_rules, *kept)}
    weights = compute_weights([float(part.importance) for part in draft.competencies])
    return tuple(
        Competency(
            name=part.name,
            weight=weight,
            sub_dimensions=before[part.name].sub_dimensions
            if part.name in before
            else tuple(_build_sub_dimension(side) for side in part.sub_dimensions),
        )
        for part, weight in zip(draft.competencies, weights, strict=True)
    )


def _build_sub_dimension(side: DraftSubDimension) -> SubDimension:
    return SubDimension(
        name=side.name,
        indicators={
            "1": side.level_1,
            "2": side.level_2,
            "3": side.level_3,
            "4": side.level_4,
            "5": side.level_5,
        },
        signals={
            level: tuple(signals)
            for level, signals in (("3", side.said_3), ("4", side.said_4), ("5", side.said_5))
            if signals
        },
    )


def _find_uncovered_skills(plan: InterviewPlan, brief: PlanBrief) -> list[str]:
    if brief.previous is not None or brief.interview_type in ("warm_up", "behavioral"):
        return []
    room = _compute_max_questions(brief, plan.duration_minutes, skills=len(plan.validated_skills))
    missing = [name for name in plan.validated_skills if not plan.skills_coverage[name]]
    return [f'"{name}" has no question.' for name in missing[: max(0, room - 1)]]


def _compute_max_questions(brief: PlanBrief, minutes: int, *, skills: int) -> int:
    return brief.question_count or compute_question_count(minutes, skill_count=skills)
