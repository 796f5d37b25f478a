"""Finds the acts that an utterance words as listed, and drops those that are parts of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.past_event import describes_past_event
from vivavoce.live.domain.interviewer.understanding import second_opinion
from vivavoce.live.domain.interviewer.understanding.act_patterns import ACT_PATTERNS, ActPattern
from vivavoce.live.domain.interviewer.understanding.acts import (
    MAX_WHOLE_WORDS,
    TOLD_BESIDE_STORIES,
    WHOLE_ACTS,
)
from vivavoce.live.domain.interviewer.understanding.clauses import (
    Clause,
    Sentence,
    join_words,
    list_clauses,
)
from vivavoce.live.domain.interviewer.understanding.context_patterns import (
    EXPLAINS,
    IS_IN_DISTRESS,
    LEADS_IN,
    OPENS_QUESTION,
    PLANS,
    REPORTED_AFTER,
    REPORTS,
    REPORTS_INSIDE,
    SAID_TO_OTHERS,
)
from vivavoce.live.domain.interviewer.understanding.spans import (
    CERTAIN_MARGIN,
    ActFinding,
)

_MAX_CLAUSES = 6
"""Number of clauses at the end of a sentence that are read besides the whole sentence."""
BONUS: Mapping[UtteranceAct, float] = {
    "abuse": 6.8,
    "orders_interviewer": 6.8,
    "distress": 6.8,
    "joke": 6.8,
    "wants_end": 6.0,
    "wants_writing": 6.0,
    "asks_machine": 5.1,
    "refuses_confidential": 5.1,
    "refuses_other": 5.1,
    "does_not_know": 5.1,
    "wants_slower": 5.1,
    "wants_louder": 5.1,
    "asks_data": 1.7,
    "asks_other_process": 1.7,
    "asks_about_question": 1.7,
    "never_had": 4.2,
    "partial_experience": 3.4,
}
"""How much a listed wording adds to an act's score: more for acts whose wordings are seldom wrong."""
USUAL_BONUS = 4.2
MAX_TAIL_SENTENCES = 4
"""Number of sentences at the end of a text in which a wish is looked for."""
_MIN_ANSWER_WORDS = 4


def find_acts(
    sentences: Sequence[Sentence], text: str, whole_scores: Mapping[UtteranceAct, float] | None
) -> list[ActFinding]:
    """Return the acts that each sentence may be, of the last sentences in a long text.

    ``whole_scores`` are the classifier's for a short text, and None for a long one.
    """
    first = 0 if whole_scores is not None else max(0, len(sentences) - MAX_TAIL_SENTENCES)
    found: list[ActFinding] = []
    for index in range(first, len(sentences)):
        findings = _acts_of_sentence(sentences, index)
        if whole_scores is not None and len(sentences) == 1:
            found += [
                each if not each.word else _judge(each, sentences[index], text) for each in findings
            ]
            continue
        judged = [_judge(each, sentences[index], text) for each in findings]
        likely = max(judged, key=lambda each: each.margin, default=None)
        if likely is not None and likely.margin > 0:
            found.append(likely)
    return found


def find_present_distress(sentences: Sequence[Sentence]) -> list[ActFinding]:
    """Return the distress that somebody names as their own, at this moment, at the end of the text."""
    last = len(sentences) - 1
    is_said = any(
        IS_IN_DISTRESS.match(clause.plain) and not is_reported(sentences, last, clause)
        for clause in list_clauses(sentences[last])
    )
    return [ActFinding("distress", last, 0, margin=CERTAIN_MARGIN)] if is_said else []


def _judge(finding: ActFinding, sentence: Sentence, text: str) -> ActFinding:
    """Return ``finding`` with its margin over an answer, by the classifier for its own words."""
    part = text[sentence.words[finding.word].start : sentence.end] + sentence.ending
    scores = second_opinion.score_acts(part)
    bonus = BONUS.get(finding.act, USUAL_BONUS)
    return replace(finding, margin=scores[finding.act] + bonus - scores["answer"])


