"""The scorecard as a page of HTML, for the screen and for paper."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from vivavoce.contracts.transcript import ScoreProvenance
from vivavoce.hiring.domain.hiring_decision import LevelCorrection
from vivavoce.hiring.domain.scorecard_link import ScorecardLink
from vivavoce.hiring.usecases.share_scorecard import ScorecardDetails
from vivavoce.kernel.rounding import format_level, round_overall

if TYPE_CHECKING:
    from jinja2 import Environment

_MAX_QUOTES = 2
_OUTCOMES = {
    "STRONG_HIRE": "Strong hire",
    "HIRE": "Hire",
    "MAYBE": "Maybe",
    "NO_HIRE": "No hire",
    "STRONG_NO_HIRE": "Strong no hire",
}


def render_scorecard(scorecard: ScorecardDetails, link: ScorecardLink) -> str:
    """Return the page: proposal and decision side by side, then each competency with its best quotes."""
    return (
        _load_templates()
        .get_template("scorecard.html")
        .render(
            **describe_scorecard(scorecard),
            shared_by=link.created_by_name,
            expires_at=f"{link.expires_at:%Y-%m-%d %H:%M} UTC",
        )
    )


def describe_scorecard(details: ScorecardDetails) -> dict[str, Any]:  # Any: values of the template
    """Return the words and figures that the page and the file show."""
    interview, decision = details.interview, details.decision
    scorecard = details.assessment["scorecard"]
    own_levels = {own.competency: own.level for own in decision.levels} if decision else {}
    corrections = {each.competency: each for each in details.corrections}
    own_words = {each.turn: each.text for each in details.candidate_corrections}
    overall = scorecard.get("overall_score")
    proposed = scorecard.get("recommendation")
    return {
        "name": interview.request.candidate_name or "Name not available",
        "position": interview.request.position or "",
        "level": (interview.request.level or "").capitalize(),
        "proposed": _OUTCOMES.get(proposed, "No proposal"),
        "overall": None if overall is None else round_overall(overall),
        "scorer": f"{scorecard['scorer']['kind']} {scorecard['scorer']['version']}",
        "source": _describe_source(scorecard.get("provenance")),
        "assessed_at": details.assessment["createdAt"][:10],
        "decision": decision,
        "outcome": _OUTCOMES[decision.outcome] if decision else "Not decided yet",
        "decided_at": f"{decision.final_at:%Y-%m-%d}" if decision and decision.final_at else "",
        "competencies": [
            _competency(
                each, own_levels.get(each["name"]), corrections.get(each["name"]), own_words
            )
            for each in scorecard["competencies"]
        ],
        "flags": [flag["detail"] for flag in scorecard.get("flags", ())],
    }


def _format_level(level: float | None) -> str | None:
    return None if level is None else format_level(level)


def render_closed_link() -> str:
    """Return the page of a link that is not open."""
    return _load_templates().get_template("scorecard_closed.html").render()


def _describe_source(provenance: dict[str, Any] | None) -> str:  # Any: JSON of the assessment
    """Return who scored in sentences, or '' where no model is configured: the scorer says it all."""
    if provenance is None:
        return ""
    return ScoreProvenance(
        role=provenance["role"],
        model=provenance["model"],
        reason=provenance["reason"],
        certificate_line=provenance["certificate_line"],
        is_imitated=provenance["is_imitated"],
    ).source


def _competency(
    scored: dict[str, Any],  # Any: JSON of the assessment
    own: float | None,
    correction: LevelCorrection | None,
    own_words: Mapping[int, str],
) -> dict[str, Any]:  # Any: values of the template
    quotes = sorted(
        scored.get("evidence", ()), key=lambda item: (item["is_deficit"], -item["level"])
    )
    return {
        "name": scored["name"],
        "weight": round(scored["weight"] * 100),
        "is_required": scored["is_required"],
        "required": _format_level(scored["minimum_acceptable_score"]),
        "score": _format_level(scored["score"]),
        "own": _format_level(own),
        "correction": correction,
        "corrected_level": _format_level(correction.level if correction else None),
        "quotes": [
            {"text": item["quote"], "corrected": own_words.get(item["turn"])}
            for item in quotes[:_MAX_QUOTES]
        ],
    }


@cache
def _load_templates() -> Environment:
    # Not at the top of the file: the import takes 0.1 s, and most processes render no scorecard.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("vivavoce.hiring", "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
