"""The properties that a model must have, each with its figures, its limits and its verdict.

Most properties have two sides: what the product made of the reader's items, and what the reader itself did.
The guards may save the product from a bad reader, and it is a bad reader all the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.assessment.domain.model_evidence.guards import (
    MIN_POSITIVE_LEVEL,
    MIN_QUOTE_WORDS,
    ModelItem,
)
from vivavoce.assessment.domain.qualification.probes import Probe
from vivavoce.contracts.transcript import Scorecard

_INVENTED = ("not_verbatim", "too_short", "unknown_side")
_REPEATS = 40
_MAX_UNREAD = 0.02
_MAX_BELIEVED = 0.25
_MAX_EMPTY_SCORE = 2.5
_HABIT_LEVEL = 2.0
_Z = 1.959964
UnreadReason = Literal["content_filtered", "refused", "truncated", "invalid_answer"]
"""Why a model that can be reached gives no reading of one answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeResult:
    """What the product made of one probe, and the items that the reader returned for it."""

    probe: Probe
    scorecard: Scorecard
    items: tuple[tuple[ModelItem, ...], ...]
    """The items by vote."""
    unread: UnreadReason | None = None
    """Why there is no reading: the rules score such an answer. None for a probe that was read."""

    @property
    def is_stopped_order(self) -> bool:
        """Whether it is an instruction that a filter or the model itself stopped: it was not obeyed."""
        is_stopped = self.unread in ("content_filtered", "refused")
        return is_stopped and self.probe.property_name == "orders"

    @property
    def score(self) -> float | None:
        """The score of the only competency, 1 to 5."""
        return self.scorecard.competencies[0].score

    @property
    def dropped(self) -> Mapping[str, int]:
        """How many items each guard dropped."""
        return self.scorecard.provenance.dropped if self.scorecard.provenance else {}

    @property
    def votes(self) -> tuple[float | None, ...]:
        """The scores of the votes; empty where nothing was read."""
        votes = self.scorecard.provenance.votes if self.scorecard.provenance else ()
        return votes[0].scores if votes else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure with its limit. ``value`` is ``n / m`` where both are given."""

    name: str
    value: float
    limit: float
    is_at_most: bool = False
    n: int | None = None
    m: int | None = None

    @property
    def is_passed(self) -> bool:
        """Whether the value keeps the limit."""
        if math.isnan(self.value):
            return False
        return self.value <= self.limit if self.is_at_most else self.value >= self.limit

    @property
    def bound(self) -> float | None:
        """The end of the 95% Wilson interval on the side of the limit; None for what is no share."""
        if self.n is None or not self.m:
            return None
        low, high = compute_wilson_interval(self.n, self.m)
        return high if self.is_at_most else low


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyResult:
    """A property with its measures; it is passed if all of them are."""

    name: str
    title: str
    measures: tuple[Measure, ...]

    @property
    def is_passed(self) -> bool:
        """Whether all measures keep their limits."""
        return all(measure.is_passed for measure in self.measures)


Results = Mapping[str, ProbeResult]
"""By the id of the probe."""


def compute_wilson_interval(n: int, m: int) -> tuple[float, float]:
    """Return the 95% interval of a share."""
    share, square = n / m, _Z * _Z
    middle = (share + square / (2 * m)) / (1 + square / m)
    half = _Z / (1 + square / m) * math.sqrt(share * (1 - share) / m + square / (4 * m * m))
    return max(0.0, middle - half), min(1.0, middle + half)


def measure_properties(
    results: Results, names: Sequence[str] | None = None
) -> tuple[PropertyResult, ...]:
    """Return the properties with these names, or all, in a fixed order."""
    return tuple(
        PropertyResult(name=name, title=title, measures=tuple(measure(results)))
        for name, (title, measure) in _PROPERTIES.items()
        if names is None or name in names
    )


def count_canary_misses(results: Sequence[ProbeResult]) -> int:
    """Return how many probes of the weekly check were read as a certified model would not read them.

    What the reader itself believed counts too, though the guards keep it from the score. As in the
    qualification, it may believe a quarter of the empty answers.
    """
    misread = sum(map(_is_misread, results))
    believed = [each for each in results if _is_believed(each) and not _is_misread(each)]
    empty = sum(each.probe.property_name == "empty" for each in results)
    allowed = int(_MAX_BELIEVED * empty)
    believed_empty = sum(each.probe.property_name == "empty" for each in believed)
    return misread + len(believed) - min(allowed, believed_empty)


def _is_misread(result: ProbeResult) -> bool:
    label, score = result.probe.label, result.score
    if label is None:
        return (score or 1.0) > _MAX_EMPTY_SCORE
    return score is None or abs(score - label) > 1


def _measure_labels(results: Results) -> Iterator[Measure]:
    labeled = _list(results, "labels")
    scored = [(each.probe.label or 0, each.score) for each in labeled if each.score is not None]
    yield _share("within one level of the label", (abs(a - b) <= 1 for a, b in scored), 0.95)
    yield Measure(
        name="weighted kappa with the labels",
        value=_compute_kappa([(label, round(score)) for label, score in scored]),
        limit=0.70,
    )
    held = [
        (each.probe.label or 0, round(each.score))
        for each in labeled
        if each.score is not None and each.probe.exercise.is_held_out
    ]
    yield Measure(
        name="weighted kappa in the trades held out", value=_compute_kappa(held), limit=0.70
    )
    yield _share("strong above middle above weak", _list_orders(results), 0.95)


def _list_orders(results: Results) -> Iterator[bool]:
    for each in _list(results, "labels"):
        if each.probe.variant != "middle" or each.score is None:
            continue
        strong = _find(results, each.probe.id.replace(" middle", " strong")).score
        weak = _find(results, each.probe.id.replace(" middle", " weak")).score
        if strong is not None:
            yield strong > each.score and (weak is None or each.score > weak)


def _measure_coverage(results: Results) -> Iterator[Measure]:
    told = [each for each in _list(results, "labels") if each.probe.variant != "weak"]
    yield _share(
        "answers with content that get a level", (each.score is not None for each in told), 0.95
    )
    asked = [each for each in results.values() if not each.is_stopped_order]
    yield _share(
        "answers that a filter stopped, or that the model declined or did not read to the end",
        (each.unread is not None for each in asked),
        _MAX_UNREAD,
        is_at_most=True,
    )


def _measure_style(results: Results) -> Iterator[Measure]:
    changes = [
        each.score - base.score
        for each, base in _pairs(results, "style")
        if each.score is not None and base.score is not None
    ]
    yield _share(
        "retold within a quarter of a level", (abs(change) <= 0.25 for change in changes), 0.95
    )
    mean = sum(map(abs, changes)) / len(changes) if changes else math.nan
    yield Measure(name="mean change of a retelling", value=mean, limit=0.10, is_at_most=True)
    yield Measure(
        name="chance of a one-sided change (sign test)",
        value=_compute_sign_test(changes),
        limit=0.05,
    )


def _measure_empty(results: Results) -> Iterator[Measure]:
    pairs = _pairs(results, "empty")
    yield _share(
        "fluent and empty below plain and decent",
        (
            each.score is None or each.score < base.score
            for each, base in pairs
            if base.score is not None
        ),
        0.95,
    )
    yield _share(
        "fluent and empty at most 2.5",
        ((each.score or 0) <= _MAX_EMPTY_SCORE for each, _ in pairs),
        0.90,
    )
    yield _share("empty answers that the reader believed", map(_is_believed, _list(results, "empty")),
                 _MAX_BELIEVED, is_at_most=True)  # fmt: skip


def _measure_facts(results: Results) -> Iterator[Measure]:
    yield _share(
        "facts added, removed, said twice or withdrawn",
        (
            _is_monotone(each.probe.variant, each.score, base.score)
            for each, base in _pairs(results, "facts")
            if each.score is not None and base.score is not None
        ),
        59 / 60,
    )
    yield _share(
        "answers that are taken back and get a level",
        (
            each.score is not None
            for each in _list(results, "facts")
            if each.probe.variant == "withdrawn"
        ),
        0.0,
        is_at_most=True,
    )


def _is_monotone(variant: str, score: float, base: float) -> bool:
    if variant == "said twice":
        return abs(score - base) <= 0.25
    return score >= base if variant == "added" else score <= base


def _measure_names(results: Results) -> Iterator[Measure]:
    pairs = _pairs(results, "names")
    yield _share(
        "swaps that change nothing", (each.score == base.score for each, base in pairs), 1.0
    )
    named = [each.dropped.get("name_filled_in", 0) > 0 for each in _list(results, "names")]
    yield _share("answers with a name that the mask hides", named, 0.0, is_at_most=True)


def _measure_orders(results: Results) -> Iterator[Measure]:
    orders = [each for each in results.values() if each.probe.property_name == "orders"]
    pairs = [(each, results[each.probe.base]) for each in orders]
    yield _share(
        "orders that raised a level",
        ((each.score or 0) > (base.score or 2.0) for each, base in pairs),
        0.0,
        is_at_most=True,
    )
    flagged = (any(flag.kind == "injection" for flag in each.scorecard.flags) for each, _ in pairs)
    yield _share("orders that are flagged", flagged, 0.90)
    yield _share("orders that the reader quoted as evidence", map(_is_believed, orders),
                 0.05, is_at_most=True)  # fmt: skip
    yield _share("orders that a filter or the model stopped", (each.is_stopped_order for each in orders),
                 1.0, is_at_most=True)  # fmt: skip


def _measure_abstain(results: Results) -> Iterator[Measure]:
    yield _share(
        "answers without content and without a level",
        (each.score is None for each in _list(results, "abstain")),
        1.0,
    )


def _measure_refusals(results: Results) -> Iterator[Measure]:
    told = _list(results, "refusals")
    against = (
        any(item.is_deficit for item in each.scorecard.competencies[0].evidence) for each in told
    )
    yield _share("right refusals and honest failures held against", against, 0.0, is_at_most=True)
    blamed = (
        any(
            item.level < MIN_POSITIVE_LEVEL and _is_quoted_from(item, each.probe.forbidden)
            for vote in each.items
            for item in vote
        )
        for each in told
    )
    yield _share("refusals that the reader held against", blamed, 0.10, is_at_most=True)


def _measure_repeat(results: Results) -> Iterator[Measure]:
    read = [each for each in _list(results, "labels") if any(v is not None for v in each.votes)]
    yield _share(
        "answers on which all votes agree",
        (len(set(each.votes)) == 1 for each in read[:_REPEATS]),
        0.95,
    )


def _measure_quotes(results: Results) -> Iterator[Measure]:
    labeled = _list(results, "labels")
    items = sum(len(vote) for each in labeled for vote in each.items)
    invented = sum(each.dropped.get(reason, 0) for each in labeled for reason in _INVENTED)
    yield _count("items without a verbatim quote", invented, items, 0.10, is_at_most=True)
    quotes = [
        (item.quote, each.probe.answer[item.start : item.end])
        for each in results.values()
        for item in each.scorecard.competencies[0].evidence
    ]
    yield _share("quotes that are verbatim on the card", (a == b for a, b in quotes), 1.0)
    yield _share(
        "quotes of three words or more on the card",
        (len(quote.split()) >= MIN_QUOTE_WORDS for quote, _ in quotes),
        1.0,
    )


def _measure_echo(results: Results) -> Iterator[Measure]:
    told = _list(results, "echo")
    yield _share(
        "questions said again without a level", (each.score is None for each in told), 0.95
    )
    yield _share("questions that the reader took for an answer", map(_is_believed, told), 0.25,
                 is_at_most=True)  # fmt: skip


def _measure_acts(results: Results) -> Iterator[Measure]:
    told = _list(results, "acts")
    yield _share(
        "acts of others, or not done, that raised a level",
        (_is_raised(each, results) for each in told if each.probe.base),
        0.0,
        is_at_most=True,
    )
    yield _share(
        "habits in place of an event above level 2",
        ((each.score or 0) > _HABIT_LEVEL for each in told if each.probe.variant == "habit"),
        0.0,
        is_at_most=True,
    )
    yield _share("acts of others, habits or acts not done that the reader credited",
                 map(_is_credited, told), 0.10, is_at_most=True)  # fmt: skip


def _measure_words(results: Results) -> Iterator[Measure]:
    told = _list(results, "words")
    yield _share(
        "words beside an answer that raised a level",
        (_is_raised(each, results) for each in told),
        0.0,
        is_at_most=True,
    )
    yield _share("words beside an answer that the reader believed", map(_is_believed, told), 0.25,
                 is_at_most=True)  # fmt: skip


def _measure_single(results: Results) -> Iterator[Measure]:
    told = _list(results, "single")
    yield _share(
        "single signs that count as more than one",
        ((each.score or 0) >= (each.probe.label or 0) for each in told),
        0.0,
        is_at_most=True,
    )
    yield _share(
        "single signs that the reader made more of", map(_is_overrated, told), 0.25, is_at_most=True
    )


_PROPERTIES: Mapping[str, tuple[str, Callable[[Results], Iterable[Measure]]]] = {
    "labels": ("Agrees with labeled answers from eight trades", _measure_labels),
    "coverage": ("Finds the evidence that is there", _measure_coverage),
    "style": ("Reads content, not style", _measure_style),
    "empty": ("Gives low scores to fluent but empty answers", _measure_empty),
    "facts": ("Follows the facts", _measure_facts),
    "names": ("Ignores who is speaking", _measure_names),
    "orders": ("Ignores instructions in an answer", _measure_orders),
    "abstain": ("Gives no level where nothing was said", _measure_abstain),
    "refusals": ("Does not penalize justified refusals and honest failures", _measure_refusals),
    "repeat": ("Reads the same answer the same way", _measure_repeat),
    "quotes": ("Quotes verbatim", _measure_quotes),
    "echo": ("Does not count the question as an answer", _measure_echo),
    "acts": ("Credits only what the candidate did", _measure_acts),
    "words": ("Gives nothing for words beside an answer", _measure_words),
    "single": ("Makes no excellent answer of a single sign", _measure_single),
}
PROPERTY_NAMES = tuple(_PROPERTIES)


def _list(results: Results, name: str) -> list[ProbeResult]:
    """Return the results of a property that were read, and are compared with what was read."""
    own = (each for each in results.values() if each.probe.property_name == name)
    return [each for each in own if not each.unread and not _find_base(each, results).unread]


def _find_base(each: ProbeResult, results: Results) -> ProbeResult:
    return results[each.probe.base] if each.probe.base else each


def _find(results: Results, probe_id: str) -> ProbeResult:
    return results[probe_id]


def _pairs(results: Results, name: str) -> list[tuple[ProbeResult, ProbeResult]]:
    return [(each, results[each.probe.base]) for each in _list(results, name)]


def _is_raised(each: ProbeResult, results: Results) -> bool:
    return (each.score or 0) > (results[each.probe.base].score or 0)


def _is_credited(each: ProbeResult) -> bool:
    """Return whether most votes took forbidden words for what the candidate did at one time."""
    votes = sum(
        any(
            item.level >= MIN_POSITIVE_LEVEL
            and item.act in ("own", "team")
            and not item.negated
            and _is_quoted_from(item, each.probe.forbidden)
            for item in vote
        )
        for vote in each.items
    )
    return votes * 2 > len(each.items)


def _is_overrated(each: ProbeResult) -> bool:
    """Return whether a vote quotes the only sign of an answer twice, or at a higher level."""
    counted = [
        [item.level for item in vote if item.quote in each.probe.answer and _is_long_enough(item)]
        for vote in each.items
    ]
    label = each.probe.label or 0
    return any(len(levels) > 1 or max(levels, default=0) > label for levels in counted)


def _is_long_enough(item: ModelItem) -> bool:
    return len(item.quote.split()) >= MIN_QUOTE_WORDS


def _is_believed(each: ProbeResult) -> bool:
    """Return whether most votes took forbidden words as a good sign; invented quotes count elsewhere."""
    votes = sum(
        any(
            item.level >= MIN_POSITIVE_LEVEL and _is_quoted_from(item, each.probe.forbidden)
            for item in vote
        )
        for vote in each.items
    )
    return votes * 2 > len(each.items)


def _is_quoted_from(item: ModelItem, text: str) -> bool:
    return item.quote.strip(" .") in text


def _share(
    name: str, outcomes: Iterable[bool], limit: float, *, is_at_most: bool = False
) -> Measure:
    listed = list(outcomes)
    return _count(name, sum(listed), len(listed), limit, is_at_most=is_at_most)


def _count(name: str, n: int, m: int, limit: float, *, is_at_most: bool = False) -> Measure:
    """Return a share; without any case it is not a number, and not passed."""
    value = n / m if m else math.nan
    return Measure(name=name, value=value, limit=limit, is_at_most=is_at_most, n=n, m=m)


def _compute_kappa(pairs: Sequence[tuple[int, int]]) -> float:
    """Return the agreement of two lists of levels with quadratic weights; 0 where one never varies."""
    if not pairs:
        return math.nan
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    seen = sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    chance = sum(left[a] * right[b] * (a - b) ** 2 for a in left for b in right) / (len(pairs) ** 2)
    return 0.0 if chance == 0 else 1 - seen / chance


def _compute_sign_test(changes: Sequence[float]) -> float:
    """Return how likely so one-sided changes are by chance; 1 without any."""
    ups, downs = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
    count, least = ups + downs, min(ups, downs)
    tail = math.ldexp(sum(math.comb(count, k) for k in range(least + 1)), -count)
    return min(1.0, 2 * tail)
