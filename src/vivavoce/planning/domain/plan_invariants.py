"""The rules that every plan must follow, whether the built-in rules, a model or a client wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import LEVELS, InterviewPlan, PlanQuestion
from vivavoce.kernel.sentences import split_sentences
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.bank_wording import has_bank_points, is_bank_wording
from vivavoce.planning.domain.hiring.skill_coverage import (
    list_asked_names,
    list_requested_skills,
    list_shown_skills,
)
from vivavoce.planning.domain.plan_text_invariants import (
    PlanViolation,
    check_copied_text,
    check_scripts,
    check_sentences,
)
from vivavoce.planning.domain.question_selection import (
    MIN_QUESTION_S,
    compute_question_time_s,
    contains_phrase,
)
from vivavoce.planning.domain.question_sets import find_source, load_question_set
from vivavoce.planning.domain.requirements import (
    find_unlawful_topic,
    is_prohibited_topic,
)
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog, validate_skills
from vivavoce.planning.domain.text_matching import (
    extract_content_stems,
    find_given_away,
    normalize_text,
)

_KEYBOARD_TASK = re.compile(
    r"\b(editor|whiteboard|keyboard|your screen|(write|type|implement|code|run) "
    r"(out |up |down )?(the |your |this |a |some )?(working )?(code|function|program|class|script))\b"
)
_MAX_QUESTION_CHARACTERS = 1200


def find_plan_violations(
    plan: InterviewPlan, brief: PlanBrief, skills: SkillReport | None = None
) -> list[PlanViolation]:
    """Return every rule violation of the plan; an empty list means that the plan is valid.

    Without a skill report, the skills of the brief are matched by name only.
    """
    report = skills or validate_skills(brief.skills, load_skill_catalog())
    violations = [violation for check in _CHECKS for violation in check(plan, brief)]
    return [
        *violations,
        *_check_skills(plan, report),
        *_check_forgotten_skills(plan, report),
        *_check_validated_skills(plan, brief, report),
    ]


def _check_structure(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    if not plan.rubric.competencies:
        yield PlanViolation("no_competency", translatable("There is no competency."))
    if not plan.questions:
        yield PlanViolation("no_question", translatable("There is no question."))
    names = Counter(competency.name for competency in plan.rubric.competencies)
    ids = Counter(question.id for question in plan.questions)
    texts = Counter(normalize_text(question.text) for question in plan.questions)
    for code, values in (("competency", names), ("question_id", ids), ("question", texts)):
        for name in (name for name, count in values.items() if count > 1):
            yield PlanViolation(
                f"duplicate_{code}", translatable('"{name}" appears more than once.', name=name)
            )
    for question in plan.questions:
        if question.competency not in names:
            yield PlanViolation(
                "unknown_competency",
                translatable(
                    'Question {question} belongs to "{competency}", which is not in the plan.',
                    question=question.id,
                    competency=question.competency,
                ),
            )
    asked = {question.competency for question in plan.questions}
    for name in names:
        if name not in asked:
            yield PlanViolation(
                "competency_not_asked", translatable('"{name}" has no question.', name=name)
            )


def _check_weights(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    total = sum(competency.weight for competency in plan.rubric.competencies)
    if abs(total - 1) > 0.01 + 1e-9:
        yield PlanViolation(
            "weights_sum", translatable("The weights add up to {total}, not to 1.", total=total)
        )
    for competency in plan.rubric.competencies:
        if not 0 < competency.weight <= 1:
            yield PlanViolation(
                "weight_range",
                translatable(
                    'The weight of "{competency}" is not between 0 and 1.',
                    competency=competency.name,
                ),
            )
        least = competency.minimum_acceptable_score
        if least is not None and not 1 <= least <= 5:
            yield PlanViolation(
                "minimum_range",
                translatable(
                    'The minimum of "{competency}" is not between 1 and 5.',
                    competency=competency.name,
                ),
            )
    strong, hire, maybe = plan.rubric.thresholds
    if not 100 >= strong >= hire >= maybe >= 0:
        yield PlanViolation(
            "thresholds_order", translatable("The thresholds must fall from 100 to 0.")
        )


def _check_indicators(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    for competency in plan.rubric.competencies:
        if not competency.sub_dimensions:
            yield PlanViolation(
                "no_sub_dimension",
                translatable('"{competency}" has no sub-dimension.', competency=competency.name),
            )
        for side in competency.sub_dimensions:
            texts = [side.indicators.get(level, "").strip() for level in LEVELS]
            if set(side.indicators) != set(LEVELS) or not all(texts):
                yield PlanViolation(
                    "indicators_missing",
                    translatable(
                        '"{competency}: {name}" needs a text for each level 1 to 5.',
                        competency=competency.name,
                        name=side.name,
                    ),
                )
            elif len({normalize_text(text) for text in texts}) < len(LEVELS):
                yield PlanViolation(
                    "indicators_equal",
                    translatable(
                        '"{competency}: {name}" has the same text at two levels.',
                        competency=competency.name,
                        name=side.name,
                    ),
                )
            if not set(side.signals) <= set(LEVELS):
                yield PlanViolation(
                    "signals_level",
                    translatable(
                        '"{name}" has signals at a level that does not exist.', name=side.name
                    ),
                )


def _check_time(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    is_fixed = brief.question_count is not None
    if (is_fixed or not brief.comments) and plan.duration_minutes != brief.duration_minutes:
        yield PlanViolation(
            "duration_changed",
            translatable(
                "The interview must have {minutes} minutes, not {duration}.",
                minutes=brief.duration_minutes,
                duration=plan.duration_minutes,
            ),
        )
    for question in plan.questions:
        if question.time_budget_s < MIN_QUESTION_S:
            yield PlanViolation(
                "question_time",
                translatable(
                    "Question {question} has less than {least} seconds.",
                    question=question.id,
                    least=MIN_QUESTION_S,
                ),
            )
    total = sum(question.time_budget_s for question in plan.questions)
    free = compute_question_time_s(plan.duration_minutes)
    if total > free:
        yield PlanViolation(
            "too_long",
            translatable(
                "The questions take {total} seconds, but only {free} are available.",
                total=total,
                free=free,
            ),
        )


def _check_skills(plan: InterviewPlan, report: SkillReport) -> Iterator[PlanViolation]:
    """Refuse a skill without a question and a note, in its own word or the catalog's, and false coverage."""
    names = (*plan.validated_skills, *plan.skills_coverage)
    asked = list_shown_skills(plan.questions, names) | list_asked_names(plan.questions, report)
    noted = {name for name in plan.validated_skills if _is_noted(name, plan.notes)}
    for skill in list_requested_skills(report):
        if _is_noted(skill.word, plan.notes):
            noted.update(skill.names)
    for name in plan.validated_skills:
        if name not in asked and name not in noted:
            yield PlanViolation(
                "skill_not_covered",
                translatable('"{name}" has no question, and no note says so.', name=name),
            )
    for name, is_covered in plan.skills_coverage.items():
        if is_covered and name not in asked:
            yield PlanViolation(
                "coverage_untrue",
                translatable('"{name}" is marked as covered but is not.', name=name),
            )


