"""A question that a practice plan can ask, and the wordings in which it may have been asked before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vivavoce.contracts.plan import PlanQuestion, SubDimension
from vivavoce.planning.domain.practice.options import STUDENT_HINTS, PracticePlanOptions
from vivavoce.planning.domain.requirements import find_unlawful_topic, is_prohibited_topic
from vivavoce.planning.domain.text_matching import list_stems

_SENTENCES = re.compile(r"(?<=[.?!])\s+")
_PLEASE = re.compile(r"^please\s+(\w)", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"^(?:please )?(?:tell me|describe|explain|walk me|think of)\b", re.IGNORECASE
)
_TRAILING_CLAUSE = re.compile(r",? and (?:what|how|when|where|why|which)\b[^.?!]*([.?])$")
_MIN_WORDS = 6
_SAME_SHARE = 0.6
"""Two questions of one plan by the rules shared 21% at most, in 32 plans."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeQuestion:
    """One question, ready to be asked, with what the plan needs to order, replace and score it."""

    question: PlanQuestion
    """The question without its time; ``id`` is the same in both forms and in every wording."""
    depth: int
    """1 is introductory, 2 normal, 3 demanding."""
    sub_dimensions: tuple[SubDimension, ...]
    """The sides of its competency by which the answer is scored."""
    short_text: str
    was_asked: bool = False
    """The person was asked this recently, in every form that there is."""

    @property
    def id(self) -> str:
        """The id of the question in the bank."""
        return self.question.id

    @property
    def group(self) -> str:
        """The code of the competency group, or an empty string."""
        return self.question.origin.group if self.question.origin else ""


def phrase_questions(
    questions: Sequence[PracticeQuestion], options: PracticePlanOptions, *, is_short: bool
) -> list[str]:
    """Return the wordings of the questions: shortened, or with friendly hints for students.

    The first question of each kind has a hint; warm-ups need none.
    """
    if is_short:
        return [_vary(one, one.short_text) for one in questions]
    if options.difficulty != "student" or options.interview_type == "warm_up":
        return [one.question.text for one in questions]
    kinds = [one.question.kind for one in questions]
    return [
        one.question.text
        if kind in kinds[:place]
        else _vary(one, f"{one.question.text} {STUDENT_HINTS[kind]}")
        for place, (one, kind) in enumerate(zip(questions, kinds, strict=True))
    ]


def _vary(question: PracticeQuestion, text: str) -> str:
    """Return another wording, or the bank's own if only that is known to be lawful.

    Some questions are about a client's family or health; the check takes them for questions to the person.
    """
    is_lawful = not is_prohibited_topic(text) and find_unlawful_topic(text) is None
    return text if is_lawful else question.question.text


def ask_nearly_the_same(one: str, other: str) -> bool:
    """Return whether two English questions share most of their content words."""
    stems, others = set(list_stems(one)), set(list_stems(other))
    return len(stems & others) > _SAME_SHARE * len(stems | others)


def shorten_question(text: str) -> str:
    """Return a question without its second part, which follow-ups ask for."""
    first, *rest = _SENTENCES.split(text)
    is_complete = bool(_LEAD_IN.match(first)) or first.endswith("?")
    question_text = first if rest and is_complete else text
    question_text = re.sub(r"^Think of ", "Tell me about ", question_text)
    question_text = _PLEASE.sub(lambda match: match[1].upper(), question_text)
    bare = _TRAILING_CLAUSE.sub(lambda match: match[1], question_text)
    return bare if len(bare.split()) >= _MIN_WORDS else question_text


def remove_duplicates(questions: Iterable[PracticeQuestion]) -> tuple[PracticeQuestion, ...]:
    """Return the questions without duplicates, in order of first occurrence."""
    questions_by_id: dict[str, PracticeQuestion] = {}
    for question in questions:
        questions_by_id.setdefault(question.id, question)
    return tuple(questions_by_id.values())
