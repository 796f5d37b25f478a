"""Cuts an utterance into the spans of its acts and of the answer before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.past_event import describes_past_event
from vivavoce.live.domain.interviewer.understanding import second_opinion
from vivavoce.live.domain.interviewer.understanding.acts import ActSpan
from vivavoce.live.domain.interviewer.understanding.clauses import (
    Sentence,
    is_courtesy,
    split_sentences,
    strip_courtesies,
)
from vivavoce.live.domain.interviewer.understanding.context_patterns import (
    EXPLAINS,
    IS_NOW,
    OPENS_QUESTION,
)
from vivavoce.live.domain.interviewer.words import content_stems

CERTAIN_MARGIN = 3.5
_MIN_HEAD_WORDS = 2
_MAX_REASON_WORDS = 14


@dataclass(frozen=True, slots=True)
class ActFinding:
    """An act that begins at a word of a sentence."""

    act: UtteranceAct
    sentence: int
    """Index of the sentence."""
    word: int
    """Index of the first word in the sentence."""
    margin: float = 0.0
    """By how much the act is likelier than an answer, for its own words alone."""

    @property
    def is_certain(self) -> bool:
        """Whether the act is found also behind an answer."""
        return self.margin >= CERTAIN_MARGIN


def cut_spans(
    text: str,
    sentences: Sequence[Sentence],
    findings: Sequence[ActFinding],
    *,
    is_answer_possible: bool,
) -> tuple[ActSpan, ...]:
    """Return the spans of the acts, and of the answer before them if there can be one."""
    by_sentence = {finding.sentence: finding for finding in findings}
    pieces: list[tuple[UtteranceAct | None, int, int]] = []
    for at, sentence in enumerate(sentences):
        finding = by_sentence.get(at)
        if finding is None:
            pieces.append((None, sentence.start, sentence.end))
            continue
        begin = sentence.words[finding.word].start
        head = [word.text for word in sentence.words[: finding.word] if not word.is_break]
        if is_courtesy(head):
            begin = sentence.start
        elif begin > sentence.start:
            pieces.append((None, sentence.start, begin))
        pieces.append((finding.act, begin, sentence.end))
    if sentences[0].start > 0:
        _, _, end = pieces[0]
        pieces[0] = (pieces[0][0], 0, end)
    return _merge(text, pieces, is_answer_possible=is_answer_possible)


def _merge(
    text: str, pieces: Sequence[tuple[UtteranceAct | None, int, int]], *, is_answer_possible: bool
) -> tuple[ActSpan, ...]:
    """Give unnamed pieces to the answer, or to the act beside them if they only explain it."""
    first_act = next(at for at, (act, _, _) in enumerate(pieces) if act is not None)
    head = text[pieces[0][1] : pieces[first_act][1]] if first_act else ""
    named: list[tuple[UtteranceAct, int, int]] = []
    neighbor = pieces[first_act][0]
    assert neighbor is not None  # noqa: S101 - found above
    is_answer = is_answer_possible and bool(head) and _is_answer(head)
    for at, (act, start, end) in enumerate(pieces):
        if act is not None:
            neighbor = act
        is_part = is_answer if at < first_act else _is_story_after(neighbor, text[start:end])
        named.append((act or ("answer" if is_part else neighbor), start, end))
    spans: list[ActSpan] = []
    for position, (act, start, _) in enumerate(named):
        end = named[position + 1][1] if position + 1 < len(named) else len(text)
        if spans and spans[-1].act == act:
            spans[-1] = ActSpan(act, spans[-1].start, end)
        else:
            spans.append(ActSpan(act, start, end))
    return tuple(spans)


def _is_story_after(act: UtteranceAct, rest: str) -> bool:
    """Whether the text behind an order to the interviewer is an answer: an order never swallows one."""
    return act == "orders_interviewer" and describes_past_event(rest)


def _is_answer(head: str) -> bool:
    """Whether the text before a wish is an answer, and not the reason for the wish or a way into it."""
    said = [word for each in split_sentences(head) for word in each.plain.split()]
    plain = " ".join(strip_courtesies(said))
    count = plain.count(" ") + 1
    if count < _MIN_HEAD_WORDS or OPENS_QUESTION.match(plain) or not content_stems(plain):
        return False
    if describes_past_event(head):
        return not (EXPLAINS.search(plain) and count <= _MAX_REASON_WORDS and IS_NOW.search(plain))
    if EXPLAINS.search(plain) and count <= _MAX_REASON_WORDS:
        return False
    scores = second_opinion.score_acts(head)
    return max(scores, key=scores.__getitem__) == "answer"
