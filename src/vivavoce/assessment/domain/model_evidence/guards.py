"""The guards over each item of a model or an external assessor: what they refuse counts for nothing.

They are the rules' own: a reader may see more in an answer than they do, but it may not believe what they
would not. A refused item keeps the reason, so that the card can say how much was dropped and why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.assessment.domain.model_evidence.calls import AnswerTurn, EvidenceCall
from vivavoce.assessment.domain.model_evidence.substance import find_answer_caps
from vivavoce.assessment.domain.rules.anchored_questions import list_units
from vivavoce.assessment.domain.rules.answer_facts import UnitFacts, read_unit_facts
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.dialogue import ScreenedUnit, ScreeningVerdict
from vivavoce.assessment.domain.rules.evidence_budget import is_others_work
from vivavoce.assessment.domain.rules.findings import EvidenceFinding, PreparedTranscript
from vivavoce.assessment.domain.rules.lexicon import get_vocabulary
from vivavoce.assessment.domain.rules.negation import find_negations, is_justified_refusal
from vivavoce.assessment.domain.rules.question_anchors import STORY_KINDS, QuestionAnchors
from vivavoce.assessment.domain.rules.question_scores import CAPPED_LEVEL
from vivavoce.assessment.domain.verify import BLOCKING_VERDICTS, BlockingVerdict

Act = Literal["own", "team", "other", "habit", "claim"]
MIN_POSITIVE_LEVEL = 3
"""Items from this level on count for a competency, items below it against it."""
MIN_QUOTE_WORDS = 3
_SECOND_QUOTE_LEVEL, _MIN_TOP_QUOTES = 4, 2
_MIN_BUZZWORDS = 2
RefusalReason = Literal[
    "unknown_side",
    "too_short",
    "not_verbatim",
    "name_filled_in",
    BlockingVerdict,
    "keyword_list",
    "self_praise",
    "question_echo",
    "question_back",
    "said_already",
    "disclaimed",
    "ungrounded",
    "negated",
    "right_refusal",
    "honest_failure",
]
_EMPTY_VERDICTS: Mapping[ScreeningVerdict | None, RefusalReason] = {
    "praise": "self_praise",
    "echo": "question_echo",
    "repetition": "said_already",
    "question": "question_back",
}
_TAKEN_BACK: frozenset[BlockingVerdict] = frozenset({"retraction", "withdrawn"})
_MAX_WORDS_BESIDE_ECHO = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelItem:
    """One item of a model: a quote, what it shows, whose act it is and whether the quote denies it."""

    side: str
    level: int
    quote: str
    act: Act = "own"
    negated: bool = False
    turn: int | None = None
    """The turn of the quote, if the reader names it; None looks in all turns of the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedItem:
    """An item at its place in the transcript, with the units that it quotes and what they tell."""

    item: ModelItem
    turn: int
    start: int
    end: int
    quote: str
    answer: RoutedAnswer
    units: tuple[ScreenedUnit, ...]
    facts: tuple[UnitFacts, ...]
    anchors: QuestionAnchors | None

    @property
    def is_positive(self) -> bool:
        """Whether the item speaks for the candidate."""
        return self.item.level >= MIN_POSITIVE_LEVEL


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedItems:
    """The items of one vote that the guards let pass, and why the others count for nothing."""

    findings: tuple[EvidenceFinding, ...]
    refusals: tuple[RefusalReason | None, ...]
    """For each item, in their order, why it counts for nothing; None if it counts."""
    capped: Mapping[str, int]
    """How many items each limit lowered."""

    @property
    def dropped(self) -> Mapping[str, int]:
        """How many items count for nothing, by reason."""
        return Counter(reason for reason in self.refusals if reason is not None)


Screen = Callable[[QuotedItem], RefusalReason | None]


def screen_blocked(quoted: QuotedItem) -> RefusalReason | None:
    """Refuse a quote from a unit that no finder may use: an order, a rubric read aloud, another language."""
    return _find_verdict(quoted, BLOCKING_VERDICTS - _TAKEN_BACK)


def screen_withdrawn(quoted: QuotedItem) -> RefusalReason | None:
    """Refuse a quote that the candidate took back."""
    return _find_verdict(quoted, _TAKEN_BACK)


def _find_verdict(
    quoted: QuotedItem, verdicts: Collection[BlockingVerdict]
) -> BlockingVerdict | None:
    found = (verdict for unit in quoted.units for verdict in verdicts if unit.verdict == verdict)
    return next(found, None)


