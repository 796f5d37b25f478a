"""The pool of questions for a practice interview: of its interview type, best first, then others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vivavoce.contracts.plan import PlanQuestion, QuestionKind
from vivavoce.planning.domain.hiring.job_reading import JobReading
from vivavoce.planning.domain.practice.bank_questions import (
    interleave,
    list_opening_questions,
    list_skill_questions,
    list_spoken_code_questions,
    restore_bank_question,
)
from vivavoce.planning.domain.practice.options import PracticePlanOptions
from vivavoce.planning.domain.practice.practice_question import PracticeQuestion, remove_duplicates
from vivavoce.planning.domain.practice.question_leads import (
    GroupLeads,
    list_job_leads,
    list_leads_for_any_job,
)
from vivavoce.planning.domain.practice.set_questions import ANY_JOB_GROUPS, SetQuestionBuilder
from vivavoce.planning.domain.question_bank import QuestionBank, load_bank_file
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.skills import SkillReport

_MAX_JOB_GROUPS = 6
_SKILL_SHARE = 0.65
_FILE = load_bank_file("practice")
_PATTERNS: Mapping[str, Mapping[str, Sequence[QuestionKind]]] = _FILE["pattern"]
_PATTERN_BY_DEPTH = {1: "easy", 2: "medium", 3: "hard"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeInput:
    """What a practice plan is made from."""

    options: PracticePlanOptions
    reading: JobReading
    skills: SkillReport
    requirements: JobRequirements
    bank: QuestionBank

    @property
    def builder(self) -> SetQuestionBuilder:
        """The builder of questions from the sets; the same job gets the same forms."""
        seed = f"{self.options.role}|{self.options.company}|{self.requirements.text}"
        return SetQuestionBuilder(self.options, job_text=self.reading.text, seed=seed)


@dataclass(frozen=True, slots=True)
class QuestionPool:
    """Questions for one brief: of its interview type, then others, and notes about assumptions."""

    matching: tuple[PracticeQuestion, ...]
    others: tuple[PracticeQuestion, ...]
    notes: tuple[str, ...] = ()

    @property
    def all_questions(self) -> tuple[PracticeQuestion, ...]:
        """Every question once, those of the interview type first."""
        return remove_duplicates((*self.matching, *self.others))


def build_question_pool(source: PracticeInput) -> QuestionPool:
    """Return the question pool of a brief."""
    options, bank = source.options, source.bank
    opening = list_opening_questions(options, bank, depth=options.depth)
    if options.interview_type == "warm_up":
        return _build_pool(opening, _arrange_for_any_job(source, ()))
    if options.interview_type == "coding":
        return _build_pool(
            _list_coding_questions(source), (*_arrange_for_any_job(source, ()), *opening)
        )
    named = (*source.skills.validated_skills, *source.skills.unvalidated_skills)
    job = list_job_leads(source.reading, named)[:_MAX_JOB_GROUPS]
    general = list_leads_for_any_job(ANY_JOB_GROUPS, source.reading, job)
    if options.interview_type == "role_related":
        return _build_pool(
            _arrange(source, job or general),
            (*_arrange(source, general), *opening),
            notes=_write_assumptions(source, has_job=bool(job)),
        )
    return _build_pool(_arrange(source, _alternate(general, job)), opening)


def restore_question(planned: PlanQuestion, source: PracticeInput) -> PracticeQuestion | None:
    """Return the question of an earlier plan with its fact and form, or None if it has no origin."""
    return source.builder.restore(planned) or restore_bank_question(
        planned, source.options, source.bank
    )


def get_pattern(options: PracticePlanOptions) -> Sequence[QuestionKind]:
    """Return the kinds of questions in the order in which they are asked."""
    name = "role_related" if options.interview_type == "role_related" else "behavioral"
    return _PATTERNS[name][_PATTERN_BY_DEPTH[options.depth]]


def _build_pool(
    own: Sequence[PracticeQuestion],
    others: Sequence[PracticeQuestion],
    *,
    notes: tuple[str, ...] = (),
) -> QuestionPool:
    return QuestionPool(remove_duplicates(own), remove_duplicates(others), notes)


def _arrange(source: PracticeInput, groups: Sequence[GroupLeads]) -> list[PracticeQuestion]:
    """Return the questions of the groups in turn; a side task gets no more questions than it has leads."""
    arranged = source.builder.arrange(groups, get_pattern(source.options))
    room = {one.question_set.group: len(one.leads) for one in groups if one.is_side_task}
    first: list[PracticeQuestion] = []
    last: list[PracticeQuestion] = []
    for question in arranged:
        is_extra = room.get(question.group, 1) <= 0
        (last if is_extra else first).append(question)
        if question.group in room:
            room[question.group] -= 1
    return [*first, *last]


def _arrange_for_any_job(
    source: PracticeInput, own: Sequence[GroupLeads]
) -> list[PracticeQuestion]:
    return _arrange(source, list_leads_for_any_job(ANY_JOB_GROUPS, source.reading, own))


def _alternate(first: Sequence[GroupLeads], second: Sequence[GroupLeads]) -> list[GroupLeads]:
    """Return the groups in turn, as long as both have some, and then the rest."""
    pairs = [group for pair in zip(first, second, strict=False) for group in pair]
    return [*pairs, *(group for group in (*first, *second) if group not in pairs)]


def _list_coding_questions(source: PracticeInput) -> list[PracticeQuestion]:
    """Return questions about named software skills for about two thirds, then other technical ones."""
    options, bank, depth = source.options, source.bank, source.options.depth
    names = (*source.skills.validated_skills, *source.skills.unvalidated_skills)
    about = interleave([list_skill_questions(n, options, bank, depth=depth) for n in names])
    room = max(1, round(options.question_count * _SKILL_SHARE))
    spoken = list_spoken_code_questions(options, bank, depth=depth)
    return [*about[:room], *spoken, *about[room:]]


def _write_assumptions(source: PracticeInput, *, has_job: bool) -> tuple[str, ...]:
    """Return what was assumed about the work if the job text names no task."""
    occupation = source.reading.analysis.occupation
    if source.reading.tasks or source.reading.requested_skills:
        return ()
    if occupation is not None:
        return (f'Assumed: The work is that of the occupation "{occupation.occupation.name}".',)
    return () if has_job else ("Assumed: No task was named, so the questions fit any job.",)
