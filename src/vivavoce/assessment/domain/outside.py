"""Evidence that somebody outside found: they quote and say a level, code verifies and computes.

The built-in rules weigh words; an outside reader judges. So the numbers come from the levels: the
highest level that is borne out, less where it stands alone, less for every sign against it. A true
remark more can never lower a score, and many mediocre remarks never add up to a brilliant one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.arithmetic import (
    Computed,
    evidence,
    overall,
    recommend,
)
from vivavoce.assessment.domain.rules.findings import Finding, Reading
from vivavoce.assessment.domain.rules.flags import flags
from vivavoce.assessment.domain.rules.mask import masked, names_told
from vivavoce.assessment.domain.rules.normalise import normalise
from vivavoce.assessment.domain.rules.route import Routed
from vivavoce.assessment.domain.scorer import scored
from vivavoce.assessment.domain.verify import verify
from vivavoce.contracts.scorecard import CompetencyScore, Scorecard, Scorer
from vivavoce.contracts.transcript import Transcript

SHOWN_FROM = 3
"""From this level on an item speaks for a competency, below it against."""
ALONE, AGAINST, MOST_AGAINST = 0.5, 0.5, 2
LEAST_WORDS_QUOTED = 3
_BLANK = "_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of evidence as an outside assessor hands it over."""

    quote: str
    turn: int
    competency: str
    sub_dimension: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """An item that does not count: its place in what was sent, and why."""

    place: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The scorecard of what stands, and what does not."""

    scorecard: Scorecard
    dropped: tuple[Dropped, ...]


def shown_transcript(transcript: Transcript, names: Sequence[str]) -> tuple[str, ...]:
    """Return the texts of all turns with names, schools and places blanked, offsets unchanged."""
    copies = [normalise(turn.text) for turn in transcript.turns]
    pairs = list(zip(copies, transcript.turns, strict=True))
    told = names_told(copy for copy, turn in pairs if turn.role == "candidate")
    known = tuple(sorted({*names, *told}, key=lambda name: (-len(name), name)))
    texts = []
    for copy, turn in pairs:
        letters = list(turn.text)
        read = masked(copy, known)
        for place, (before, after) in enumerate(zip(copy.cased, read.cased, strict=True)):
            if before != after:
                for at in range(copy.index[place], copy.index[place + 1]):
                    letters[at] = _BLANK
        texts.append("".join(letters))
    return tuple(texts)


def judge_outside(
    reading: Reading, items: Sequence[Item], names: Sequence[str], *, scorer: Scorer
) -> Judged:
    """Return the scorecard that verified items bear; whoever sent them sends no number."""
    texts = shown_transcript(reading.transcript, names)
    dropped: list[Dropped] = []
    findings: list[Finding] = []
    for place, item in enumerate(items):
        found = _located(item, reading, texts)
        refusal = found if isinstance(found, str) else None
        if not isinstance(found, str):
            refused = verify([found], reading).dropped
            refusal = refused[0][1] if refused else None
            if refusal is None and any(_is_same(found, one) for one in findings):
                refusal = "said_already"
            if refusal is None:
                findings.append(found)
        if refusal is not None:
            dropped.append(Dropped(place=place, reason=refusal))
    return Judged(scorecard=_scorecard(reading, findings, scorer), dropped=tuple(dropped))


def level_score(levels: Sequence[int]) -> Computed | None:
    """Return the score on 1-5 that levels bear, or None without any."""
    if not levels:
        return None
    strong = [level for level in levels if level >= SHOWN_FROM]
    against = min(len(levels) - len(strong), MOST_AGAINST)
    best = max(levels)
    if not strong:
        weak = best - AGAINST * (against - 1)
        return Computed(max(1.0, weak), 0.0, against / MOST_AGAINST)
    near = sum(level >= best - 1 for level in strong)
    score = best - (ALONE if near == 1 else 0.0) - AGAINST * against
    return Computed(max(1.0, score), (best - 1) / 4, against / MOST_AGAINST)


def _is_same(one: Finding, other: Finding) -> bool:
    """Return whether two items quote the same words for the same competency."""
    is_one_place = one.turn == other.turn and one.start < other.end and other.start < one.end
    return is_one_place and one.competency == other.competency


def _located(item: Item, reading: Reading, texts: Sequence[str]) -> Finding | str:
    """Return the item as a finding at its place in the transcript, or why it has none."""
    turns = {
        turn.turn: (turn, text) for turn, text in zip(reading.transcript.turns, texts, strict=True)
    }
    if item.turn not in turns:
        return "unknown_turn"
    turn, text = turns[item.turn]
    if turn.role != "candidate":
        return "not_the_candidate"
    if turn.is_dropped:
        return "not_an_answer"
    if len(item.quote.split()) < LEAST_WORDS_QUOTED:
        return "too_short"
    start = text.find(item.quote)
    if start < 0:
        return "not_verbatim"
    said_in = _answer(reading, item.turn)
    end = start + len(item.quote)
    return Finding(
        competency=item.competency,
        opportunity=said_in.opportunity,
        answer=said_in.answer.place,
        kind="shown" if item.level >= SHOWN_FROM else "deficit",
        turn=item.turn,
        start=start,
        end=end,
        quote=turn.text[start:end],
        amount=float(item.level),
        level=item.level,
        sub_dimension=item.sub_dimension,
    )


def _answer(reading: Reading, turn: int) -> Routed:
    return next(
        one for one in reading.answers if any(s.turn.turn == turn for s in one.answer.spoken)
    )


def _scorecard(reading: Reading, findings: Sequence[Finding], scorer: Scorer) -> Scorecard:
    computed: dict[str, Computed] = {}
    scores: list[CompetencyScore] = []
    for competency in reading.rubric.competencies:
        found = [one for one in findings if one.competency == competency.name]
        worth = level_score([one.level for one in found])
        if worth is not None:
            computed[competency.name] = worth
        scores.append(scored(competency, found, worth, reading, evidence(found)))
    overall_score = overall(scores, computed)
    return Scorecard(
        overall_score=overall_score,
        recommendation=recommend(overall_score, scores, reading.rubric),
        competencies=tuple(scores),
        flags=flags(reading, scores),
        scorer=scorer,
    )
