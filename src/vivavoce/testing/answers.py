"""Valid answers to all that the platform asks a model, made without thinking."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.testing.better_answers import RewordLines, reword_faithfully
from vivavoce.testing.plan_answers import draft_for

ReadEvidence = Callable[[Json], list[Json]]
"""Returns the items of evidence that a reader finds in one call."""
QUESTION = "What would you have liked to say about it?"
QUESTIONS = (
    QUESTION,
    "How did that begin, and how did it go on from there?",
    "What happened after that?",
    "Who else had a part in it?",
    "What do you remember best of it?",
    "Where were you when that happened?",
)
"""The words of follow-up questions, taken in turn: none is asked twice in a talk."""
_MIN_QUOTED_WORDS, _MAX_QUOTES = 5, 8
_RUBRIC_CELLS = 6
"""A name and five levels."""


def material_of(body: Mapping[str, Any]) -> Json:
    """Return the JSON of the first message of a user, also where the instructions stand before it.

    ``body`` is a request of the Chat Completions or the Responses API.
    """
    messages = body.get("messages") or body["input"]
    content = next(message["content"] for message in messages if message["role"] == "user")
    text = content if isinstance(content, str) else "".join(part["text"] for part in content)
    return read_material(text)


def read_material(text: str) -> Json:
    """Return the JSON object that ends a text; a text without one, such as a rubric, is ``pasted``."""
    if text.startswith("{"):
        start = 0
    elif (at := text.rfind("\n\n{")) >= 0:
        start = at + 2
    else:
        return {"pasted": text}
    found: Json = json.loads(text[start:])
    return found


def answer_for(
    body: Mapping[str, Any],
    material: Json,
    read_evidence: ReadEvidence | None = None,
    reword: RewordLines | None = None,
) -> Json | str:
    """Return a valid answer to a request: plain words if it wants a question and names no schema, else JSON.

    ``read_evidence`` finds the evidence for a score, and ``reword`` words a better answer.
    """
    has_schema = bool(body.get("tools")) or "schema" in json.dumps(body).lower()
    if "answer_lines" in material:
        return {"lines": (reword or reword_faithfully)(material["answer_lines"])}
    is_plain = "own_words" in material and not has_schema
    return _word_question(material) if is_plain else _answer_in_json(material, read_evidence)


def _word_question(material: Json) -> str:
    said = " ".join(each["said"] for each in material.get("talk", ()))
    return next((question for question in QUESTIONS if question not in said), QUESTION)


def _answer_in_json(material: Json, read_evidence: ReadEvidence | None) -> Json:
    if not material:
        return {"title": "A new tube", "steps": ["Take the wheel off."] * 10}
    if "kind_of_question" in material:
        return {"items": (read_evidence or quote_sentences)(material)[:_MAX_QUOTES]}
    if "own_words" in material:
        return {
            "question": _word_question(material),
            "criterion": material["criterion"],
            "reason": material["reason"],
            "confidence": "high",
        }
    if "seat" in material:
        return {"heard": [], "concerns": []}
    if "document" in material:
        return {"content": _write_document(material)}
    if "pasted" in material:
        return {"criteria": _copy_criteria(material["pasted"])}
    return draft_for(material)


def _write_document(material: Json) -> str:
    """Write down what was said, in its own words, and what is missing as a gap."""
    said = (sentence for each in material["said"].values() for sentence in each)
    parts = [f"# {material['title'] or 'The work'}", *said]
    gaps = "; ".join(f"[to be filled: {gap}]" for gap in material["missing"].values())
    return "\n\n".join([*parts, f"Still open: {gaps or 'nothing of what such a text has'}."])


def _copy_criteria(text: str) -> list[Json]:
    """Copy each line that has a name and five levels, separated by bars."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines()]
    return [
        {"name": row[0], **{f"level_{level}": row[level] for level in range(1, 6)}}
        for row in rows
        if len(row) == _RUBRIC_CELLS and all(row) and not row[0].startswith("Example")
    ]


def quote_sentences(material: Json) -> list[Json]:
    """Quote every longer sentence of an answer as good work of one's own."""
    side = material["sides"][0]["side"]
    sentences = [
        sentence.strip()
        for turn in material["answer"]
        for sentence in re.findall(r"[^.!?]+[.!?]?", turn["text"])
        if len(sentence.split()) >= _MIN_QUOTED_WORDS
    ]
    return [
        {"side": side, "level": 4, "quote": sentence, "act": "own", "negated": False}
        for sentence in sentences[:_MAX_QUOTES]
    ]
