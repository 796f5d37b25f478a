"""What every plan must keep, whoever wrote it: the built-in rules, a model, or somebody outside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import LEVELS, Plan
from vivavoce.contracts.profiles import HIRING, PROFILES
from vivavoce.planning.domain.choice import LEAST_S, question_time_s
from vivavoce.planning.domain.requirements import forbidden_demand, is_order, is_private
from vivavoce.planning.domain.skills import SkillReport, load_catalogue, validate_skills
from vivavoce.planning.domain.wording import LINK
from vivavoce.planning.domain.words import content_stems, fold, tokens

_MACHINE = re.compile(
    r"\b(computer|machine|program|software|automated|automatic|ai|artificial|bot|robot)\b"
)
_PERSON = re.compile(r"\b(person|people|human|somebody|someone|recruiter|manager|colleague)\b")
_DECIDES = re.compile(r"\b(decid\w*|decision|review\w*|judg\w*)\b")
_PROMISE = re.compile(
    r"\b(a|one|some|the|our|another) (person|human|human being|recruiter|colleague|people)\b"
    r"[^.?!:;]{0,60}\b(decid|judg)"
    r"|\b(somebody|someone) (\w+ ){0,6}(decid|judg)"
)
_KEYBOARD = re.compile(
    r"\b(editor|whiteboard|keyboard|your screen|(write|type|implement|code|run) "
    r"(out |up |down )?(the |your |this |a |some )?(working )?(code|function|program|class|script))\b"
)
_COPIED_WORDS = 8
"""This many words in a row, and a text was copied."""
_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is not as it must be; ``code`` is stable, ``detail`` is for a reader."""

    code: str
    detail: str


def check_plan(plan: Plan, brief: PlanBrief, skills: SkillReport | None = None) -> list[Violation]:
    """Return everything that keeps the plan from being offered; an empty list is a good plan.

    Without a report, skills of the brief are looked up by name only.
    """
    report = skills or validate_skills(brief.skills, load_catalogue())
    found = [violation for check in _CHECKS for violation in check(plan, brief)]
    return [*found, *_forgotten(plan, report)]


def _structure(plan: Plan, _: PlanBrief) -> Iterator[Violation]:
    if not plan.rubric.competencies:
        yield Violation("no_competency", "There is no competency.")
    if not plan.questions:
        yield Violation("no_question", "There is no question.")
    names = Counter(competency.name for competency in plan.rubric.competencies)
    ids = Counter(question.id for question in plan.questions)
    texts = Counter(fold(question.text) for question in plan.questions)
    for code, found in (("competency", names), ("question_id", ids), ("question", texts)):
        for name in (name for name, count in found.items() if count > 1):
            yield Violation(f"duplicate_{code}", f'"{name}" is there more than once.')
    for question in plan.questions:
        if question.competency not in names:
            yield Violation(
                "unknown_competency",
                f'Question {question.id} feeds "{question.competency}", which is not in the plan.',
            )
    asked = {question.competency for question in plan.questions}
    for name in names:
        if name not in asked:
            yield Violation("competency_not_asked", f'No question feeds "{name}".')


def _weights(plan: Plan, _: PlanBrief) -> Iterator[Violation]:
    total = sum(competency.weight for competency in plan.rubric.competencies)
    if abs(total - 1) > 0.01 + 1e-9:
        yield Violation("weights_sum", f"The weights sum to {total:.3f}, not to 1.")
    for competency in plan.rubric.competencies:
        if not 0 < competency.weight <= 1:
            yield Violation("weight_range", f'The weight of "{competency.name}" is not in 0 to 1.')
        least = competency.minimum_acceptable_score
        if least is not None and not 1 <= least <= 5:
            yield Violation(
                "minimum_range", f'The minimum of "{competency.name}" is not in 1 to 5.'
            )
    strong, hire, maybe = plan.rubric.thresholds
    if not 100 >= strong >= hire >= maybe >= 0:
        yield Violation("thresholds_order", "The thresholds do not fall from 100 to 0.")


