"""The rules that every plan must follow, whether the built-in rules, a model or a client wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.invitation import LINK_PLACEHOLDER, NAME_PLACEHOLDER
from vivavoce.contracts.plan import LEVELS, InterviewPlan, PlanQuestion
from vivavoce.contracts.profiles import get_profile
from vivavoce.kernel.sentences import split_sentences
from vivavoce.planning.domain.question_selection import MIN_QUESTION_S, compute_question_time_s
from vivavoce.planning.domain.question_sets import has_bank_points, is_bank_wording
from vivavoce.planning.domain.requirements import (
    find_unlawful_topic,
    is_prohibited_topic,
    is_prompt_injection,
)
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog, validate_skills
from vivavoce.planning.domain.text_matching import (
    extract_content_stems,
    normalize_text,
    tokenize,
)

_MACHINE_PATTERN = re.compile(
    r"\b(computer|machine|program|software|automated|automatic|ai|artificial|bot|robot)\b"
)
_PERSON_PATTERN = re.compile(
    r"\b(person|people|human|somebody|someone|recruiter|manager|colleague)\b"
)
_DECISION_PATTERN = re.compile(r"\b(decid\w*|decision|review\w*|judg\w*)\b")
_HUMAN_DECISION_PROMISE = re.compile(
    r"\b(a|one|some|the|our|another) (person|human|human being|recruiter|colleague|people)\b"
    r"[^.?!:;]{0,60}\b(decid|judg)"
    r"|\b(somebody|someone) (\w+ ){0,6}(decid|judg)"
)
_KEYBOARD_TASK = re.compile(
    r"\b(editor|whiteboard|keyboard|your screen|(write|type|implement|code|run) "
    r"(out |up |down )?(the |your |this |a |some )?(working )?(code|function|program|class|script))\b"
)
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_MIN_COPIED_WORDS = 8
"""A shared sequence of this many words counts as copied text."""
_MAX_QUESTION_CHARACTERS = 1200


@dataclass(frozen=True, slots=True)
class PlanViolation:
    """One violated rule; ``code`` is stable, ``detail`` is a message for a person."""

    code: str
    detail: str


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
        *_check_forgotten_skills(plan, report),
        *_check_validated_skills(plan, brief, report),
    ]


def _check_structure(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    if not plan.rubric.competencies:
        yield PlanViolation("no_competency", "There is no competency.")
    if not plan.questions:
        yield PlanViolation("no_question", "There is no question.")
    names = Counter(competency.name for competency in plan.rubric.competencies)
    ids = Counter(question.id for question in plan.questions)
    texts = Counter(normalize_text(question.text) for question in plan.questions)
    for code, values in (("competency", names), ("question_id", ids), ("question", texts)):
        for name in (name for name, count in values.items() if count > 1):
            yield PlanViolation(f"duplicate_{code}", f'"{name}" appears more than once.')
    for question in plan.questions:
        if question.competency not in names:
            yield PlanViolation(
                "unknown_competency",
                f'Question {question.id} belongs to "{question.competency}", which is not '
                "in the plan.",
            )
    asked = {question.competency for question in plan.questions}
    for name in names:
        if name not in asked:
            yield PlanViolation("competency_not_asked", f'"{name}" has no question.')


def _check_weights(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    total = sum(competency.weight for competency in plan.rubric.competencies)
    if abs(total - 1) > 0.01 + 1e-9:
        yield PlanViolation("weights_sum", f"The weights add up to {total:.3f}, not to 1.")
    for competency in plan.rubric.competencies:
        if not 0 < competency.weight <= 1:
            yield PlanViolation(
                "weight_range", f'The weight of "{competency.name}" is not between 0 and 1.'
            )
        least = competency.minimum_acceptable_score
        if least is not None and not 1 <= least <= 5:
            yield PlanViolation(
                "minimum_range", f'The minimum of "{competency.name}" is not between 1 and 5.'
            )
    strong, hire, maybe = plan.rubric.thresholds
    if not 100 >= strong >= hire >= maybe >= 0:
        yield PlanViolation("thresholds_order", "The thresholds must fall from 100 to 0.")


def _check_indicators(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    for competency in plan.rubric.competencies:
        if not competency.sub_dimensions:
            yield PlanViolation("no_sub_dimension", f'"{competency.name}" has no sub-dimension.')
        for side in competency.sub_dimensions:
            texts = [side.indicators.get(level, "").strip() for level in LEVELS]
            if set(side.indicators) != set(LEVELS) or not all(texts):
                yield PlanViolation(
                    "indicators_missing",
                    f'"{competency.name}: {side.name}" needs a text for each level 1 to 5.',
                )
            elif len({normalize_text(text) for text in texts}) < len(LEVELS):
                yield PlanViolation(
                    "indicators_equal",
                    f'"{competency.name}: {side.name}" has the same text at two levels.',
                )
            if not set(side.signals) <= set(LEVELS):
                yield PlanViolation(
                    "signals_level", f'"{side.name}" has signals at a level that does not exist.'
                )


def _check_time(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    is_fixed = brief.question_count is not None
    if (is_fixed or not brief.comments) and plan.duration_minutes != brief.duration_minutes:
        yield PlanViolation(
            "duration_changed",
            f"The interview must have {brief.duration_minutes} minutes, not "
            f"{plan.duration_minutes}.",
        )
    for question in plan.questions:
        if question.time_budget_s < MIN_QUESTION_S:
            yield PlanViolation(
                "question_time", f"Question {question.id} has less than {MIN_QUESTION_S} seconds."
            )
    total = sum(question.time_budget_s for question in plan.questions)
    free = compute_question_time_s(plan.duration_minutes)
    if total > free:
        yield PlanViolation(
            "too_long", f"The questions take {total} seconds, but only {free} are available."
        )


def _check_skills(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    asked = {question.skill for question in plan.questions if question.skill}
    notes = " ".join(plan.notes)
    for name in plan.validated_skills:
        if name not in asked and name not in notes:
            yield PlanViolation(
                "skill_not_covered", f'"{name}" has no question, and no note says so.'
            )
    for name, is_covered in plan.skills_coverage.items():
        if is_covered and name not in asked:
            yield PlanViolation("coverage_untrue", f'"{name}" is marked as covered but is not.')


def _check_validated_skills(
    plan: InterviewPlan, brief: PlanBrief, report: SkillReport
) -> Iterator[PlanViolation]:
    """Refuse validated skills that neither the catalog, the report nor the previous plan knows."""
    before = brief.previous.validated_skills if brief.previous else ()
    known = {*load_skill_catalog().skills, *report.validated_skills, *before}
    for name in plan.validated_skills:
        if name not in known:
            yield PlanViolation("skill_not_validated", f'"{name}" is not in the catalog.')


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
                f'"{match.requested_name}" is listed neither as validated nor as unvalidated.',
            )


def _check_questions(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    for question in plan.questions:
        if not question.text.strip() or len(question.text) > _MAX_QUESTION_CHARACTERS:
            yield PlanViolation("question_text", f"Question {question.id} is empty or too long.")
        # The bank's own words are lawful by their tests: they are about clients, not about candidates.
        is_authored = is_bank_wording(question)
        asked = (question.origin and question.origin.task) or "" if is_authored else question.text
        if is_prohibited_topic(asked) or find_unlawful_topic(asked):
            yield PlanViolation(
                "question_unlawful",
                f"Question {question.id} is about something that employers must not ask about.",
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
                f"Question {question.id} needs one follow-up for each expected point.",
            )
        if question.probe_elements and len(question.probe_elements) != len(question.probes):
            yield PlanViolation(
                "probe_elements_count",
                f"Question {question.id} needs one answer element for each follow-up.",
            )
        for words in _find_leaks(question, points):
            yield PlanViolation(
                "probe_leaks",
                f"A follow-up of question {question.id} gives away expected words: "
                f"{', '.join(sorted(words))}.",
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
    for point in points:
        expected = set(extract_content_stems(point))
        for probe in question.probes:
            shared = expected & set(extract_content_stems(probe))
            if len(shared) > 1 and 3 * len(shared) > 2 * len(expected):
                yield shared


def _check_criteria(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    """No criterion may use anything that an employer must not decide by."""
    for competency in plan.rubric.competencies:
        sides = [
            text
            for side in competency.sub_dimensions
            for text in (side.name, *side.indicators.values())
        ]
        yield from _check_lawful(competency.name, (competency.name, *sides))


def _check_lawful(name: str, texts: Iterable[str]) -> Iterator[PlanViolation]:
    if any(_is_unlawful_demand(text) for text in texts):
        yield PlanViolation(
            "criterion_unlawful",
            f'"{name}" is assessed by something that employers must not consider.',
        )


@lru_cache(maxsize=4096)
def _is_unlawful_demand(text: str) -> bool:
    """Return whether a sentence of a text is an unlawful demand.

    The rubric joins sentences of different questions, whose words together demand nothing.
    """
    return any(find_unlawful_topic(one) is not None for one in split_sentences(text))


def _check_scripts(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    yield from _check_greeting(plan, brief)
    if not plan.closing_script.strip():
        yield PlanViolation("no_closing", "There is no closing script.")
    if plan.inmail_draft and LINK_PLACEHOLDER not in plan.inmail_draft:
        yield PlanViolation("no_link", f"The invitation has no {LINK_PLACEHOLDER}.")
    if unknown := _find_unknown_placeholder(plan.inmail_draft):
        yield PlanViolation(
            "unknown_placeholder",
            f"The invitation may have {LINK_PLACEHOLDER} and {NAME_PLACEHOLDER}, but not {unknown}.",
        )
    if plan.language != brief.language:
        yield PlanViolation(
            "language", f'The plan is in "{plan.language}", not "{brief.language}".'
        )


def _find_unknown_placeholder(message: str) -> str | None:
    found = _PLACEHOLDER.findall(message)
    return next((one for one in found if one not in {LINK_PLACEHOLDER, NAME_PLACEHOLDER}), None)


def _check_greeting(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    spoken = normalize_text(plan.greeting_script)
    if not spoken.strip():
        yield PlanViolation("no_greeting", "There is no greeting.")
    if not plan.language.lower().startswith("en"):
        return  # the patterns are English; a person must check greetings in other languages
    if not _MACHINE_PATTERN.search(spoken):
        yield PlanViolation(
            "greeting_hides_machine",
            "The greeting does not say that a computer program asks the questions.",
        )
    if get_profile(brief.profile).assessment_approved_by != "none":
        if not (_PERSON_PATTERN.search(spoken) and _DECISION_PATTERN.search(spoken)):
            yield PlanViolation(
                "greeting_hides_person", "The greeting does not say that a person decides."
            )
    elif _HUMAN_DECISION_PROMISE.search(spoken):
        yield PlanViolation("greeting_promises_person", "The greeting says that a person decides.")


def _check_copied_text(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    """A plan must not copy résumé text or follow instructions hidden in a job description."""
    spoken = [
        plan.greeting_script,
        plan.closing_script,
        plan.inmail_draft,
        *(q.text for q in plan.questions),
        *(text for q in plan.questions for text in (*q.expected_points, *q.probes)),
    ]
    runs = {run for text in spoken for run in _list_word_sequences(text)}
    # Questions name tasks of the job, and a résumé may repeat the words of the posting.
    runs -= set(_list_word_sequences(brief.job_description))
    if runs & set(_list_word_sequences(brief.resume_text or "")):
        yield PlanViolation("resume_copied", "The plan contains text from the résumé.")
    orders = [line for line in split_sentences(brief.job_description) if is_prompt_injection(line)]
    if any(
        normalize_text(order).strip() in normalize_text(text)
        for order in orders
        for text in spoken
        if len(order) > 12
    ):
        yield PlanViolation(
            "order_obeyed",
            "The plan contains instructions that were hidden in the job description.",
        )
    if any(is_prompt_injection(text) for text in (plan.greeting_script, plan.closing_script)):
        yield PlanViolation(
            "script_is_an_order",
            "A script contains instructions for a program instead of words for a person.",
        )


def _list_word_sequences(text: str) -> Iterator[tuple[str, ...]]:
    words = tokenize(text)
    for at in range(len(words) - _MIN_COPIED_WORDS + 1):
        yield tuple(words[at : at + _MIN_COPIED_WORDS])


def _check_practice(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    """A practice plan has exactly its number of questions, and all can be answered by speaking."""
    count = len(plan.questions)
    if brief.question_count not in (None, count):
        yield PlanViolation(
            "question_count", f"The plan has {count} questions, not {brief.question_count}."
        )
    if brief.interview_type != "coding":
        return
    for question in plan.questions:
        if _KEYBOARD_TASK.search(normalize_text(question.text)):
            yield PlanViolation(
                "not_spoken", f"Question {question.id} cannot be answered by speaking."
            )


def _check_pinned(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    """A later version keeps the words of every pinned question."""
    texts = {question.text for question in plan.questions}
    for question in brief.previous.questions if brief.previous else ():
        if question.is_pinned and question.text not in texts:
            yield PlanViolation(
                "pinned_question_missing", f'The pinned question "{question.text}" is missing.'
            )


_PlanCheck = Callable[[InterviewPlan, PlanBrief], Iterator[PlanViolation]]
_CHECKS: tuple[_PlanCheck, ...] = (
    _check_structure, _check_weights, _check_indicators, _check_time, _check_skills, _check_questions,
    _check_criteria, _check_scripts, _check_copied_text, _check_practice, _check_pinned,
)  # fmt: skip
