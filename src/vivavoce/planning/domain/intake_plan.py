"""The plan of an intake interview: one question for each of its seven concepts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion, Rubric, SubDimension
from vivavoce.kernel.translation import (
    TranslatableText,
    phrase,
    phrases,
    translatable,
    translate,
)
from vivavoce.planning.domain.plan_parts import (
    compute_weights,
    format_company,
    join_sentences,
)
from vivavoce.planning.domain.question_selection import compute_question_budget_s
from vivavoce.planning.domain.text_matching import to_single_line


@dataclass(frozen=True, slots=True)
class ConceptPoint:
    """One expected point of an answer: ``pattern`` finds it, and the follow-up ``probe`` asks for it."""

    text: str
    probe: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeConcept:
    """One concept; its key is the id of its question."""

    key: str
    name: str
    question: str
    expected_points: tuple[ConceptPoint, ...]
    sample_answer: str
    options: tuple[str, ...]
    placeholder: str
    """The placeholder text in a document if nothing was said."""


def _build_point(text: str, probe: str, pattern: str) -> ConceptPoint:
    return ConceptPoint(text, probe, re.compile(pattern, re.IGNORECASE))


_MONEY_PATTERN = r"[€$£]|\b(?:eur|usd|gbp|chf|euros?|dollars?|pounds?|francs?|salary|pay|wage)\b"
INTAKE_CONCEPTS: tuple[IntakeConcept, ...] = (
    IntakeConcept(
        key="role",
        name="Role",
        question=phrase(
            "What will this person do, and what will be different in a year because they are here?"
        ),
        expected_points=(
            _build_point(
                phrase("tasks they build, own or lead"),
                phrase("Describe a typical week in this job."),
                r"\b(?:build|own|lead|run|maintain|design|write|manage|plan|support|sell|care|review|"
                r"develop|operate|responsib|improve|answer|teach|coordinate)\w*\b",
            ),
            _build_point(
                phrase("goals, results or outcomes"),
                phrase("How will you know that it is going well?"),
                r"\b(?:goal|result|outcome|so that|by the end|in a year|faster|fewer|more|reduce|grow|"
                r"success|deliver|launch|improve)\w*\b",
            ),
        ),
        sample_answer=phrase(
            "They own our billing service: they build new features and run it with two "
            "colleagues. The goal is that invoices go out without manual work."
        ),
        options=phrases("They build something new", "They run what exists", "They lead people"),
        placeholder="role",
    ),
    IntakeConcept(
        key="designation",
        name="Designation",
        question=phrase(
            "What is the position called, how senior is it, and who does it report to?"
        ),
        expected_points=(
            _build_point(
                phrase("junior, senior or lead level"),
                phrase("How much experience do you expect, roughly?"),
                r"\b(?:junior|mid(?:dle)?|senior|lead|principal|head|director|entry|experienced)\b",
            ),
            _build_point(
                phrase("a manager, head or director"),
                phrase("Who makes day-to-day decisions about this position?"),
                r"\b(?:report\w*|manager|head of|cto|ceo|cfo|director|team lead|supervisor)\b",
            ),
        ),
        sample_answer=phrase(
            "Backend Engineer, senior level. The position reports to the head of engineering."
        ),
        options=phrases("Junior", "Mid", "Senior", "Lead"),
        placeholder="designation",
    ),
    IntakeConcept(
        key="company",
        name="Company",
        question=phrase("What should a candidate know about your organization and the team?"),
        expected_points=(
            _build_point(
                phrase("customers, products or services"),
                phrase("What would the world miss without you?"),
                r"\b(?:customer|product|service|client|market|patient|pupil|guest|make|sell|offer|build|"
                r"provide)\w*\b",
            ),
            _build_point(
                phrase("team size, people"),
                phrase("Who would they work with every day?"),
                r"\b(?:team|people|colleague|employee|engineer|person|nurse|staff)s?\b",
            ),
        ),
        sample_answer=phrase(
            "We make software for small hotels; our customers run ten to fifty rooms. "
            "The team has five people who work from two offices."
        ),
        options=phrases(
            "A young company", "A family business", "A public organization", "A large group"
        ),
        placeholder="company",
    ),
    IntakeConcept(
        key="requirement",
        name="Requirement",
        question=phrase(
            "Which skills and experience must a candidate bring, and which can they learn on the job?"
        ),
        expected_points=(
            _build_point(
                phrase("essential: built, worked with, needed"),
                phrase("Which gaps would rule out a candidate?"),
                r"\b(?:must|need|required?|essential|necessary|have to|at least|should know|experience)\w*\b",
            ),
            _build_point(
                phrase("nice to learn, optional"),
                phrase("What could a new hire pick up in the first months?"),
                r"\b(?:nice|learn\w*|learnt|optional|plus|bonus|prefer\w*|helpful|would be good)\b",
            ),
        ),
        sample_answer=phrase(
            "They must have built services in Python and worked with PostgreSQL. "
            "Kubernetes is nice to have; they can learn it on the job."
        ),
        options=phrases(
            "A skill they must have",
            "A skill they can learn here",
            "The number of years does not matter",
        ),
        placeholder="requirements",
    ),
    IntakeConcept(
        key="budget",
        name="Budget",
        question=phrase("What is the budget for the position, and when should it be filled?"),
        expected_points=(
            _build_point(
                phrase("salary in euros or dollars"),
                phrase("What range can you offer?"),
                rf"{_MONEY_PATTERN}|\b\d{{2,3}}(?:[.,]?\d{{3}}|\s?k)\b",
            ),
            _build_point(
                phrase("start date, month"),
                phrase("How long can you wait?"),
                r"\b(?:start|begin|month|quarter|week|soon|immediately|as soon as|january|february|march|"
                r"april|may|june|july|august|september|october|november|december|20\d\d|date)\w*\b",
            ),
        ),
        sample_answer=phrase(
            "Between 70,000 and 85,000 dollars a year. The person should start in March."
        ),
        options=phrases("The budget is fixed", "There is a range", "It is not decided yet"),
        placeholder="budget",
    ),
    IntakeConcept(
        key="culture_fit",
        name="CultureFit",
        question=phrase("How do you work together, and which work style suits your team?"),
        expected_points=(
            _build_point(
                phrase("meetings, reviews, decisions"),
                phrase("What happens when two of you disagree?"),
                r"\b(?:decid\w*|decision|review|pair|meeting|stand-?up|together|discuss|plan|feedback|write)\w*\b",
            ),
            _build_point(
                phrase("remote, office, hours"),
                phrase("Where and when does the work take place?"),
                r"\b(?:remote|office|home|hour|shift|flexible|on site|hybrid|part[- ]time|full[- ]time)\w*\b",
            ),
        ),
        sample_answer=phrase(
            "We decide in writing and review each other's work. We are in the office two "
            "days a week; the other days are up to you."
        ),
        options=phrases(
            "Mostly independent work", "Mostly work together", "Remote", "In the office"
        ),
        placeholder="how you work",
    ),
    IntakeConcept(
        key="internal_requirements",
        name="InternalRequirements",
        question=phrase("What internal rules apply: steps, people to involve, things not to say?"),
        expected_points=(
            _build_point(
                phrase("approval, sign-off"),
                phrase("Who has to say yes before an offer goes out?"),
                r"\b(?:approv\w*|sign|confirm\w*|works council|board|hr|finance|agree\w*)\b",
            ),
            _build_point(
                phrase("rounds, steps, interviewers"),
                phrase("What happens after this first conversation with a candidate?"),
                r"\b(?:round|step|interview\w*|process|trial|panel|call|meet\w*)s?\b",
            ),
        ),
        sample_answer=phrase(
            "Finance has to approve the offer. There are two rounds: this interview, "
            "then a meeting with the team."
        ),
        options=phrases("Two rounds", "An approval is needed", "Nothing special"),
        placeholder="internal steps",
    ),
)
CONCEPT_BY_KEY = {concept.key: concept for concept in INTAKE_CONCEPTS}


_CLOSING = phrase(
    "Thank you. I will now use your answers to write four drafts: a job description, interview questions, "
    "a rating rubric and a work sample. You can have each of them rewritten. Goodbye."
)
MIN_INTAKE_MINUTES, MAX_INTAKE_MINUTES = 10, 60
_INDICATOR_TEMPLATES = {
    "1": 'Nothing was said about "{name}".',
    "2": '"{name}" was only mentioned briefly.',
    "3": 'One part of "{name}" was described.',
    "4": '"{name}" was described in full, without an example.',
    "5": '"{name}" was described in full, with figures or an example.',
}


def plan_intake(brief: PlanBrief, *, planner: str) -> InterviewPlan:
    """Return the plan of an interview with a hiring manager, one question for each concept."""
    seconds = compute_question_budget_s(brief.duration_minutes, len(INTAKE_CONCEPTS))
    weights = compute_weights([1.0] * len(INTAKE_CONCEPTS))
    return InterviewPlan(
        version=brief.previous.version + 1 if brief.previous else 1,
        planner=planner,
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=_build_greeting(brief),
        closing_script=translate(_CLOSING, brief.language),
        rubric=Rubric(
            competencies=tuple(
                _build_competency(concept, weight)
                for concept, weight in zip(INTAKE_CONCEPTS, weights, strict=True)
            ),
            questions=tuple(
                _build_question(concept, seconds, brief.language) for concept in INTAKE_CONCEPTS
            ),
        ),
        notes=("These questions need no approval, because they are the same for every intake.",),
    )


def _build_greeting(brief: PlanBrief) -> str:
    rest = translatable(
        "What you say is used only to write drafts. There is an example next to each question, and you "
        "can skip anything you don't know."
    )
    return join_sentences((_introduce(brief), rest), brief.language)


def _introduce(brief: PlanBrief) -> TranslatableText:
    title, employer = to_single_line(brief.position, max_length=80), format_company(brief)
    if title and employer:
        return translatable(
            "Hello. I am a computer program, and I will ask you about the person you want to hire as "
            "{title} at {employer}.",
            title=title,
            employer=employer,
        )
    if title:
        return translatable(
            "Hello. I am a computer program, and I will ask you about the person you want to hire as "
            "{title}.",
            title=title,
        )
    if employer:
        return translatable(
            "Hello. I am a computer program, and I will ask you about the person you want to hire at "
            "{employer}.",
            employer=employer,
        )
    return translatable(
        "Hello. I am a computer program, and I will ask you about the person you want to hire."
    )


def _build_competency(concept: IntakeConcept, weight: float) -> Competency:
    indicators = {
        level: text.format(name=concept.name) for level, text in _INDICATOR_TEMPLATES.items()
    }
    return Competency(
        name=concept.name,
        weight=weight,
        sub_dimensions=(SubDimension(name="What was described", indicators=indicators),),
    )


def _build_question(concept: IntakeConcept, seconds: int, language: str) -> PlanQuestion:
    return PlanQuestion(
        id=concept.key,
        text=translate(concept.question, language),
        competency=concept.name,
        kind="knowledge",
        expected_points=tuple(translate(point.text, language) for point in concept.expected_points),
        probes=tuple(translate(point.probe, language) for point in concept.expected_points),
        time_budget_s=seconds,
        topic=concept.name,
        sample_answer=translate(concept.sample_answer, language),
        options=tuple(translate(option, language) for option in concept.options),
    )
