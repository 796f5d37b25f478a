"""Perspectives: what another role, such as sales, has heard so far and what it still misses.

A perspective comments and never scores. It quotes everything that it claims to have heard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vivavoce.assessment.domain.panel.answer_context import (
    RULES_LABEL,
    AnswerContext,
    PerspectiveResult,
    build_proposal,
    select_conversation_units,
)
from vivavoce.assessment.domain.rules.answer_routing import extract_affirmed_stems
from vivavoce.assessment.domain.rules.text_units import TextUnit
from vivavoce.contracts.live_session import FollowUpReason, Opinion
from vivavoce.kernel.translation import translatable

_MAX_QUOTE_LENGTH = 160


@dataclass(frozen=True, slots=True)
class PerspectiveTopic:
    """One topic that a perspective looks for, with follow-up questions about it."""

    about: str
    pattern: str
    reason: FollowUpReason
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PerspectiveDefinition:
    """One perspective."""

    name: str
    description: str
    topics: tuple[PerspectiveTopic, ...]


PERSPECTIVE_DEFINITIONS = (
    PerspectiveDefinition(
        "product",
        translatable(
            "Looks at who it was for, what was left out, and how the result was measured."
        ),
        (
            PerspectiveTopic(
                "who it was for",
                r"users?|customers?|clients?|guests?|patients?|visitors?|buyers?|needs? of|people who",
                "SPECIFICS",
                ("Who was it for?",),
            ),
            PerspectiveTopic(
                "what came first and what was left out",
                r"priorit\w+|instead of|rather than|first of all|left out|decided (?:not|against)|"
                r"trade-?offs?|most important|chose|scope",
                "REASON",
                ("What did you leave out, and why?",),
            ),
            PerspectiveTopic(
                "how they knew that it helped",
                r"measured?|metrics?|per ?cent|%|feedback|adoption|survey|tested with|from \d\S* to",
                "MEASURE",
                ("How did you know that it helped?",),
            ),
        ),
    ),
    PerspectiveDefinition(
        "sales",
        translatable(
            "Looks at what the other side wanted, what was agreed, and what it was worth."
        ),
        (
            PerspectiveTopic(
                "what the other side wanted",
                r"(?:customer|client|buyer|guest|supplier|vendor|partner|they) (?:wanted|needed|"
                r"asked|complained|expected)|objections?|listened",
                "SPECIFICS",
                ("What did the other side want?",),
            ),
            PerspectiveTopic(
                "what was agreed",
                r"agreed?|agreement|contract|offer(?:ed)?|price|negotiat\w+|terms|signed|deal",
                "RESULT",
                ("What was agreed in the end?",),
            ),
            PerspectiveTopic(
                "what it was worth",
                r"revenue|saved?|savings|margin|cost|renewed|discount|per ?cent|%|euros?|dollars?|"
                r"pounds?",
                "MEASURE",
                ("What was it worth?",),
            ),
        ),
    ),
    PerspectiveDefinition(
        "engineering",
        translatable("Looks at how it worked, what could go wrong, and how it was checked."),
        (
            PerspectiveTopic(
                "how it was done",
                r"built|wrote|designed|implemented|isolated|reproduced|automat\w+|step by step|"
                r"set up|configured|calculated|planned|analy[sz]ed",
                "DEPTH",
                ("How did you go about it, step by step?",),
            ),
            PerspectiveTopic(
                "what could go wrong",
                r"risks?|fail(?:ed|ure|s)?|rollback|rolled back|backups?|fallback|in case|worst case|"
                r"limits?|edge cases?|trade-?offs?",
                "REASON",
                ("What could have gone wrong?",),
            ),
            PerspectiveTopic(
                "how it was checked",
                r"tests?|tested|verified|verif\w+|checked|reviewed?|monitor\w+|alerts?|proved|"
                r"baseline|measured?",
                "MEASURE",
                ("How did you check it?",),
            ),
        ),
    ),
    PerspectiveDefinition(
        "design",
        translatable(
            "Looks at how people used it, which alternatives were tried, and what was "
            "difficult for users."
        ),
        (
            PerspectiveTopic(
                "how people used it",
                r"users?|customers?|guests?|patients?|visitors?|colleagues|watched|observed|asked them|"
                r"interview\w*|walked through|prototype\w*",
                "SPECIFICS",
                ("How did people use it?",),
            ),
            PerspectiveTopic(
                "which alternatives were tried",
                r"alternatives?|options?|variants?|versions?|sketch\w*|drafts?|another way|compared|"
                r"prototype\w*|iterat\w+",
                "REASON",
                ("Which alternatives did you try?",),
            ),
            PerspectiveTopic(
                "what was difficult for users",
                r"confus\w+|difficult|hard for|struggl\w+|simpler|easier|clearer|accessib\w+|"
                r"complain\w*|misunderst\w+|frustrat\w+",
                "DEPTH",
                ("What was difficult for them?",),
            ),
        ),
    ),
)
DEFINITION_BY_NAME = {seat.name: seat for seat in PERSPECTIVE_DEFINITIONS}
_TOPIC_PATTERNS = {
    (seat.name, topic.about): re.compile(rf"(?<!\w)(?:{topic.pattern})(?!\w)")
    for seat in PERSPECTIVE_DEFINITIONS
    for topic in seat.topics
}


def evaluate_topic_coverage(
    context: AnswerContext, definition: PerspectiveDefinition
) -> PerspectiveResult:
    """Return which topics were heard so far, with quotes, and which are missing.

    Proposes a question about the first missing topic.
    """
    units = select_conversation_units(context)
    unit_by_topic = {
        topic: _find_latest_unit(units, definition, topic) for topic in definition.topics
    }
    mentions = [
        f"{topic.about}: \u201c{_shorten(unit)}\u201d"
        for topic, unit in unit_by_topic.items()
        if unit
    ]
    missing = [topic for topic, unit in unit_by_topic.items() if unit is None]
    parts = []
    if mentions:
        parts.append(f"Mentioned: {'; '.join(mentions)}.")
    if missing:
        parts.append(f"Not mentioned yet: {', '.join(topic.about for topic in missing)}.")
    opinion = Opinion(
        perspective=definition.name,
        summary=" ".join(parts),
        concerns=tuple(f"Not mentioned yet: {topic.about}." for topic in missing),
        evaluated_by=RULES_LABEL,
    )
    if not missing or not units:
        return PerspectiveResult(opinion=opinion)
    wanted = missing[0]
    asked = build_proposal(
        context,
        by="perspective",
        name=definition.name,
        reason=wanted.reason,
        uncertainty=len(missing) / len(definition.topics),
        questions=wanted.questions,
    )
    return PerspectiveResult(opinion=opinion, proposals=(asked,))


def _find_latest_unit(
    units: tuple[TextUnit, ...], definition: PerspectiveDefinition, topic: PerspectiveTopic
) -> TextUnit | None:
    signs = _TOPIC_PATTERNS[(definition.name, topic.about)]
    return next(
        (
            unit
            for unit in reversed(units)
            if signs.search(unit.text_without_hedges) and extract_affirmed_stems(unit)
        ),
        None,
    )


def _shorten(unit: TextUnit) -> str:
    """Return the verbatim text of a unit, cut at a space after at most 160 characters."""
    text = unit.raw_text.strip()
    if len(text) <= _MAX_QUOTE_LENGTH:
        return text
    return text[:_MAX_QUOTE_LENGTH].rsplit(" ", 1)[0]
