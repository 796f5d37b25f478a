"""Greeting and closing of practice interviews, and the phrasing of their questions."""

from __future__ import annotations

import re

from vivavoce.planning.domain.practice.options import PracticePlanOptions
from vivavoce.planning.domain.question_bank import BankQuestion, load_bank_file
from vivavoce.planning.domain.question_selection import SelectableQuestion
from vivavoce.planning.domain.scripts import format_duration
from vivavoce.planning.domain.text_normalization import normalize_text

_FILE = load_bank_file("practice")
_STUDENT_HINTS, _KINDS, _FRAMEWORKS = _FILE["kinder"], _FILE["kinds"], _FILE["frameworks"]
_SENTENCES = re.compile(r"(?<=[.?!])\s+")
_PLEASE = re.compile(r"^please\s+(\w)", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"^(?:please )?(?:tell me|describe|explain|walk me|think of)\b", re.IGNORECASE
)
_TRAILING_CLAUSE = re.compile(r", and (?:what|how|when|where|why|which)\b[^.?!]*\?$")
_MIN_WORDS = 6


def write_practice_greeting(options: PracticePlanOptions) -> str:
    """Return the greeting; it says that a machine asks and that nothing is decided."""
    role = f" for the role of {options.role}" if options.role else ""
    at = f" at {options.company}" if options.company else ""
    spoken = (
        " You answer by speaking; you do not write any code."
        if options.interview_type == "coding"
        else ""
    )
    return (
        "Hello and welcome to your practice interview. I am a computer program, and I "
        f"ask the questions. This is {_KINDS[options.interview_type]}{role}{at}: "
        f"{options.question_count} questions in "
        f"{format_duration(options.brief.duration_minutes)}.{spoken} This is practice, so "
        "no hiring decision depends on it. You can ask me to repeat a question, and you "
        f"can stop at any time. {options.persona.opening}"
    )


def write_practice_closing(options: PracticePlanOptions) -> str:
    """Return the closing words."""
    return f"{options.persona.goodbye} Next, you get a review of your answers to learn from."


def phrase_question(question: BankQuestion, options: PracticePlanOptions, *, is_short: bool) -> str:
    """Return the phrasing of a question: shortened, or with a friendly hint for students."""
    if is_short:
        return shorten_question(question.text)
    if options.difficulty == "student":
        return f"{question.text} {_STUDENT_HINTS[question.kind]}"
    return question.text


def list_phrasings(question: BankQuestion) -> frozenset[str]:
    """Return the normalized texts of all phrasings of a question."""
    kinder = f"{question.text} {_STUDENT_HINTS[question.kind]}"
    return frozenset(
        normalize_text(text) for text in (question.text, kinder, shorten_question(question.text))
    )


def shorten_question(text: str) -> str:
    """Return a question without its second part, which follow-ups ask for."""
    first, *rest = _SENTENCES.split(text)
    whole = first if rest and (_LEAD_IN.match(first) or first.endswith("?")) else text
    whole = re.sub(r"^Think of ", "Tell me about ", whole)
    whole = _PLEASE.sub(lambda found: found[1].upper(), whole)
    bare = _TRAILING_CLAUSE.sub("?", whole)
    return bare if len(bare.split()) >= _MIN_WORDS else whole


def get_topic(selectable: SelectableQuestion) -> str:
    """Return the topic of a question: its skill or its competency."""
    return selectable.skill or selectable.competency.name


def get_framework(selectable: SelectableQuestion, options: PracticePlanOptions) -> str:
    """Return the answer framework: the chosen one, the competency's, or the default of the kind."""
    if options.framework:
        return options.framework
    return selectable.competency.framework or get_default_framework(selectable.question.kind)


def get_default_framework(kind: str) -> str:
    """Return the default answer framework of a kind of question."""
    return str(_FRAMEWORKS[kind])
