"""Better answers that a model words: which are asked for, what the model sees, and who is named as author."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vivavoce.contracts.envelope import Json
from vivavoce.practice.domain.review.rewording_guard import (
    FindImproperWords,
    is_gap,
)

RULES_AUTHOR: Json = {"kind": "built-in rules", "model": None, "prompt": None}
"""Who worded a better answer if no model did."""
_MAX_CHARACTERS = 2500
_MASKED = re.compile(r"_+(?: +_+)*")
_PLACEHOLDER = re.compile(r"\bName\d+\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """A better answer of the rules that a model may word."""

    place: int
    """The place of its question in the review, from 0."""
    question: str
    lines: tuple[str, ...] = field(repr=False)
    """The person's own sentences and the gaps in square brackets, one line per part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordedAnswer:
    """A better answer in a model's words that the guard accepted."""

    place: int
    lines: tuple[str, ...] = field(repr=False)
    model: str
    prompt: str


def list_drafts(review: Json, find_improper: FindImproperWords) -> tuple[AnswerDraft, ...]:
    """Return the answers that lack something and have sentences of the person.

    Left out are unchecked transcripts, very long answers, and those with an order or a private matter, which
    no model should see.
    """
    return tuple(
        AnswerDraft(
            place=place,
            question=analysis["question"],
            lines=tuple(analysis["better_answer"].split("\n")),
        )
        for place, analysis in enumerate(review["deep_analysis"]["per_question"])
        if _is_askable(analysis, find_improper)
    )


def _is_askable(analysis: Json, find_improper: FindImproperWords) -> bool:
    text: str = analysis["better_answer"]
    said = [line for line in text.split("\n") if line and not is_gap(line)]
    return (
        bool(said and analysis["missing"])
        and not analysis["has_unverified_transcript"]
        and len(text) <= _MAX_CHARACTERS
        and not _PLACEHOLDER.search(text)
        and not any(find_improper(line) in ("orders", "protected") for line in said)
    )


@dataclass(frozen=True, slots=True)
class MaskedLines:
    """The lines of a draft as a model sees them: "Name1" stands for the first name, school or place."""

    lines: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)
    """What each placeholder stands for."""

    def restore(self, lines: Sequence[str]) -> tuple[str, ...]:
        """Return ``lines`` with the names; an unknown placeholder stays, and no such word was said."""
        return tuple(
            _PLACEHOLDER.sub(lambda found: self.names.get(found[0], found[0]), line)
            for line in lines
        )


def mask_lines(lines: Sequence[str], masked_texts: Sequence[str]) -> MaskedLines:
    """Return ``lines`` with placeholders where ``masked_texts``, of the same lengths, have underscores."""
    placeholders: dict[str, str] = {}

    def mask(line: str, masked: str) -> str:
        parts, at = [], 0
        for run in _MASKED.finditer(masked):
            name = line[run.start() : run.end()]
            if name == run[0]:  # underscores that the person wrote
                continue
            placeholder = placeholders.setdefault(name, f"Name{len(placeholders) + 1}")
            parts += [line[at : run.start()], placeholder]
            at = run.end()
        return "".join([*parts, line[at:]])

    shown = tuple(mask(line, masked) for line, masked in zip(lines, masked_texts, strict=True))
    return MaskedLines(shown, {placeholder: name for name, placeholder in placeholders.items()})


def put_wordings(review: Json, worded: Sequence[WordedAnswer]) -> Json:
    """Return the review with the accepted wordings and their authors; nothing else of it changes.

    Text that is the same as the rules' stays theirs.
    """
    analyses = [dict(analysis) for analysis in review["deep_analysis"]["per_question"]]
    for answer in worded:
        text = "\n".join(answer.lines)
        if text != analyses[answer.place]["better_answer"]:
            author = {"kind": "model", "model": answer.model, "prompt": answer.prompt}
            analyses[answer.place] |= {"better_answer": text, "better_answer_author": author}
    return {**review, "deep_analysis": {**review["deep_analysis"], "per_question": analyses}}