def screen_empty(quoted: QuotedItem) -> RefusalReason | None:
    """Refuse a quote that only praises, repeats, lists keywords or echoes the question."""
    reasons = [
        "keyword_list" if unit.is_list else _EMPTY_VERDICTS.get(unit.verdict)
        for unit in quoted.units
    ]
    if reasons and all(reasons):
        return reasons[0]
    stems = {stem for screened in quoted.units for stem in screened.unit.stems}
    beside = stems - quoted.answer.answer.question_stems
    is_echo = len(beside) <= _MAX_WORDS_BESIDE_ECHO < len(stems)
    has_act = any(fact.acts for fact in quoted.facts)
    return "question_echo" if quoted.is_positive and is_echo and not has_act else None


def screen_self_praise(quoted: QuotedItem) -> RefusalReason | None:
    """Refuse a quote in which people only say what they are like."""
    is_claim = bool(quoted.facts) and all(fact.is_claim for fact in quoted.facts)
    return "self_praise" if quoted.is_positive and is_claim else None


def screen_disclaimed(quoted: QuotedItem) -> RefusalReason | None:
    """Refuse a good sign in which people say that they know or did too little of it."""
    is_disclaimed = bool(quoted.facts) and all(fact.is_disclaimer for fact in quoted.facts)
    return "disclaimed" if quoted.is_positive and is_disclaimed else None


def screen_ungrounded(quoted: QuotedItem) -> RefusalReason | None:
    """Refuse a good sign in words that any trade could say: no act, no fact, nothing of the topic."""
    if not quoted.is_positive:
        return None
    stems = {stem for screened in quoted.units for stem in screened.unit.stems}
    asked = quoted.answer.answer.question_stems
    buzz = stems & get_vocabulary("en").get_stems("buzz")
    if len(buzz) >= _MIN_BUZZWORDS and len(stems - asked - buzz) <= len(buzz):
        return "ungrounded"
    is_on_topic = quoted.anchors is not None and any(
        quoted.anchors.measure_relevance(screened.unit) > 0 for screened in quoted.units
    )
    return None if is_on_topic or any(fact.has_fact for fact in quoted.facts) else "ungrounded"


def screen_negated(quoted: QuotedItem) -> RefusalReason | None:
    """Refuse a good sign that the quote denies, by the model's own word or by the rules'."""
    if not quoted.is_positive:
        return None
    if quoted.item.negated:
        return "negated"
    denied = any(
        negation.is_first_person
        for screened in quoted.units
        for negation in find_negations(screened.unit.words)
    )
    return "negated" if denied and not any(fact.acts for fact in quoted.facts) else None


def screen_excused(quoted: QuotedItem) -> RefusalReason | None:
    """Refuse to hold against anybody a right refusal, or a failure that is told with its repair."""
    if quoted.is_positive:
        return None
    units = [screened.unit for screened in quoted.units]
    if any(map(is_justified_refusal, units)):
        return "right_refusal"
    negations = [negation for unit in units for negation in find_negations(unit.words)]
    is_own = any(negation.is_first_person for negation in negations)
    is_repaired = any(
        fact.has_lasting_change or fact.has_result
        for fact in map(read_unit_facts, (unit for _, unit in list_units([quoted.answer])))
    )
    return "honest_failure" if negations and not is_own and is_repaired else None


_SCREENS: Mapping[str, Screen] = {
    "blocked": screen_blocked,
    "withdrawn": screen_withdrawn,
    "empty": screen_empty,
    "self_praise": screen_self_praise,
    "disclaimed": screen_disclaimed,
    "ungrounded": screen_ungrounded,
    "negated": screen_negated,
    "excused": screen_excused,
}
CAPS = ("not_own_act", "no_event", "too_little", "one_quote")
"""Guards that lower the level of a good sign; the others refuse an item."""
GUARDS = ("verbatim", "too_short", *_SCREENS, "said_already", *CAPS)
"""The names of all guards. A row of the qualification turns red without any of them."""


def check_items(
    call: EvidenceCall,
    items: Sequence[ModelItem],
    reading: PreparedTranscript,
    *,
    answer_caps: Mapping[str, int] | None = None,
    without: Collection[str] = (),
) -> CheckedItems:
    """Return the findings of one vote, in the order of the items.

    ``answer_caps`` are those of ``find_answer_caps``, where they are known from another vote. ``without``
    names guards to leave out, for tests that show what a guard is for.
    """
    refusals: list[RefusalReason | None] = []
    accepted: list[QuotedItem] = []
    for item in items:
        quoted = _locate(call, item, reading, without)
        refusal = quoted if isinstance(quoted, str) else _refuse(quoted, accepted, without)
        if not isinstance(quoted, str) and refusal is None:
            accepted.append(quoted)
        refusals.append(refusal)
    capped: Counter[str] = Counter()
    if answer_caps is None:
        answer_caps = find_answer_caps(call, reading) if accepted else {}
    findings = []
    for quoted in accepted:
        caps = _find_caps(quoted, call, accepted, answer_caps) if quoted.is_positive else {}
        limits = {name: limit for name, limit in caps.items() if name not in without}
        capped.update(name for name, limit in limits.items() if limit < quoted.item.level)
        level = min((quoted.item.level, *limits.values()))
        findings.append(_build_finding(call, quoted, level))
    return CheckedItems(findings=tuple(findings), refusals=tuple(refusals), capped=dict(capped))


