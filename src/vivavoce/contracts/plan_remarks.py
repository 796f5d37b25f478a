"""The kinds of notes that a plan has. Planning writes and stores them in English."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from vivavoce.contracts.unlawful_demands import REMOVED_PREFIX
from vivavoce.kernel.translation import translatable

PlanRemarkKind = Literal["change", "left_out", "must_have", "other"]
REVISION_PREFIX = "Revision: "
"""Prefix of every note about what a new version did about the request for a change."""
_MUST_HAVE = re.compile(
    r'Proposed must-have: "(?P<name>.+?)"(?:, because the job description says: "(?P<line>.+)")?'
    r"\. It only becomes a must-have"
)


@dataclass(frozen=True, slots=True)
class PlanRemark:
    """One note of a plan. The text of a ``change`` begins with a small letter, without the prefix."""

    kind: PlanRemarkKind
    text: str = field(repr=False)
    competency: str | None = None
    """The competency that a ``must_have`` proposes."""
    line: str | None = field(default=None, repr=False)
    """The line of the job description for which it is proposed."""


def parse_plan_remark(note: str) -> PlanRemark:
    """Return what a note of a plan says, by the beginning that planning gave it."""
    if note.startswith(REVISION_PREFIX):
        return PlanRemark("change", note.removeprefix(REVISION_PREFIX))
    if note.startswith(REMOVED_PREFIX):
        return PlanRemark("left_out", note)
    if proposed := _MUST_HAVE.match(note):
        return PlanRemark("must_have", note, competency=proposed["name"], line=proposed["line"])
    return PlanRemark("other", note)


def format_must_have_proposal(name: str, line: str | None = None) -> str:
    """Return the note about a proposed must-have that is not confirmed yet."""
    if line:
        return translatable(
            'Proposed must-have: "{name}", because the job description says: "{line}". It only becomes '
            "a must-have if you confirm it when you approve the plan.",
            name=name,
            line=line,
        )
    return translatable(
        'Proposed must-have: "{name}". It only becomes a must-have if you confirm it when you '
        "approve the plan.",
        name=name,
    )