def _indicators(plan: Plan, _: PlanBrief) -> Iterator[Violation]:
    for competency in plan.rubric.competencies:
        if not competency.sub_dimensions:
            yield Violation("no_sub_dimension", f'"{competency.name}" has no sub-dimension.')
        for side in competency.sub_dimensions:
            texts = [side.indicators.get(level, "").strip() for level in LEVELS]
            if set(side.indicators) != set(LEVELS) or not all(texts):
                yield Violation(
                    "indicators_missing",
                    f'"{competency.name}: {side.name}" needs a text for each level 1 to 5.',
                )
            elif len({fold(text) for text in texts}) < len(LEVELS):
                yield Violation(
                    "indicators_equal",
                    f'"{competency.name}: {side.name}" has the same text at two levels.',
                )
            if not set(side.signals) <= set(LEVELS):
                yield Violation("signals_level", f'"{side.name}" has signals at an unknown level.')


def _time(plan: Plan, brief: PlanBrief) -> Iterator[Violation]:
    is_fixed = brief.question_count is not None
    if (is_fixed or not brief.comments) and plan.duration_minutes != brief.duration_minutes:
        yield Violation(
            "duration_changed",
            f"{brief.duration_minutes} minutes were asked for, not {plan.duration_minutes}.",
        )
    for question in plan.questions:
        if question.time_budget_s < LEAST_S:
            yield Violation(
                "question_time", f"Question {question.id} has less than {LEAST_S} seconds."
            )
    total = sum(question.time_budget_s for question in plan.questions)
    free = question_time_s(plan.duration_minutes)
    if total > free:
        yield Violation("too_long", f"The questions take {total} seconds; there are {free}.")


def _skills(plan: Plan, _: PlanBrief) -> Iterator[Violation]:
    asked = {question.skill for question in plan.questions if question.skill}
    said = " ".join(plan.notes)
    for name in plan.validated_skills:
        if name not in asked and name not in said:
            yield Violation("skill_not_covered", f'"{name}" has no question, and no note says so.')
        if name not in load_catalogue().skills:
            yield Violation("skill_not_validated", f'"{name}" is not in the catalogue.')
    for name, is_covered in plan.skills_coverage.items():
        if is_covered and name not in asked:
            yield Violation("coverage_untrue", f'"{name}" is said to be covered and is not.')


def _forgotten(plan: Plan, report: SkillReport) -> Iterator[Violation]:
    told = {fold(name) for name in (*plan.validated_skills, *plan.unvalidated_skills)}
    for match in report.matches:
        names = {fold(match.asked), *(fold(name) for name in match.candidates)}
        if not names & told:
            yield Violation("skill_forgotten", f'"{match.asked}" is neither validated nor not.')


def _questions(plan: Plan, _: PlanBrief) -> Iterator[Violation]:
    for question in plan.questions:
        if not question.text.strip() or len(question.text) > _LONGEST:
            yield Violation("question_text", f"Question {question.id} is empty or too long.")
        if is_private(question.text) or forbidden_demand(question.text):
            yield Violation(
                "question_unlawful",
                f"Question {question.id} is about something an employer may not ask.",
            )
        yield from _unlawful(
            question.id, (*question.expected_points, *question.probes, *question.look_for)
        )
        points = question.expected_points or question.look_for
        if question.probes and len(question.probes) != len(points):
            yield Violation(
                "probes_count", f"Question {question.id} needs one probe for each expected point."
            )
        if question.probe_elements and len(question.probe_elements) != len(question.probes):
            yield Violation(
                "probe_elements_count",
                f"Question {question.id} needs one answer element for each probe.",
            )
        for point, probe in zip(points, question.probes, strict=False):
            if shared := set(content_stems(point)) & set(content_stems(probe)):
                yield Violation(
                    "probe_leaks",
                    f"A probe of question {question.id} gives away: {', '.join(sorted(shared))}.",
                )


