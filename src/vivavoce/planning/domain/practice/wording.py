"""What is said around practice, and how the bank's questions are put."""

from __future__ import annotations

import re

from vivavoce.planning.domain.bank import BankQuestion, bank_file
from vivavoce.planning.domain.choice import Chosen
from vivavoce.planning.domain.practice.setting import Setting
from vivavoce.planning.domain.wording import duration_phrase
from vivavoce.planning.domain.words import fold

_FILE = bank_file("practice")
_KINDER, _KINDS, _FRAMEWORKS = _FILE["kinder"], _FILE["kinds"], _FILE["frameworks"]
_SENTENCES = re.compile(r"(?<=[.?!])\s+")
_PLEASE = re.compile(r"^please\s+(\w)", re.IGNORECASE)
_LEAD = re.compile(r"^(?:please )?(?:tell me|describe|explain|walk me|think of)\b", re.IGNORECASE)
_TAIL = re.compile(r", and (?:what|how|when|where|why|which)\b[^.?!]*\?$")
_SHORTEST_WORDS = 6


def greeting(setting: Setting) -> str:
    """Return what is said first: a machine asks, and nothing is decided by it."""
    role = f" for the role of {setting.role}" if setting.role else ""
    at = f" at {setting.company}" if setting.company else ""
    spoken = " You only speak; no code has to be written." if setting.kind == "coding" else ""
    return (
        "Hello and welcome to your practice. I am a computer program and I ask the questions. "
        f"This is {_KINDS[setting.kind]}{role}{at}: {setting.count} questions in "
        f"{duration_phrase(setting.brief.duration_minutes)}.{spoken} "
        "It is practice: nobody decides about a job by it. "
        "You can ask me to repeat a question, and you can stop at any time. "
        f"{setting.persona.opening}"
    )


def closing(setting: Setting) -> str:
    """Return what is said last."""
    return (
        f"{setting.persona.goodbye} A review of your answers is written now, for you to learn from."
    )


def put(question: BankQuestion, setting: Setting, *, is_short: bool) -> str:
    """Return how a question is put: shorter, or with kinder words for students."""
    if is_short:
        return shortened(question.text)
    if setting.difficulty == "student":
        return f"{question.text} {_KINDER[question.kind]}"
    return question.text


def faces(question: BankQuestion) -> frozenset[str]:
    """Return every way in which a question is put, folded."""
    kinder = f"{question.text} {_KINDER[question.kind]}"
    return frozenset(fold(text) for text in (question.text, kinder, shortened(question.text)))


def shortened(text: str) -> str:
    """Return a question without its second half; what that asks for is left to follow-ups."""
    first, *rest = _SENTENCES.split(text)
    whole = first if rest and (_LEAD.match(first) or first.endswith("?")) else text
    whole = re.sub(r"^Think of ", "Tell me about ", whole)
    whole = _PLEASE.sub(lambda found: found[1].upper(), whole)
    bare = _TAIL.sub("?", whole)
    return bare if len(bare.split()) >= _SHORTEST_WORDS else whole


def topic_of(one: Chosen) -> str:
    """Return what a question is about, in plain words."""
    return one.skill or one.competency.name


def framework_of(one: Chosen, setting: Setting) -> str:
    """Return how an answer is best built."""
    if setting.framework:
        return setting.framework
    return one.competency.framework or framework_for(one.question.kind)


def framework_for(kind: str) -> str:
    """Return the usual framework for a kind of question."""
    return str(_FRAMEWORKS[kind])