def _acts_of_sentence(sentences: Sequence[Sentence], index: int) -> list[ActFinding]:
    """Return each act whose wording the sentence uses, at the first clause that does."""
    sentence = sentences[index]
    clauses = list(list_clauses(sentence))
    found: dict[UtteranceAct, ActFinding] = {}
    for clause in [clauses[0], *clauses[1:][-_MAX_CLAUSES:]]:
        for pattern in ACT_PATTERNS:
            if pattern.act in found:
                continue
            place = pattern.find(clause.plain, clause.core)
            if place is None or is_reported(sentences, index, clause, place):
                continue
            if pattern.act not in WHOLE_ACTS or clause.index == 0 or clause.is_marked:
                start = _last_start(sentence, clauses, clause, pattern)
                found[pattern.act] = ActFinding(pattern.act, index, start)
    return list(found.values())


def _last_start(
    sentence: Sentence, clauses: Sequence[Clause], found: Clause, pattern: ActPattern
) -> int:
    """Return where the act begins: at the last clause that is this act after a head that is none."""
    if pattern.act in WHOLE_ACTS:
        return found.index
    start = found.index
    for clause in clauses:
        if clause.index <= start:
            continue
        head = join_words(sentence.words[start : clause.index])
        if OPENS_QUESTION.match(head) and not clause.is_marked:
            continue
        is_here = pattern.find(clause.plain, clause.core) is not None
        if is_here and pattern.find(head, head) is None:
            start = clause.index
    return start


def is_reported(sentences: Sequence[Sentence], index: int, clause: Clause, place: int = 0) -> bool:
    """Whether the clause is quoted, or told of another conversation; its act is at ``place`` in it."""
    sentence = sentences[index]
    said = [word for word in sentence.words[clause.index :] if not word.is_break]
    if sum(word.is_quoted for word in said) * 2 > len(said):
        return True
    head = join_words(sentence.words[max(0, clause.index - 12) : clause.index])
    if (head and REPORTS.search(head)) or REPORTS_INSIDE.search(clause.plain[:place].rstrip()):
        return True
    if clause.index and sentence.words[clause.index - 1].text == ":" and len(head.split()) > 1:
        return not LEADS_IN.search(head)
    after = sentences[index + 1].plain if index + 1 < len(sentences) else ""
    return bool(REPORTED_AFTER.match(after))


def drop_parts_of_answers(
    sentences: Sequence[Sentence], findings: list[ActFinding]
) -> list[ActFinding]:
    """Drop findings that the rest of the text shows to be parts of an answer."""
    kept = []
    places = {finding.sentence for finding in findings}
    for finding in findings:
        rest = [
            each for at, each in enumerate(sentences) if at > finding.sentence and at not in places
        ]
        if finding.act in WHOLE_ACTS:
            if _may_be_whole(sentences, finding.act, besides=finding.sentence):
                kept.append(finding)
        elif finding.act == "orders_interviewer" or not _continues_story(rest):
            kept.append(finding)
    return kept


def _continues_story(rest: Sequence[Sentence]) -> bool:
    """Whether the sentences after a wish go on with a story or with instructions, so that it was none."""
    words = " . ".join(each.plain for each in rest)
    if not words:
        return False
    if describes_past_event(". ".join(each.plain for each in rest)):
        return not EXPLAINS.search(words)
    goes_on = SAID_TO_OTHERS.search(words) or PLANS.search(words)
    return bool(goes_on) or len(words.split()) > 24


def _may_be_whole(
    sentences: Sequence[Sentence], act: UtteranceAct, *, besides: int | None = None
) -> bool:
    """Whether ``act`` can describe the whole text: it is short, and no other sentence tells an event."""
    if sum(len(each.words) for each in sentences) > MAX_WHOLE_WORDS:
        return False
    if act in TOLD_BESIDE_STORIES:
        return True
    others = [each for at, each in enumerate(sentences) if at != besides]
    others = others if besides is not None else []
    return not any(
        len(each.words) >= _MIN_ANSWER_WORDS * 2 and describes_past_event(each.plain)
        for each in others
    )


def list_certain_endings(
    sentences: Sequence[Sentence], findings: Sequence[ActFinding]
) -> list[ActFinding]:
    """Return the acts at the end of an answer that are certain by themselves."""
    last = len(sentences) - 1
    return [
        each
        for each in findings
        if each.act not in WHOLE_ACTS
        and each.is_certain
        and (each.sentence or each.word)
        and each.sentence >= last - 1
    ]