def _refuse(
    quoted: QuotedItem, accepted: Sequence[QuotedItem], without: Collection[str]
) -> RefusalReason | None:
    """Return why an item counts for nothing, or None."""
    for name, screen in _SCREENS.items():
        if name not in without and (reason := screen(quoted)):
            return reason
    is_said = any(_overlaps(quoted, other) for other in accepted)
    return "said_already" if is_said and "said_already" not in without else None


def _find_caps(
    quoted: QuotedItem,
    call: EvidenceCall,
    accepted: Sequence[QuotedItem],
    answer_caps: Mapping[str, int],
) -> dict[str, int]:
    """Return what limits the level of a good sign."""
    caps = dict(answer_caps)
    is_habit = call.kind in STORY_KINDS and quoted.item.act == "habit"
    is_others = all(is_others_work(screened.unit.words) for screened in quoted.units)
    if quoted.item.act in ("other", "claim") or is_habit or is_others:
        caps["not_own_act"] = CAPPED_LEVEL
    top = sum(other.item.level >= _SECOND_QUOTE_LEVEL for other in accepted)
    if top < _MIN_TOP_QUOTES:
        caps["one_quote"] = _SECOND_QUOTE_LEVEL
    return caps


def _locate(
    call: EvidenceCall, item: ModelItem, reading: PreparedTranscript, without: Collection[str]
) -> QuotedItem | RefusalReason:
    """Return the item at its place, or why it has none."""
    if item.side not in call.sides:
        return "unknown_side"
    if len(item.quote.split()) < MIN_QUOTE_WORDS and "too_short" not in without:
        return "too_short"
    raw = {turn.turn: turn.text for turn in reading.transcript.turns}
    turns = [turn for turn in call.turns if item.turn in (None, turn.turn)]
    for turn in turns:
        place = find_quote(item.quote, turn.text)
        if place is not None:
            quote = raw[turn.turn][slice(*place)]
            return _quote_item(call, item, turn, place, quote, reading)
    if turns and "verbatim" in without:
        return _quote_item(call, item, turns[0], (0, len(item.quote)), item.quote, reading)
    if any(find_quote(item.quote, raw[turn.turn]) for turn in turns):
        return "name_filled_in"
    return "not_verbatim"


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Return where a quote is, word for word; marks, spaces and capitals may differ if it is there once."""
    start = text.find(quote)
    if start >= 0:
        return start, start + len(quote)
    words = re.findall(r"\w+", quote)
    if len(words) < MIN_QUOTE_WORDS:
        return None
    pattern = r"\b" + r"\W{1,4}".join(map(re.escape, words)) + r"\b"
    places = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    return places[0] if len(places) == 1 else None


def _quote_item(
    call: EvidenceCall,
    item: ModelItem,
    turn: AnswerTurn,
    place: tuple[int, int],
    quote: str,
    reading: PreparedTranscript,
) -> QuotedItem:
    start, end = place
    answer = next(
        answer
        for answer in reading.answers
        if answer.opportunity == call.opportunity
        and any(spoken.turn.turn == turn.turn for spoken in answer.answer.turns)
    )
    units = tuple(
        screened
        for screened in answer.screened
        if screened.unit.turn == turn.turn
        and screened.unit.start < end
        and start < screened.unit.end
    )
    return QuotedItem(
        item=item,
        turn=turn.turn,
        start=start,
        end=end,
        quote=quote,
        answer=answer,
        units=units,
        facts=tuple(read_unit_facts(screened.unit) for screened in units),
        anchors=reading.rubric_vocabulary.questions.get(answer.answer.question_id or ""),
    )


def _overlaps(left: QuotedItem, right: QuotedItem) -> bool:
    return left.turn == right.turn and left.start < right.end and right.start < left.end


def _build_finding(call: EvidenceCall, quoted: QuotedItem, level: int) -> EvidenceFinding:
    return EvidenceFinding(
        competency=call.competency,
        opportunity=call.opportunity,
        answer=quoted.answer.answer.index,
        kind="shown" if quoted.is_positive else "deficit",
        turn=quoted.turn,
        start=quoted.start,
        end=quoted.end,
        quote=quoted.quote,
        amount=float(level),
        level=level,
        sub_dimension=quoted.item.side,
    )
