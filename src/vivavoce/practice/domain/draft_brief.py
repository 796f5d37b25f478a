"""Build a plan's briefs (its purpose, and how to prepare) from the plan itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vivavoce.contracts.interview import InterviewSnapshot, extract_not_understood_parts
from vivavoce.contracts.personas import DEFAULT_PERSONA, PERSONAS
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.contracts.unlawful_demands import REMOVED_PREFIX
from vivavoce.kernel.translation import translatable
from vivavoce.practice.domain.draft import HistorySummary

_TYPE_PHRASES = {
    "warm_up": "a warm-up interview",
    "behavioral": "a behavioral interview",
    "role_related": "an interview about the job itself",
    "coding": "a spoken technical interview",
}
_FRAMEWORK_ADVICE = {
    "STAR": translatable("Structure your examples as situation, task, action and result."),
    "CAR": translatable("Structure your examples as challenge, action and result."),
    "SOAR": translatable("Structure your examples as situation, obstacle, action and result."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningBrief:
    """The purpose of a plan and the reasons for its content."""

    goal: str
    focus_areas: tuple[str, ...]
    rationale: str
    excluded_requirements: tuple[str, ...] = ()
    """Employer demands that were removed from the plan, each with its reason."""
    not_understood: tuple[str, ...] = ()
    """Parts of the last change request that had no effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateBrief:
    """What the seeker should know before the interview."""

    what_to_expect: str
    how_to_prepare: tuple[str, ...]
    tips: tuple[str, ...]


def topic_of(question: PlanQuestion) -> str:
    """Return the question's topic, or its competency if it has no topic."""
    return question.topic or question.competency


def build_planning_brief(
    view: InterviewSnapshot, plan: InterviewPlan, history: HistorySummary | None
) -> PlanningBrief:
    """Return the plan's purpose, focus areas and reasons."""
    kind = _TYPE_PHRASES.get(view.interview_type or "", "an interview")
    role = f" for the role of {view.position}" if view.position else ""
    company = f" at {view.company_name}" if view.company_name else ""
    questions = plan.questions
    minutes = round(sum(question.time_budget_s for question in questions) / 60)
    reasons = [
        f"Written by {plan.planner}: {_pluralize(len(questions), 'question')}, about "
        f"{minutes} of {plan.duration_minutes} minutes."
    ]
    if carried := _carried_forward_topics(plan, history):
        reasons.append(f"Your last reviews recommended working on {_join_names(carried)}.")
    if edited := sum(question.source == "edited" for question in questions):
        reasons.append(f"{_pluralize(edited, 'question')} written by you.")
    return PlanningBrief(
        goal=f"Practice {kind}{role}{company} at the level '{view.difficulty or 'medium'}'.",
        focus_areas=_distinct(topic_of(question) for question in questions),
        rationale=" ".join((*reasons, *plan.notes)),
        excluded_requirements=tuple(note for note in plan.notes if note.startswith(REMOVED_PREFIX)),
        not_understood=extract_not_understood_parts(plan.notes),
    )


def build_candidate_brief(view: InterviewSnapshot, plan: InterviewPlan) -> CandidateBrief:
    """Return what to expect from the interview and how to prepare for it."""
    persona = PERSONAS.get(view.persona_id or "", DEFAULT_PERSONA)
    questions = plan.questions
    topics = _distinct(topic_of(question) for question in questions)
    frameworks = _distinct(q.expected_framework or "" for q in questions)
    prepare = [
        translatable("Prepare an example of your own about {topic}.", topic=topic)
        for topic in topics
    ]
    prepare += [
        _FRAMEWORK_ADVICE.get(name)
        or translatable("Structure your answers with the {framework} method.", framework=name)
        for name in frameworks
    ]
    longest = max((question.time_budget_s for question in questions), default=0)
    return CandidateBrief(
        what_to_expect=translatable(
            "{persona} is a computer program and conducts the interview. It has {minutes} minutes, "
            "{questions}, and there may be follow-up questions. Only you see the result, and the "
            "person who assigned the practice, if any.",
            persona=persona.name,
            minutes=plan.duration_minutes,
            questions=_count_questions(len(questions)),
        ),
        how_to_prepare=tuple(prepare),
        tips=(
            persona.style,
            translatable(
                "Plan at most {minutes} minutes per question.",
                minutes=max(1, round(longest / 60)),
            ),
            translatable(
                "You can ask to hear a question again, skip it, pause, or stop at any time."
            ),
        ),
    )


def _count_questions(number: int) -> str:
    if number == 1:
        return translatable("one question")
    return translatable("{number} questions", number=number)


def _carried_forward_topics(plan: InterviewPlan, history: HistorySummary | None) -> tuple[str, ...]:
    """Return the competencies that earlier reviews carried forward and that this plan contains."""
    if history is None:
        return ()
    planned = {name.casefold() for q in plan.questions for name in (q.competency, topic_of(q))}
    return tuple(name for name in history.carry_forward if name.casefold() in planned)


def _pluralize(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _join_names(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
