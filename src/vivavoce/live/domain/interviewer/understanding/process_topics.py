"""Tells what a question about the process is about, where the interviewer has a true reply of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

ProcessTopic = Literal["notes", "again", "earlier", "length", "received", "asking", "job"]

_MAX_CHARACTERS = 300
"""Only the end of a longer text is read."""
_MAX_ASKING_WORDS = 14
"""A longer text holds the question that it announces."""
_TOPICS: Mapping[ProcessTopic, re.Pattern[str]] = {
    "notes": re.compile(r"\b(?:notes|notebook|note pad|notepad|diary|planner|my papers?)\b"),
    "again": re.compile(
        r"\b(?:start|begin) (?:\w+ ){0,3}(?:again|over|afresh|anew|from the top)\b|"
        r"\b(?:do|take|try|answer) (?:it|that|this)(?: one)? (?:again|over|anew|from the top)\b|"
        r"\b(?:restart|redo)\b|\b(?:another|second) (?:go|try|crack|run|attempt|chance|shot)\b"
    ),
    "earlier": re.compile(
        r"\b(?:change|correct|amend|edit|fix|add|go back|take back)\b[^.?!]{0,40}"
        r"\b(?:answer|said|told|question|one|before|earlier)\b"
    ),
    "length": re.compile(
        r"\b(?:was|is) (?:that|this|it|my answer)\b[^.?!]{0,12} (?:too|enough|more detail)\b|"
        r"\b(?:did|have|am) i (?:\w+ ){0,2}(?:too (?:long|much)|rambl\w+|waffl\w+|drone)\b|"
        r"\A\W*too (?:long|short|much)\b"
    ),
    "received": re.compile(
        r"\b(?:you|u|ya) (?:\w+ ){0,2}(?:get|got|hear|heard|catch|caught|receive|received|note) "
        r"(?:all (?:of )?)?(?:that|it|this|me|my answer|what i said)\b|"
        r"\bdid (?:that|it|my answer) (?:send|get|go|come|arrive|save|reach)\b|\breached you\b|"
        r"\A\W*got that\b"
    ),
    "asking": re.compile(
        r"\bask (?:you )?(?:\w+ ){0,2}(?:something|summat|one thing|question|doubt|first)\b|"
        r"\bquestion (?:to you )?(?:first|before|for you)\b"
    ),
    "job": re.compile(
        r"\b(?:salary|wages?|pay|pays|paid|rate|bonus|commission|overtime|hours|shifts?|nights|weekends?|"
        r"schedule|contract|remote|hybrid|office|located|location|where|site|team|boss|manager|"
        r"supervisor|uniform|holidays?|vacation|benefits|insurance|pension|visa|parking|position|role|"
        r"job|company|start date|dress code|full time|part time|tools)\b"
    ),
}
"""What each topic is worded with; an earlier topic goes before a later one."""
_MAY = re.compile(
    r"\b(?:can|may|could|might|shall|should|am|is|are|do|does|mind|allowed|permitted|okay|ok)\b"
)


def find_process_topic(text: str) -> ProcessTopic | None:
    """Return the first topic of a question about the process, or None if it is about something else."""
    plain = text[-_MAX_CHARACTERS:].lower()
    for topic, pattern in _TOPICS.items():
        if pattern.search(plain) is None:
            continue
        if topic == "notes" and _MAY.search(plain) is None:
            continue
        if topic == "asking" and len(plain.split()) > _MAX_ASKING_WORDS:
            continue
        return topic
    return None
