"""The scorecard as the blocks of a file, with the same words as its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vivavoce.hiring.routes.scorecard_page import describe_scorecard
from vivavoce.hiring.usecases.share_scorecard import ScorecardDetails
from vivavoce.infra.documents.blocks import Block, Heading, ListItem, Paragraph, escape_marks

_Values = dict[str, Any]  # Any: values of the template of the page


def build_scorecard_blocks(scorecard: ScorecardDetails) -> tuple[Block, ...]:
    """Return the blocks of the file: proposal, decision, warnings, then each competency with its quotes."""
    values = describe_scorecard(scorecard)
    return (
        Heading(1, escape_marks(values["name"])),
        Paragraph("Scorecard, confidential"),
        *_list_lines(", ".join(filter(None, (values["position"], values["level"])))),
        Heading(2, "Proposal"),
        Paragraph(f"Proposed by {escape_marks(values['scorer'])}: **{values['proposed']}**"),
        *_list_lines("" if values["overall"] is None else f"{values['overall']} of 100"),
        *_list_lines(values["source"]),
        Heading(2, "Decision"),
        *_build_decision(values),
        *_build_flags(values["flags"]),
        Heading(2, "Competencies"),
        *(block for each in values["competencies"] for block in _build_competency(each, values)),
        Paragraph(
            f"Assessed on {values['assessed_at']}. A person decides; the proposal is the computer's."
        ),
    )


def _list_lines(*lines: str) -> list[Block]:
    return [Paragraph(escape_marks(line)) for line in lines if line]


def _build_decision(values: _Values) -> Iterator[Block]:
    decision = values["decision"]
    if decision is None:
        yield Paragraph(values["outcome"])
        return
    by = f"**{values['outcome']}**, by {escape_marks(decision.decided_by_name)}"
    if values["decided_at"]:
        by += f" on {values['decided_at']}"
    if decision.confirmed_by_name:
        by += f", confirmed by {escape_marks(decision.confirmed_by_name)}"
    yield Paragraph(by)
    if decision.comments:
        yield Paragraph(escape_marks(f"“{decision.comments}”"), is_quote=True)


def _build_flags(flags: list[str]) -> Iterator[Block]:
    if flags:
        yield Heading(2, "To know before you rely on it")
    for flag in flags:
        yield ListItem(escape_marks(flag))


def _build_competency(each: _Values, values: _Values) -> Iterator[Block]:
    yield Heading(3, escape_marks(each["name"]))
    yield from _list_lines(
        f"{'Must-have, ' if each['is_required'] else ''}{each['weight']}% of the score",
        "No level: there is not enough evidence. This is not a low score."
        if each["score"] is None
        else f"{each['score']} of 5 proposed",
        "" if each["required"] is None else f"Required: {each['required']}",
        "" if each["own"] is None else f"{each['own']} by {values['decision'].decided_by_name}",
    )
    if correction := each["correction"]:
        yield from _list_lines(
            f"{each['corrected_level']}, corrected by {correction.corrected_by_name}",
            f"“{correction.comments}”" if correction.comments else "",
        )
    for quote in each["quotes"]:
        yield Paragraph(escape_marks(f"“{quote['text']}”"), is_quote=True)
        if quote["corrected"]:
            yield from _list_lines(f"Corrected by the candidate: “{quote['corrected']}”")