def _is_noted(name: str, notes: Sequence[str]) -> bool:
    return any(name in note or contains_phrase(note, name) for note in notes)


def _check_validated_skills(
    plan: InterviewPlan, brief: PlanBrief, report: SkillReport
) -> Iterator[PlanViolation]:
    """Refuse validated skills that neither the catalog, the report nor the previous plan knows."""
    before = brief.previous.validated_skills if brief.previous else ()
    known = {*load_skill_catalog().skills, *report.validated_skills, *before}
    for name in plan.validated_skills:
        if name not in known:
            yield PlanViolation(
                "skill_not_validated", translatable('"{name}" is not in the catalog.', name=name)
            )


def _check_forgotten_skills(plan: InterviewPlan, report: SkillReport) -> Iterator[PlanViolation]:
    skill_names = {
        normalize_text(name) for name in (*plan.validated_skills, *plan.unvalidated_skills)
    }
    for match in report.matches:
        names = {
            normalize_text(match.requested_name),
            *(normalize_text(name) for name in match.candidates),
        }
        if not names & skill_names:
            yield PlanViolation(
                "skill_forgotten",
                translatable(
                    '"{name}" is listed neither as validated nor as unvalidated.',
                    name=match.requested_name,
                ),
            )


def _check_questions(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    for question in plan.questions:
        if not question.text.strip() or len(question.text) > _MAX_QUESTION_CHARACTERS:
            yield PlanViolation(
                "question_text",
                translatable("Question {question} is empty or too long.", question=question.id),
            )
        # The bank's own words are lawful by their tests: they are about clients, not about candidates.
        is_authored = is_bank_wording(question)
        asked = (question.origin and question.origin.task) or "" if is_authored else question.text
        parts = split_sentences(asked) if is_authored else [asked]  # lines are judged so, too
        if any(is_prohibited_topic(one) or find_unlawful_topic(one) for one in parts):
            yield PlanViolation(
                "question_unlawful",
                translatable(
                    "Question {question} is about something that employers must not ask about.",
                    question=question.id,
                ),
            )
        if not has_bank_points(question):
            yield from _check_lawful(
                question.id, (*question.expected_points, *question.probes, *question.look_for)
            )
        points = question.expected_points or question.look_for
        has_elements = bool(question.probe_elements)
        if question.probes and not has_elements and len(question.probes) != len(points):
            yield PlanViolation(
                "probes_count",
                translatable(
                    "Question {question} needs one follow-up for each expected point.",
                    question=question.id,
                ),
            )
        if question.probe_elements and len(question.probe_elements) != len(question.probes):
            yield PlanViolation(
                "probe_elements_count",
                translatable(
                    "Question {question} needs one answer element for each follow-up.",
                    question=question.id,
                ),
            )
        for words in _find_leaks(question, points):
            yield PlanViolation(
                "probe_leaks",
                translatable(
                    "A follow-up of question {question} gives away expected words: {words}.",
                    question=question.id,
                    words=", ".join(sorted(words)),
                ),
            )


def _find_leaks(question: PlanQuestion, points: Sequence[str]) -> Iterator[set[str]]:
    """Yield the words of an expected point that a probe gives away.

    A probe for a point must not share a word with it. Probes for answer elements belong to no point: they
    must not hold most of any, and may share everyday words.
    """
    if not question.probe_elements:
        for point, probe in zip(points, question.probes, strict=False):
            if shared := set(extract_content_stems(point)) & set(extract_content_stems(probe)):
                yield shared
        return
    for probe in question.probes:
        yield from find_given_away(probe, points)


def _check_criteria(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    """No criterion may use anything that an employer must not decide by.

    The levels of the bank's questions are about the people in its cases, whatever single words suggest.
    """
    authored = _list_bank_criteria(plan)
    for competency in plan.rubric.competencies:
        sides = [
            sentence
            for side in competency.sub_dimensions
            for text in (side.name, *side.indicators.values())
            for sentence in split_sentences(text)
            if sentence not in authored
        ]
        yield from _check_lawful(competency.name, (competency.name, *sides))


def _list_bank_criteria(plan: InterviewPlan) -> frozenset[str]:
    """Return the sentences of the levels of all questions in the sets that a plan asks from."""
    sources = (find_source(question) for question in plan.questions)
    names = {source.id.partition(".")[0] for source in sources if source is not None}
    return frozenset().union(*(_list_criteria(name) for name in names))


@cache
def _list_criteria(set_id: str) -> frozenset[str]:
    anchors = (one for each in load_question_set(set_id).questions for one in each.anchors.values())
    return frozenset(sentence for one in anchors for sentence in split_sentences(one.description))


def _check_lawful(name: str, texts: Iterable[str]) -> Iterator[PlanViolation]:
    if any(_is_unlawful_demand(text) for text in texts):
        yield PlanViolation(
            "criterion_unlawful",
            translatable(
                '"{name}" is assessed by something that employers must not consider.', name=name
            ),
        )


@lru_cache(maxsize=4096)
def _is_unlawful_demand(text: str) -> bool:
    """Return whether a sentence of a text is an unlawful demand.

    The rubric joins sentences of different questions, whose words together demand nothing.
    """
    return any(find_unlawful_topic(one) is not None for one in split_sentences(text))


def _check_practice(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    """A practice plan has exactly its number of questions, and all can be answered by speaking."""
    count = len(plan.questions)
    if brief.question_count not in (None, count):
        yield PlanViolation(
            "question_count",
            translatable(
                "The plan has {count} questions, not {wanted}.",
                count=count,
                wanted=brief.question_count,
            ),
        )
    if brief.interview_type != "coding":
        return
    for question in plan.questions:
        if _KEYBOARD_TASK.search(normalize_text(question.text)):
            yield PlanViolation(
                "not_spoken",
                translatable(
                    "Question {question} cannot be answered by speaking.", question=question.id
                ),
            )


def _check_pinned(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    """A later version keeps the words of every pinned question."""
    texts = {question.text for question in plan.questions}
    for question in brief.previous.questions if brief.previous else ():
        if question.is_pinned and question.text not in texts:
            yield PlanViolation(
                "pinned_question_missing",
                translatable('The pinned question "{text}" is missing.', text=question.text),
            )


_PlanCheck = Callable[[InterviewPlan, PlanBrief], Iterator[PlanViolation]]
_CHECKS: tuple[_PlanCheck, ...] = (
    _check_structure, _check_weights, _check_indicators, _check_time, _check_questions,
    _check_criteria, check_scripts, check_sentences, check_copied_text, _check_practice, _check_pinned,
)  # fmt: skip
