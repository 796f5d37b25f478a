"""Perspectives: what somebody in another seat would have heard so far, and what they would miss.

A seat comments and never scores. Whatever it says that it heard, it quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vivavoce.assessment.domain.panel.heard import RULES, Comment, Heard, talk_units
from vivavoce.assessment.domain.panel.wording import proposal
from vivavoce.assessment.domain.rules.standing import affirmed_stems
from vivavoce.assessment.domain.rules.units import Unit
from vivavoce.contracts.panel import FollowUpReason, Opinion

_LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that a seat listens for, and how it would ask about it."""

    about: str
    signs: str
    reason: FollowUpReason
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """One perspective."""

    name: str
    describes: str
    concerns: tuple[Concern, ...]


SEATS = (
    Seat(
        "product",
        "Listens for who it was for, what was left out, and how anybody knew that it helped.",
        (
            Concern(
                "who it was for",
                r"users?|customers?|clients?|guests?|patients?|visitors?|buyers?|needs? of|people who",
                "SPECIFICS",
                ("Who was it for?",),
            ),
            Concern(
                "what was put first and what was left out",
                r"priorit\w+|instead of|rather than|first of all|left out|decided (?:not|against)|"
                r"trade-?offs?|most important|chose|scope",
                "REASON",
                ("What did you leave out, and why?",),
            ),
            Concern(
                "how it was known to help",
                r"measured?|metrics?|per ?cent|%|feedback|adoption|survey|tested with|from \d\S* to",
                "MEASURE",
                ("How did you know that it helped?",),
            ),
        ),
    ),
    Seat(
        "sales",
        "Listens for the other side of the table: what they wanted, what was agreed, what came of it.",
        (
            Concern(
                "what the other side wanted",
                r"(?:customer|client|buyer|guest|supplier|vendor|partner|they) (?:wanted|needed|"
                r"asked|complained|expected)|objections?|listened",
                "SPECIFICS",
                ("What did the other side want?",),
            ),
            Concern(
                "what was agreed",
                r"agreed?|agreement|contract|offer(?:ed)?|price|negotiat\w+|terms|signed|deal",
                "RESULT",
                ("What was agreed in the end?",),
            ),
            Concern(
                "what it was worth",
                r"revenue|saved?|savings|margin|cost|renewed|discount|per ?cent|%|euros?|dollars?|"
                r"pounds?",
                "MEASURE",
                ("What was it worth?",),
            ),
        ),
    ),
    Seat(
        "engineering",
        "Listens for how it worked, what could go wrong, and how it was checked.",
        (
            Concern(
                "how it was done",
                r"built|wrote|designed|implemented|isolated|reproduced|automat\w+|step by step|"
                r"set up|configured|calculated|planned|analy[sz]ed",
                "DEPTH",
                ("How did you go about it, step by step?",),
            ),
            Concern(
                "what could go wrong",
                r"risks?|fail(?:ed|ure|s)?|rollback|rolled back|backups?|fallback|in case|worst case|"
                r"limits?|edge cases?|trade-?offs?",
                "REASON",
                ("What could have gone wrong?",),
            ),
            Concern(
                "how it was checked",
                r"tests?|tested|verified|verif\w+|checked|reviewed?|monitor\w+|alerts?|proved|"
                r"baseline|measured?",
                "MEASURE",
                ("How did you check it?",),
            ),
        ),
    ),
    Seat(
        "design",
        "Listens for how people met it, which other ways were tried, and what was hard for them.",
        (
            Concern(
                "how people met it",
                r"users?|customers?|guests?|patients?|visitors?|colleagues|watched|observed|asked them|"
                r"interview\w*|walked through|prototype\w*",
                "SPECIFICS",
                ("How did people come across it?",),
            ),
            Concern(
                "which other ways were tried",
                r"alternatives?|options?|variants?|versions?|sketch\w*|drafts?|another way|compared|"
                r"prototype\w*|iterat\w+",
                "REASON",
                ("Which other ways did you try?",),
            ),
            Concern(
                "what was hard for them",
                r"confus\w+|difficult|hard for|struggl\w+|simpler|easier|clearer|accessib\w+|"
                r"complain\w*|misunderst\w+|frustrat\w+",
                "DEPTH",
                ("What was hard for them?",),
            ),
        ),
    ),
)
BY_NAME = {seat.name: seat for seat in SEATS}
_SIGNS = {
    (seat.name, one.about): re.compile(rf"(?<!\w)(?:{one.signs})(?!\w)")
    for seat in SEATS
    for one in seat.concerns
}


def comment(heard: Heard, seat: Seat) -> Comment:
    """Return what a seat heard so far, in the candidate's own words, and what it would miss."""
    units = talk_units(heard)
    found = {one: _first(units, seat, one) for one in seat.concerns}
    told = [f"{one.about}: \u201c{_cut(unit)}\u201d" for one, unit in found.items() if unit]
    missing = [one for one, unit in found.items() if unit is None]
    parts = []
    if told:
        parts.append(f"Heard {'; '.join(told)}.")
    if missing:
        parts.append(f"Not heard yet: {', '.join(one.about for one in missing)}.")
    opinion = Opinion(
        perspective=seat.name,
        summary=" ".join(parts),
        concerns=tuple(f"Not heard yet: {one.about}." for one in missing),
        made_by=RULES,
    )
    if not missing or not units:
        return Comment(opinion=opinion)
    wanted = missing[0]
    asked = proposal(
        heard,
        by="perspective",
        name=seat.name,
        reason=wanted.reason,
        uncertainty=len(missing) / len(seat.concerns),
        questions=wanted.questions,
    )
    return Comment(opinion=opinion, proposals=(asked,))


def _first(units: tuple[Unit, ...], seat: Seat, one: Concern) -> Unit | None:
    signs = _SIGNS[(seat.name, one.about)]
    return next(
        (unit for unit in reversed(units) if signs.search(unit.lean) and affirmed_stems(unit)), None
    )


def _cut(unit: Unit) -> str:
    """Return the unit's words, cut at a space where they are many: still word for word."""
    said = unit.raw.strip()
    if len(said) <= _LONGEST_QUOTE:
        return said
    return said[:_LONGEST_QUOTE].rsplit(" ", 1)[0]
