"""Reasons without a "because": a clause that says how things are answers why. Rules for English."""

from __future__ import annotations

import re

from vivavoce.live.domain.interviewer.own_acts import CLAUSE_START, PRAISE, TokenizedSentence

_EXPLANATION = re.compile(
    r"(?:(?:and|but|well|then|look|see|no|yes),? )*"
    r"(?!i\b|i'|we\b|we'|what|who|where|how|why|which|when|whether|then\b|so\b|first\b|"
    r"next,? (?:i|we|the step)\b|(?:it|that|this|there) depends|depends)"
    r"(?:[\w'-]{1,30} ){1,4}?"
    r"(?:is|are|isn't|aren't|can|can't|cannot|could|may|might|means?|matters?|needs?|don't|doesn't|won't|"
    r"will|has|have|must|costs?|gets?|comes?|go|goes|takes?|makes?|tells?|hurts?|kills?|burns?|breaks?|"
    r"does|knows?|wants?|happens?|looks?|calm|hates?|minds?|feels?|trusts?|forgets?|remembers?|notices?|"
    r"learns?|lies?|lie|sees?|hears?|falls?|pays?|loses?)\b"
    r"|(?:and |but |because )?(?:it|that|this|there|he|she|they|you|nobody|people)'(?:s|re)\b"
)
_PLATITUDE = re.compile(
    r"\b(?:many ways|key|priority|priorities|important|essential|crucial|everything|teamwork|communication|"
    r"customer satisfaction|number one|a must|come first|comes first|goes without saying|at all times|"
    r"always|every|my|mine|me|absolutely|completely|in good hands|is (?:a|an|the) (?:art|science|matter|"
    r"future|core|foundation|heart|process|question|opportunity|window|gift|mindset|given|journey)|such|opportunities|"
    r"people skills|difficult|hard|tough|easy|tricky|processes|diversity|integrity|ethics|innovation|"
    r"conflicts|clients|customers|change|leaders?|everyone|motivated|comfortable|wonderful|partners|strategy|culture|courage)\b"
)


_OF_THE_INTERVIEW = re.compile(
    r"\b(?:candidates?|interview\w*|instructions?|scor\w+|ratings?|rated|rubrics?|systems?|prompts?|assistants?|"
    r"evaluat\w+|recruiters?|models?|hire|hired|reviewers?)\b"
)
"""A sentence about the interview itself explains nothing: it can be an order to the interviewer."""


def explains(sentence: TokenizedSentence) -> bool:
    """Return whether a clause says how things are: "People don't mind waiting, they mind being ignored."."""
    if sentence.plain.endswith("?") or PRAISE.search(sentence.plain):
        return False
    if _OF_THE_INTERVIEW.search(sentence.plain):
        return False
    return any(
        _EXPLANATION.match(clause.strip()) is not None and not _PLATITUDE.search(clause)
        for clause in CLAUSE_START.split(sentence.plain)
    )