def _criteria(plan: Plan, _: PlanBrief) -> Iterator[Violation]:
    """Nobody is read by what an employer must not decide by."""
    for one in plan.rubric.competencies:
        sides = [
            text for side in one.sub_dimensions for text in (side.name, *side.indicators.values())
        ]
        yield from _unlawful(one.name, (one.name, *sides))


def _unlawful(name: str, texts: Iterable[str]) -> Iterator[Violation]:
    if any(_is_demand(text) for text in texts):
        yield Violation(
            "criterion_unlawful", f'"{name}" is read by what an employer must not decide by.'
        )


@lru_cache(maxsize=4096)
def _is_demand(text: str) -> bool:
    return forbidden_demand(text) is not None


def _scripts(plan: Plan, brief: PlanBrief) -> Iterator[Violation]:
    yield from _greeting(plan, brief)
    if not plan.closing_script.strip():
        yield Violation("no_closing", "There is no closing script.")
    if plan.inmail_draft and LINK not in plan.inmail_draft:
        yield Violation("no_link", f"The invitation has no {LINK}.")
    if plan.language != brief.language:
        yield Violation("language", f'The plan is in "{plan.language}", not "{brief.language}".')


def _greeting(plan: Plan, brief: PlanBrief) -> Iterator[Violation]:
    spoken = fold(plan.greeting_script)
    if not spoken.strip():
        yield Violation("no_greeting", "There is no greeting.")
    if not plan.language.lower().startswith("en"):
        return  # these words are English; a person reads what is said in another language
    if not _MACHINE.search(spoken):
        yield Violation("greeting_hides_machine", "The greeting does not say that a machine asks.")
    if PROFILES.get(brief.profile, HIRING).assessment_approved_by != "none":
        if not (_PERSON.search(spoken) and _DECIDES.search(spoken)):
            yield Violation(
                "greeting_hides_person", "The greeting does not say that a person decides."
            )
    elif _PROMISE.search(spoken):
        yield Violation("greeting_promises_person", "The greeting says that a person decides.")


def _foreign_texts(plan: Plan, brief: PlanBrief) -> Iterator[Violation]:
    """Nothing of a résumé stands in a plan, and no order of a job description is carried on."""
    spoken = [
        plan.greeting_script,
        plan.closing_script,
        plan.inmail_draft,
        *(q.text for q in plan.questions),
        *(text for q in plan.questions for text in (*q.expected_points, *q.probes)),
    ]
    runs = {run for text in spoken for run in _runs(text)}
    if runs & set(_runs(brief.resume_text or "")):
        yield Violation("resume_copied", "Words of the résumé stand in the plan.")
    orders = [
        line for line in re.split(r"(?<=[.!?])\s+|\n", brief.job_description) if is_order(line)
    ]
    if any(
        fold(order).strip() in fold(text) for order in orders for text in spoken if len(order) > 12
    ):
        yield Violation("order_obeyed", "An order hidden in the job description is in the plan.")
    if any(is_order(text) for text in (plan.greeting_script, plan.closing_script)):
        yield Violation("script_is_an_order", "A script speaks to a machine, not to a person.")


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = tokens(text)
    for at in range(len(words) - _COPIED_WORDS + 1):
        yield tuple(words[at : at + _COPIED_WORDS])


def _practice(plan: Plan, brief: PlanBrief) -> Iterator[Violation]:
    """A practice plan has the number of questions that its length promises, and is only spoken."""
    count = len(plan.questions)
    if brief.question_count not in (None, count):
        yield Violation(
            "question_count", f"There are {count} questions, not {brief.question_count}."
        )
    if brief.interview_type != "coding":
        return
    for question in plan.questions:
        if _KEYBOARD.search(fold(question.text)):
            yield Violation("not_spoken", f"Question {question.id} cannot be answered by speaking.")


_Check = Callable[[Plan, PlanBrief], Iterator[Violation]]
_CHECKS: tuple[_Check, ...] = (
    _structure, _weights, _indicators, _time, _skills, _questions, _criteria, _scripts, _foreign_texts,
    _practice,
)  # fmt: skip
