"""The practice options that a person chose, the defaults for the others, and the scripts for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from vivavoce.contracts.interview import Difficulty, InterviewType, PlanBrief
from vivavoce.contracts.personas import DEFAULT_PERSONA, PERSONAS, Persona
from vivavoce.contracts.plan import QuestionKind
from vivavoce.contracts.profiles import get_profile
from vivavoce.kernel.translation import (
    TranslatableText,
    phrase,
    translatable,
)
from vivavoce.planning.domain.plan_parts import join_sentences
from vivavoce.planning.domain.question_bank import load_bank_file
from vivavoce.planning.domain.question_selection import compute_question_count
from vivavoce.planning.domain.requirements import is_prompt_injection
from vivavoce.planning.domain.text_matching import normalize_text, to_single_line

OPTIONS_SUMMARY_PREFIX = "Planned for: "
_DEPTH_BY_DIFFICULTY: dict[Difficulty, int] = {"student": 1, "easy": 1, "medium": 2, "hard": 3}


def is_practice(brief: PlanBrief) -> bool:
    """Return whether a brief has an interview type or an exact number of questions."""
    return brief.interview_type is not None or brief.question_count is not None


@dataclass(frozen=True)
class PracticePlanOptions:
    """The practice options of a brief, completed with defaults."""

    brief: PlanBrief

    @property
    def interview_type(self) -> InterviewType:
        """The interview type; behavioral by default."""
        return self.brief.interview_type or "behavioral"

    @property
    def difficulty(self) -> Difficulty:
        """The difficulty; medium by default."""
        return self.brief.difficulty or "medium"

    @property
    def depth(self) -> int:
        """The question depth for this difficulty, from 1 to 3."""
        return _DEPTH_BY_DIFFICULTY[self.difficulty]

    @cached_property
    def question_count(self) -> int:
        """The exact number of questions."""
        return self.brief.question_count or compute_question_count(self.brief.duration_minutes)

    @property
    def persona(self) -> Persona:
        """The interviewer persona."""
        return PERSONAS.get(self.brief.persona_id or "", DEFAULT_PERSONA)

    @cached_property
    def framework(self) -> str | None:
        """The chosen answer framework, or None."""
        return to_single_line(self.brief.framework or "", max_length=60) or None

    @cached_property
    def role(self) -> str:
        """The role for scripts, or an empty string."""
        return _sanitize_name(self.brief.position)

    @cached_property
    def company(self) -> str:
        """The company for scripts, or an empty string."""
        return _sanitize_name(self.brief.company_name or "")

    @cached_property
    def recent_questions(self) -> frozenset[str]:
        """The normalized texts of recently asked questions, without the hints for students."""
        return frozenset(_remove_hint(normalize_text(text.strip())) for text in self.brief.avoid)

    @property
    def has_hints(self) -> bool:
        """Whether the person sees a sample answer with each question."""
        return get_profile(self.brief.profile).has_hints

    @property
    def summary(self) -> str:
        """All options in one sentence; plans with equal summaries were made for equal options."""
        at = f" at {self.company}" if self.company else ""
        return (
            f"{OPTIONS_SUMMARY_PREFIX}{self.interview_type.replace('_', ' ')}, {self.difficulty}, "
            f"{self.brief.duration_minutes} minutes, {self.question_count} questions; "
            f"answers by {self.framework or 'the usual frameworks'}; "
            f"asked by {self.persona.name}; role: {self.role or 'not named'}{at}."
        )

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Notes about the defaults that were used."""
        brief = self.brief
        assumptions = (
            (
                brief.interview_type is None,
                "No interview type was chosen, so the questions are behavioral.",
            ),
            (brief.difficulty is None, "No difficulty was chosen, so it is medium."),
            (not self.role, "No role was named, so the questions fit any job."),
            (
                self.interview_type in ("role_related", "coding")
                and not brief.job_description.strip(),
                "There was no job description, so the usual skills of the role were used.",
            ),
        )
        return tuple(f"Assumed: {sentence}" for holds, sentence in assumptions if holds)


def _sanitize_name(name: str) -> str:
    """Return a name for scripts; a prompt injection becomes an empty string."""
    return "" if is_prompt_injection(name) else to_single_line(name, max_length=80)


_FILE = load_bank_file("practice")
STUDENT_HINTS: Mapping[QuestionKind, str] = _FILE["student_hints"]
"""What is said after a question to people who have not worked yet, by kind of question."""
_FRAMEWORKS = _FILE["frameworks"]
_KINDS: Mapping[InterviewType, TranslatableText] = {
    "warm_up": translatable("a warm-up"),
    "behavioral": translatable("a behavioral interview"),
    "role_related": translatable("an interview about the work itself"),
    "coding": translatable("a spoken technical interview"),
}
_NO_CODE = phrase("You answer by speaking; you do not write any code.")
_RULES = phrase(
    "This is practice, so no hiring decision depends on it. You can ask me to repeat a question, and you "
    "can stop at any time."
)
_REVIEW_FOLLOWS = phrase("Next, you get a review of your answers to learn from.")


def _remove_hint(text: str) -> str:
    for hint in STUDENT_HINTS.values():
        text = text.removesuffix(f" {normalize_text(hint)}")
    return text


def write_practice_greeting(options: PracticePlanOptions) -> str:
    """Return the greeting; it says that a machine asks and that nothing is decided."""
    spoken = (_NO_CODE,) if options.interview_type == "coding" else ()
    sentences = (_welcome(options), *spoken, _RULES, options.persona.opening)
    return join_sentences(sentences, options.brief.language)


def _welcome(options: PracticePlanOptions) -> TranslatableText:
    role, company = options.role, options.company
    kind = _KINDS[options.interview_type]
    if role and company:
        return translatable(
            "Hello and welcome to your practice interview. I am a computer program, and I ask the questions. "
            "This is {kind} for the role of {role} at {company}.",
            kind=kind,
            role=role,
            company=company,
        )
    if role:
        return translatable(
            "Hello and welcome to your practice interview. I am a computer program, and I ask the questions. "
            "This is {kind} for the role of {role}.",
            kind=kind,
            role=role,
        )
    if company:
        return translatable(
            "Hello and welcome to your practice interview. I am a computer program, and I ask the questions. "
            "This is {kind} at {company}.",
            kind=kind,
            company=company,
        )
    return translatable(
        "Hello and welcome to your practice interview. I am a computer program, and I ask the questions. "
        "This is {kind}.",
        kind=kind,
    )


def write_practice_closing(options: PracticePlanOptions) -> str:
    """Return the closing words."""
    return join_sentences((options.persona.goodbye, _REVIEW_FOLLOWS), options.brief.language)


def get_default_framework(kind: str) -> str:
    """Return the default answer framework of a kind of question."""
    return str(_FRAMEWORKS[kind])


def get_framework(
    kind: QuestionKind, options: PracticePlanOptions, *, usual: str | None = None
) -> str:
    """Return the answer framework: the chosen one, the ``usual`` one, or the default of the kind."""
    return options.framework or usual or get_default_framework(kind)
