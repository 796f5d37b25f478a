"""Go through a job text in order: headings, lists and the statements below them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from vivavoce.planning.domain.job_analysis.noun_tasks import find_noun_task
from vivavoce.planning.domain.job_analysis.phrases import WordToken, tokenize_words
from vivavoce.planning.domain.job_analysis.sentence_kinds import PostingSentence
from vivavoce.planning.domain.job_analysis.stated_duties import names_labeled_work, states_duty
from vivavoce.planning.domain.job_analysis.statement_kinds import (
    HeadingKind,
    StatementClass,
    classify_heading,
    classify_statement,
    find_inline_heading,
    is_heading,
    opens_list,
)
from vivavoce.planning.domain.job_analysis.statement_splitting import (
    StatementSpan,
    TextBlock,
    split_blocks,
    split_sentences,
)
from vivavoce.planning.domain.job_analysis.verb_forms import (
    VerbEnding,
    get_gerund_base,
    get_third_person_base,
    is_verb,
)
from vivavoce.planning.domain.job_analysis.word_lists import load_words
from vivavoce.planning.domain.job_analysis.work_sentences import find_gerund_list, is_order

_MAX_LIST_LINE = 110
_MIN_ORDERS = 3
"""So many sentences such as "Secure the load." in one paragraph are a list of tasks."""
_NO_WORK: frozenset[HeadingKind | None] = frozenset({"offer", "nice", "waived", "legal"})
_OPEN_HEADINGS: frozenset[HeadingKind | None] = frozenset({None, "task", "context"})
_MIN_GUESSED_ITEMS, _MAX_GUESSED_ITEMS = 3, 12
_MIN_ONE_FORM = 2
_FIELD = re.compile(r"[A-Z][\w/&.' ]{1,28}: [^.!?]{1,80}\Z")
_WISH = re.compile(
    r"(?:we|i)(?:['\u2019]d| would)(?: also| really| dearly)* (?:like|love)\W{0,4}", re.IGNORECASE
)
"""A heading of what would be nice to have, where another one before it demands: "We'd like"."""
_LABEL = re.compile(r"[A-Z][\w/& ]{1,28}: ")
_PERIOD = re.compile(
    r"(?:(?:in|on|from|the|your|first|next|last|later|early|mid|late)[ -]){0,3}"
    r"(?:(?:weeks?|months?|days?|years?|quarters?|phases?|terms?|semesters?|rotations?|stages?)"
    r"(?: (?:\d{1,2}|one|two|three|four)\b(?: ?(?:[-\u2013]|to|and) ?\d{1,2})?)?|"
    r"(?:early |late )?(?:mornings?|afternoons?|evenings?|nights?|weekends?|weekdays?)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|spring|summer|autumn|fall|winter)"
    r"(?:, [\w' -]{2,24})?: (?=\S)",
    re.IGNORECASE,
)
"""When the work behind it is done: "Weeks 1 to 4, estimating: take off quantities"."""
_MIN_GERUND_WORDS = 2
_STATES = frozenset(
    {"is", "are", "was", "were", "will", "would", "you", "we", "can", "must", "should"}
)
_HEADING_STARTS = (
    "about ",
    "what ",
    "your ",
    "our ",
    "who ",
    "position ",
    "job desc",
    "introduction",
)


@dataclass(frozen=True, slots=True)
class ClassifiedSpan:
    """A statement with its kind and the kind of the heading above it."""

    span: StatementSpan
    found: StatementClass
    heading: HeadingKind | None
    is_bullet: bool
    is_verb_list: bool | None = None
    """Whether the items of its list begin with verbs; False if with nouns, None if that is not clear."""
    list_form: VerbEnding | None = None
    """The form of the verbs with which most items of its list begin."""
    heading_text: str = ""
    """The words of the heading above it."""
    has_mark: bool = False
    """A bullet or a number stands before it."""
    trouble: float = 0.0
    """How likely it says what goes wrong, from 0 to 1."""


def classify_text(text: str, role: Collection[str] = ()) -> tuple[ClassifiedSpan, ...]:
    """Return the statements of a job text in order; headings and the title are left out.

    ``role`` are the words for who has the job (``list_role_words``).
    """
    spans = _read_blocks(text, split_blocks(text), role)
    lists = groupby(spans, key=lambda one: (one.heading, one.is_bullet))
    return tuple(one for (_, is_bullet), items in lists for one in _read_list(items, is_bullet))


def _read_list(items: Iterable[ClassifiedSpan], is_list: bool) -> list[ClassifiedSpan]:
    """Return the statements of a list; each says whether most of them surely begin with a verb or a noun."""
    spans = list(items)
    if not is_list or len(spans) < _MIN_GUESSED_ITEMS:
        return spans
    texts = (tokenize_words(one.span.text) for one in spans)
    firsts = [tokens[:2] for tokens in texts if tokens]
    sure = [words[0].text for words in firsts if _is_sure(words)]
    verbs = sum(is_verb(word) or get_third_person_base(word) is not None for word in sure)
    is_clear = bool(sure) and verbs * 2 != len(sure)
    is_verb_list = verbs * 2 > len(sure) if is_clear else None
    list_form = _find_list_form([words[0].text for words in firsts])
    return [replace(one, is_verb_list=is_verb_list, list_form=list_form) for one in spans]


def _find_list_form(firsts: Sequence[str]) -> VerbEnding | None:
    """Return the form in which most items begin with a verb, and no item with a verb of another form."""
    forms = Counter(form for word in firsts if (form := _get_ending(word)) is not None)
    form, count = max(forms.items(), key=lambda pair: pair[1], default=(None, 0))
    return form if count >= _MIN_ONE_FORM and count * 2 > len(firsts) else None


def _get_ending(word: str) -> VerbEnding | None:
    if is_verb(word):
        return "base"
    if get_gerund_base(word) is not None:
        return "gerund"
    return "third_person" if get_third_person_base(word) is not None else None


def _is_sure(words: Sequence[WordToken]) -> bool:
    """Return whether the first two words of an item tell a verb from a noun: "read the plan", "assist"."""
    is_noun = words[0].text in load_words("verb_nouns")
    return not is_noun or words[-1].text in load_words("object_starters") - load_words(
        "prepositions"
    )


def list_sentences(spans: Iterable[ClassifiedSpan]) -> Iterator[PostingSentence]:
    """Yield the statements as the classifier of sentences reads them."""
    for one in spans:
        yield PostingSentence(
            one.span.text,
            one.heading_text,
            is_item=one.is_bullet,
            rule_kind=one.found.kind,
            heading_kind=one.heading or "",
            line_number=one.span.line_number,
        )


def find_title_block(blocks: Sequence[TextBlock]) -> TextBlock | None:
    """Return the first block if it looks like a title and not like a sentence or a heading."""
    if not blocks or blocks[0].is_bullet:
        return None
    first = blocks[0]
    is_short = len(first.text.split()) <= 14 and not first.text.rstrip().endswith((".", ":"))
    is_heading_like = first.text.lower().startswith(_HEADING_STARTS)
    words = {token.text for token in tokenize_words(first.text)}
    is_heading_like |= words <= load_words("heading_words")
    return first if is_short and not is_heading_like else None


def _read_blocks(
    text: str, blocks: Sequence[TextBlock], role: Collection[str]
) -> Iterator[ClassifiedSpan]:
    heading: HeadingKind | None = None
    heading_text = ""
    was_list = was_bullet = is_announced = has_demanded = False
    title = find_title_block(blocks)
    for place, block in enumerate(blocks):
        next_block = blocks[place + 1] if place + 1 < len(blocks) else None
        if block is title:
            continue
        if is_heading(block, next_is_bullet=next_block is not None and next_block.is_bullet):
            known = classify_heading(block.text)
            heading = known and _read_wish(known, block.text, is_second=has_demanded)
            was_list = was_bullet = False
            has_demanded = has_demanded or heading == "requirement"
            heading_text = block.text
            is_announced = opens_list(block.text)
            continue
        if is_announced and not (block.is_bullet or _LABEL.match(block.text)):
            heading, heading_text, is_announced = None, "", False
        is_list = block.is_bullet or _is_list_line(blocks, place)
        has_ended = block.follows_blank or _is_sentence(block)
        if has_ended and ((was_list and not is_list) or (was_bullet and not block.is_bullet)):
            heading, heading_text = None, ""
        if block.is_bullet and heading is None and not was_bullet:
            heading = _guess_list_kind(blocks, place)
        inline = None if block.is_bullet else find_inline_heading(block.text)
        if inline is not None:
            words = block.text[: inline[1]]
            inline = _read_wish(inline[0], words, is_second=has_demanded), inline[1]
            has_demanded = has_demanded or inline[0] == "requirement"
        current = inline[0] if inline else heading
        may_be_work = inline is not None and inline[0] not in {"nice", "waived", "offer"}
        if inline and may_be_work and _gives_orders(text, block, block.text[inline[1] :]):
            current = "task"  # "You: prepare the rooms, ...", not "You: patient and tidy"
        start = block.start + inline[1] if inline else None
        spans = _classify_block(
            text,
            block,
            current,
            start,
            is_list=is_list,
            is_field=_is_field(blocks, place),
            role=role,
        )
        label = block.text[: inline[1]] if inline else heading_text
        yield from (replace(one, heading_text=label, has_mark=block.is_bullet) for one in spans)
        if inline is not None:
            has_ended = next_block is None or next_block.follows_blank
            heading, heading_text = (None, "") if has_ended else (current, label)
        was_list, was_bullet = is_list, block.is_bullet


def _read_wish(kind: HeadingKind, text: str, *, is_second: bool) -> HeadingKind:
    """Return the kind of a heading; "We'd like" behind "We need" is about what would be nice to have."""
    is_wish = kind == "requirement" and is_second and _WISH.fullmatch(text.strip(" #*"))
    return "nice" if is_wish else kind


def _guess_list_kind(blocks: Sequence[TextBlock], place: int) -> HeadingKind | None:
    """Return what most items of a list are whose heading says nothing known, or None."""
    items = list(
        takewhile(lambda block: block.is_bullet, blocks[place : place + _MAX_GUESSED_ITEMS])
    )
    if len(items) < _MIN_GUESSED_ITEMS:
        return None
    votes: Counter[HeadingKind] = Counter()
    for item in items:
        found = classify_statement(item.text[:_MAX_LIST_LINE], is_bullet=True)
        votes[_get_heading_like(found)] += 1
    kind, count = max(votes.items(), key=lambda pair: (pair[1], pair[0]))
    is_half = kind == "task" and count * 2 == len(items) and votes.keys() <= {"task", "context"}
    return kind if count > len(items) / 2 or is_half else None


def _classify_block(
    text: str,
    block: TextBlock,
    heading: HeadingKind | None,
    start: int | None,
    *,
    is_list: bool,
    is_field: bool,
    role: Collection[str],
) -> Iterator[ClassifiedSpan]:
    previous: ClassifiedSpan | None = None
    sentences = list(split_sentences(text, block, start=start))
    orders = sum(_is_work(one.text) for one in sentences)
    is_list_of_orders = orders >= _MIN_ORDERS or 1 < orders > len(sentences) / 2
    has_orders = heading in _OPEN_HEADINGS and is_list_of_orders
    for whole in sentences:
        inner = None
        if previous is not None and not block.is_bullet:
            inner = find_inline_heading(whole.text, only_colon=True)
        heading = inner[0] if inner else heading
        span = _cut_start(whole, inner[1]) if inner else whole
        period = _PERIOD.match(span.text) if heading == "task" else None
        span = _cut_start(span, period.end()) if period else span
        above, is_item = heading, is_list
        if previous is not None and previous.span.text.endswith(";"):
            above, is_item = _get_heading_like(previous.found), True
        is_next = (
            previous is not None and previous.found.kind == "task" and heading in _OPEN_HEADINGS
        )
        if (has_orders and _is_work(span.text)) or (
            (has_orders or is_next) and not block.is_bullet and _names_work(span.text)
        ):
            above, is_item = "task", True
        found = classify_statement(span.text, is_bullet=is_item, heading=above, role=role)
        if is_field and found.kind == "task":
            found = StatementClass("context", None, found.confidence)
        is_duty = above not in _NO_WORK and (
            states_duty(span.text) or find_gerund_list(span.text) is not None
        )
        if is_duty or (above in _OPEN_HEADINGS and names_labeled_work(span.text)):
            found = StatementClass("task", None, found.confidence)
        previous = ClassifiedSpan(span, found, above, is_item)
        yield previous


def _gives_orders(text: str, block: TextBlock, content: str) -> bool:
    """Return whether what stands behind a label is work: "You: prepare the rooms", or several orders."""
    if is_order(content):
        return True
    sentences = list(split_sentences(text, block))[1:]
    return sum(is_order(one.text) for one in sentences) >= _MIN_ORDERS


def _is_work(text: str) -> bool:
    """Return whether a sentence without a subject says work: "Secure the load", "Writing the specs"."""
    tokens = tokenize_words(text)
    is_gerund = len(tokens) > _MIN_GERUND_WORDS and get_gerund_base(tokens[0].text) is not None
    if is_gerund:
        return _STATES.isdisjoint(token.text for token in tokens)
    return is_order(text)


def _names_work(text: str) -> bool:
    return (named := find_noun_task(text, tokenize_words(text))) is not None and bool(named.verb)


def _is_field(blocks: Sequence[TextBlock], place: int) -> bool:
    """Return whether a line is one of the fields at the top of a posting, as "Reports to: Head of Sales"."""
    block = blocks[place]
    near = [
        other
        for other in blocks[max(0, place - 1) : place + 2]
        if other is not block and not max(block, other, key=lambda one: one.start).follows_blank
    ]
    return _has_label(block) and any(map(_has_label, near))


def _has_label(block: TextBlock) -> bool:
    return not block.is_bullet and _FIELD.match(block.text) is not None


def _cut_start(span: StatementSpan, length: int) -> StatementSpan:
    return replace(span, text=span.text[length:], start=span.start + length)


def _get_heading_like(found: StatementClass) -> HeadingKind:
    if found.need in {"nice", "learned_here", "waived"}:
        return found.need
    return found.kind


def _is_list_line(blocks: Sequence[TextBlock], place: int) -> bool:
    """Return whether a line without bullet stands among other short lines below a heading."""
    block = blocks[place]
    near = [
        other
        for other in blocks[max(0, place - 1) : place + 2]
        if other is not block and len(other.text) <= _MAX_LIST_LINE and not other.is_bullet
    ]
    touches = [
        other for other in near if not (other if other.start > block.start else block).follows_blank
    ]
    return bool(touches) and len(block.text) <= _MAX_LIST_LINE


def _is_sentence(block: TextBlock) -> bool:
    return block.text.endswith((".", "!", "?")) and len(block.text.split()) > 4
