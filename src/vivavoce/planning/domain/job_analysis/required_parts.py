"""What a requirement really demands: without what is only welcome, and without data about health."""

from __future__ import annotations

import re

from vivavoce.planning.domain.job_analysis.demands import states_demand

_OPTIONAL = re.compile(
    r"\b(?:is an? pre(?=[.,;]|\Z)|"
    r"(?:a|an) (?:[\w-]+ ){0,2}(?:plus|bonus|advantage|asset|recommendation)|added advantage|"
    r"advantageous|welcome|nice|preferred|preferably|beneficial|desirable|desired|useful|handy|helpful|optional|ideally|"
    r"helps?(?=[.,;]|\Z)|would (?:be|help|delight|impress)|(?:well|highly) regarded|is fine|"
    r"or (?:(?:the|a) )?(?:willingness|readiness|will|wish) to learn|"
    r"(?:not|isn't) (?:essential|required|necessary|needed))\b",
    re.IGNORECASE,
)
_ENDS_OPTIONAL = re.compile(
    r"(?<!\bis )(?<!\bare )\b(?:desirable|desired|optional|preferred)\Z", re.IGNORECASE
)
_PREDICATE = re.compile(r"\b(?:is|are|would)\b", re.IGNORECASE)
_OWN_DEMAND = re.compile(
    r"\b(?:is|are|needs?|must|has|have|hold|required|needed|fluent|good|excellent|valid|full|current)\b",
    re.IGNORECASE,
)
"""What stands before a comma demands something by itself: "Turkish, Arabic or Greek is a plus" does not."""
_REMARK = re.compile(r" ?\(([^()]{1,200})\)")
_BETTER_STILL = re.compile(r",? (?:and|but|or) (?:ideally|preferably)\b.*", re.IGNORECASE)
_PARTS = re.compile(r"; |\.(?= [A-Z])")
_JOINED = re.compile(r", (?:and |but )?| (?:and|but) (?=[^,]{0,160}\b(?:is|are|would)\b)")
_HEALTH = re.compile(
    r"(?:\A|,? and |, )(?:(?!and\b)[\w'-]+ ){0,4}?(?:allerg\w+|"
    r"pregnan\w+|medical (?:history|condition)s?|disabilit\w+|illness(?:es)?)"
    r"(?: (?!(?:is|are|and)\b)[\w'-]+){0,4}(?= (?:is|are|and)\b|[,;.]|\Z)",
    re.IGNORECASE,
)


def take_required_part(text: str) -> str:
    """Return the parts of a requirement that people must meet and may prove before an offer; or ""."""
    text = _REMARK.sub(lambda found: "" if _OPTIONAL.search(found[1]) else found[0], text)
    parts = (_cut_optional(part) for part in _PARTS.split(text))
    required = "; ".join(part for part in parts if part)
    return _HEALTH.sub(" \u2026", required).strip(" ,;.\u2026")


def _cut_optional(part: str) -> str:
    if _OPTIONAL.search(part) is None:
        return part
    if states_demand(part):  # "English is essential and Maltese is useful"
        pieces = [one for one in _JOINED.split(part) if not _OPTIONAL.search(one)]
        return ", ".join(pieces)
    pieces = [_BETTER_STILL.sub("", piece) for piece in part.split(", ")]
    if not any(map(_OPTIONAL.search, pieces)):
        return ", ".join(pieces)
    if all(_ENDS_OPTIONAL.search(one) for one in pieces if _OPTIONAL.search(one)):
        left = [one for one in pieces if not _OPTIONAL.search(one)]
        if pieces[-1] in left or len(left) > 1:
            return ", ".join(left)  # "a degree, 18th edition preferred, a safety card"
    first = next((at for at, piece in enumerate(pieces) if _OPTIONAL.search(piece)), 0)
    before = ", ".join(pieces[:first])
    is_list = _PREDICATE.search(pieces[first]) is not None and not _OWN_DEMAND.search(before)
    return "" if is_list else before
