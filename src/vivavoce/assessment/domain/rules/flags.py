"""What a person should look at. A flag says where and why, and never changes a score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vivavoce.assessment.domain.rules.anchors import CHANGE, EVERYDAY
from vivavoce.assessment.domain.rules.confidence import LOW_CONFIDENCE
from vivavoce.assessment.domain.rules.findings import Reading, Similarity
from vivavoce.assessment.domain.rules.lexicon import PHRASES, pattern
from vivavoce.assessment.domain.rules.route import Routed
from vivavoce.assessment.domain.rules.screen import hidden_orders, matches_phrase
from vivavoce.assessment.domain.rules.units import Unit
from vivavoce.contracts.scorecard import CompetencyScore, Flag

NEAR_MINIMUM = 0.25
OFF_TOPIC = 0.15
SURE_ENOUGH = 0.75
"""Below this a person compares what was written down with what was said."""
FEW_QUOTES = 2
"""A must-have with fewer quotes than this is for a person to read."""
_DISTRESS = pattern(*PHRASES["distress"])
_PROTECTED = pattern(*PHRASES["protected"])
_ABUSE = pattern(*PHRASES["abuse"])
_HUMAN = pattern(*PHRASES["human"])
_DETAILS = {
    "injection": "This turn gives orders to whoever grades. From there on it earned nothing.",
    "rubric_echo": "This turn repeats the rubric word for word. Those words earned nothing.",
    "other_language": "Part of this turn is not in the language of the plan and was not read.",
    "retraction": "This turn takes back something said before. What it takes back does not count.",
    "keyword_list": "This turn lists keywords. At most two of them count.",
    "distress": "This turn may be a sign of distress. Please read it.",
    "abuse": "This turn may hold abuse, by the candidate or told of. Please read it.",
    "asked_for_human": "The candidate asked for a person here.",
    "protected_topic": "A personal matter came up that must not weigh in any decision.",
    "off_topic": "This answer is far from the question that was asked.",
    "draft": "A machine wrote these words down and nobody has checked them. They earned nothing.",
    "unsure_words": "The recogniser was not sure of these words. Compare them with the recording.",
    "contradiction": "Two different numbers were given for the same thing.",
}


def flags(
    reading: Reading,
    scores: Sequence[CompetencyScore],
    similarity: Similarity | None = None,
) -> tuple[Flag, ...]:
    """Return all flags in the order of the talk, those about scores last; each is raised once."""
    raised = {flag: None for one in reading.answers for flag in _of_answer(one, reading)}
    for one in reading.answers:
        raised.update(dict.fromkeys(_off_topic(one, similarity)))
    raised.update(dict.fromkeys(_contradictions(reading)))
    told = sorted(raised, key=lambda flag: (flag.turn or 0, flag.kind, flag.detail))
    return (*told, *_of_scores(scores))


def _flag(kind: str, turn: int) -> Flag:
    return Flag(kind=kind, detail=_DETAILS[kind], turn=turn)


def _of_answer(one: Routed, reading: Reading) -> Iterator[Flag]:
    for turn in hidden_orders(one.answer, reading.words):
        yield _flag("injection", turn)
    yield from _of_recognition(one)
    for screened in one.screened:
        unit = screened.unit
        if screened.verdict in _DETAILS and screened.verdict != "injection":
            yield _flag(str(screened.verdict), unit.turn)
        if screened.is_list:
            yield _flag("keyword_list", unit.turn)
        if matches_phrase(_DISTRESS, unit):
            yield _flag("distress", unit.turn)
        if matches_phrase(_PROTECTED, unit):
            yield _flag("protected_topic", unit.turn)
        if matches_phrase(_ABUSE, unit):
            yield _flag("abuse", unit.turn)
        if matches_phrase(_HUMAN, unit):
            yield _flag("asked_for_human", unit.turn)


def _of_recognition(one: Routed) -> Iterator[Flag]:
    for spoken in one.answer.spoken:
        turn = spoken.turn
        if turn.is_draft:
            yield _flag("draft", turn.turn)
        elif turn.confidence is not None and turn.confidence < SURE_ENOUGH:
            yield _flag("unsure_words", turn.turn)


def _off_topic(one: Routed, similarity: Similarity | None) -> Iterator[Flag]:
    said = " ".join(each.unit.said for each in one.screened if each.verdict is None)
    if similarity is None or not said or not one.answer.asked or one.is_inherited:
        return
    near = similarity(said, " ".join(one.answer.asked))
    if near is not None and round(near, 4) < OFF_TOPIC:
        yield _flag("off_topic", one.answer.spoken[0].turn.turn)


def _contradictions(reading: Reading) -> Iterator[Flag]:
    """Yield a flag where one turn counts a thing otherwise than an earlier turn of the question."""
    known: dict[tuple[str, str], tuple[int, frozenset[str]]] = {}
    for one in reading.answers:
        for turn, counts in _counts(one).items():
            for thing, values in counts.items():
                before = known.setdefault((one.opportunity, thing), (turn, values))
                if before[0] != turn and len(before[1]) == len(values) == 1 != (
                    before[1] == values
                ):
                    yield _flag("contradiction", turn)


def _counts(one: Routed) -> dict[int, dict[str, frozenset[str]]]:
    turns: dict[int, dict[str, frozenset[str]]] = {}
    for screened in one.screened:
        if screened.verdict is None and one.opportunity:
            counts = turns.setdefault(screened.unit.turn, {})
            for thing, value in counted(screened.unit):
                counts[thing] = counts.get(thing, frozenset()) | {value}
    return turns


def counted(unit: Unit) -> Iterator[tuple[str, str]]:
    """Yield what a unit counts, and how many: the stem of the thing and of the number."""
    for number, thing in zip(unit.words, unit.words[1:], strict=False):
        if not number.is_number or not thing.is_content or thing.is_after_break:
            continue
        if thing.stem not in EVERYDAY and thing.stem not in CHANGE:
            yield thing.stem, number.stem


def _of_scores(scores: Sequence[CompetencyScore]) -> Iterator[Flag]:
    for one in scores:
        if one.score is None:
            continue
        if one.confidence is not None and one.confidence < LOW_CONFIDENCE:
            yield Flag(
                kind="low_confidence",
                detail=f"{one.name}: the candidate said little about it.",
            )
        quotes = sum(not each.is_deficit for each in one.evidence)
        if one.is_required and quotes < FEW_QUOTES:
            yield Flag(
                kind="few_quotes",
                detail=f"{one.name}: {_supported_by(quotes)}, and it is required.",
            )
        minimum = one.minimum_acceptable_score
        if minimum is not None and abs(one.score - minimum) <= NEAR_MINIMUM:
            yield Flag(
                kind="near_minimum",
                detail=f"{one.name}: {one.score:.2f} is close to its minimum of {minimum:.2f}.",
            )


def _supported_by(quotes: int) -> str:
    if quotes == 0:
        return "no quote supports it"
    return "only one quote supports it" if quotes == 1 else f"only {quotes} quotes support it"
