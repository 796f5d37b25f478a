"""Rules for documents: an instruction must have an effect, and a text must be grounded in its source."""

from __future__ import annotations

import re

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import plan_from_document
from vivavoce.planning.domain.change_preview import (
    build_not_understood_error,
    extract_lawful_change_text,
    preview_change,
)
from vivavoce.planning.domain.intake.artifacts import ArtifactDocument, ArtifactKind
from vivavoce.planning.domain.intake.built_in_writer import can_follow_instruction
from vivavoce.planning.domain.requirements import UNNAMED_POSITION
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills
from vivavoce.planning.domain.text_matching import to_single_line

RULE_BASED_KINDS: tuple[ArtifactKind, ...] = ("interview_questions", "rating_rubric")
"""Documents that interviews are built on: the built-in rules always write them from the question bank."""
_FIELD = "instruction"
_EXAMPLES = {
    "job_description": ("shorter", "leave out the salary", "leave out the culture"),
    "job_simulation": ("45 minutes", "90 minutes"),
}


def check_instruction(
    kind: ArtifactKind, instruction: str, previous: ArtifactDocument | None, *, is_rule_based: bool
) -> None:
    """Raise a ``ChangeRefusedError`` with the reason if an instruction would have no effect."""
    part = extract_lawful_change_text(instruction, field=_FIELD)
    if kind in RULE_BASED_KINDS:
        if previous is not None and previous.plan is not None:
            _check_plan_change(previous, instruction)
        return
    if is_rule_based and not can_follow_instruction(kind, part.text):
        words = to_single_line(part.text, max_length=120)
        raise build_not_understood_error(
            [words], part.removed, field=_FIELD, examples=_EXAMPLES[kind]
        )


def _check_plan_change(previous: ArtifactDocument, instruction: str) -> None:
    plan = plan_from_document(previous.plan or {})
    brief = PlanBrief(
        position=UNNAMED_POSITION,
        skills=(*plan.validated_skills, *plan.unvalidated_skills),
        duration_minutes=plan.duration_minutes,
        language=plan.language,
        previous=plan,
        comments=instruction,
        are_skills_confirmed=True,
    )
    report = validate_skills(brief.skills, load_skill_catalog(), is_confirmed=True)
    preview_change(brief, report, field=_FIELD)


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LIST_MARK = re.compile(r"^[^\S\n]*+(?:\d++[.)]|[-*+#>]++)\s*+", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\[to be filled:[^\]\n]{1,60}\]")
_WORD = re.compile(r"[A-Za-zÀ-ɏ][\w'&+#-]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:|*_]\s*|[\"“(]\s*)$")
_MAX_COMPLAINTS = 8
_CONTEXT_CHARACTERS = 40
"""The number of characters before a word that show whether it begins a sentence."""
_SPELLED_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_NUMBER_WORD_VALUES = {word: str(value) for value, word in enumerate(_SPELLED_NUMBERS.split(), start=2)} | {
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80",
    "ninety": "90", "hundred": "100", "thousand": "1000", "dozen": "12",
}  # fmt: skip
"""Spelled-out numbers; without "one", which is often not a number."""


def find_ungrounded_claims(text: str, source_text: str) -> list[str]:
    """Return up to 8 complaints about numbers and names in ``text`` that ``source_text`` lacks."""
    bare = _LIST_MARK.sub("", _PLACEHOLDER.sub("", text))
    numbers = {_remove_separators(number) for number in _NUMBER.findall(source_text)}
    words = {word.casefold() for word in _WORD.findall(source_text)}
    wrong = [
        f'"{number}" is a number that does not appear in the source.'
        for number in _NUMBER.findall(bare)
        if _remove_separators(number) not in numbers
    ]
    wrong += [
        f'"{word}" is a number that does not appear in the source.'
        for word in _WORD.findall(bare)
        if (value := _NUMBER_WORD_VALUES.get(word.casefold()))
        and value not in numbers
        and word.casefold() not in words
    ]
    for line in bare.splitlines():
        wrong += [
            f'"{name}" is a name that does not appear in the source.'
            for name in _find_unknown_names(line, words)
        ]
    return list(dict.fromkeys(wrong))[:_MAX_COMPLAINTS]


def _find_unknown_names(line: str, known_words: set[str]) -> list[str]:
    phrases = []
    for match in _WORD.finditer(line):
        word = match[0]
        starts = (
            _SENTENCE_START.search(
                line[max(0, match.start() - _CONTEXT_CHARACTERS) : match.start()]
            )
            is not None
        )
        is_name = word[0].isupper() and (not starts or not word[1:].islower())
        if is_name and word.casefold() not in known_words and len(word) > 1:
            phrases.append(word)
    return phrases


def _remove_separators(number: str) -> str:
    return re.sub(r"[.,]", "", number)
