"""Corrects what was understood by the kind of the open question: a story, a case, or a practice.

"No, I don't sign that" denies nothing in a case; "Is the patient awake?" asks about the case, and not about
the interview. What is surely a wish, or a question about the interview, stays one. Rules for English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from vivavoce.contracts.plan import QuestionKind
from vivavoce.kernel.event_kinds import tells_event
from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding.act_patterns import ACT_PATTERNS
from vivavoce.live.domain.interviewer.understanding.acts import (
    REQUESTS,
    WISHES,
    ActSpan,
    UnderstoodUtterance,
)
from vivavoce.live.domain.interviewer.understanding.case_questions import (
    answers_with_questions,
    asks_about_case,
    ends_with_case_question,
    find_case_question_behind_plan,
    is_shrug,
)
from vivavoce.live.domain.interviewer.understanding.clauses import Sentence, list_clauses
from vivavoce.live.domain.interviewer.understanding.plans import is_plan, is_step
from vivavoce.live.domain.interviewer.understanding.reasons_for_none import (
    denies_experience,
    read_reason_for_none,
)
from vivavoce.live.domain.interviewer.understanding.spans import ActFinding, cut_spans
from vivavoce.live.domain.interviewer.words import content_stems

_STORIES: frozenset[QuestionKind] = frozenset(["behavioral", "failure"])
CASES: frozenset[QuestionKind] = frozenset(["situational", "work_sample"])
_KEPT: frozenset[UtteranceAct] = WISHES | {
    "distress",
    "complains",
    "abuse",
    "orders_interviewer",
    "wants_skip",
    "wants_slower",
    "wants_louder",
    "wants_writing",
}
"""Acts that no kind of question turns into another one."""
_THIRD_PERSON = re.compile(r"\b(?:he|she|they|him|her|his|their|them)\b")


def adjust_to_kind(
    found: UnderstoodUtterance, sentences: Sequence[Sentence], question: str, kind: QuestionKind
) -> UnderstoodUtterance:
    """Return ``found`` as a reply to ``question`` of this ``kind``."""
    if _KEPT & set(found.acts):
        return found
    act = _act_of_whole(found, sentences, question, kind)
    if act is not None:
        return _whole(found, act)
    return _split_off_case_question(found, sentences, kind)


def _act_of_whole(
    found: UnderstoodUtterance, sentences: Sequence[Sentence], question: str, kind: QuestionKind
) -> UtteranceAct | None:
    """Return the act that the kind of the question makes of a whole reply, or None to leave it."""
    if answers_with_questions(sentences, question, kind) or _tells_steps(found, sentences, kind):
        return "answer"
    if asks_about_case(sentences, question, kind):
        return "asks_about_case" if _may_be_of_case(found, sentences, question) else None
    if found.acts == ("refuses_confidential",) and _tells_the_rest(sentences):
        return "answer"
    if not REQUESTS.isdisjoint(found.acts):
        return None
    if (reason := read_reason_for_none(found.text, sentences, kind)) is not None:
        return reason
    if found.acts == ("does_not_know",):
        return "never_had" if denies_experience(sentences) else None
    if found.acts == ("partial_experience",) and kind not in _STORIES:
        return None if _is_partial(sentences) else "answer"
    if kind in CASES and found.acts in _NO_REFUSALS:
        return None if _refuses_question(found, sentences) else "answer"
    if found.acts == ("answer",) and kind not in CASES:
        return _read_denied_experience(found, sentences)
    return None


def _tells_the_rest(sentences: Sequence[Sentence]) -> bool:
    """Whether a secret is kept, and the case told without it: "I can't say who. But I split the order."."""
    rest = ". ".join(each.plain for each in sentences[1:])
    if _OWN_PAST.search(rest) is None:
        return False
    return tells_event(rest) or _TELLS_ANYWAY.match(rest) is not None


_TELLS_ANYWAY = re.compile(
    r"(?:but|what i can (?:say|tell)|in general|in rough|roughly|without names)\b"
)
_OWN_PAST = re.compile(r"\b(?:i|we) (?!can|could|was|were|signed|promised|had|agreed)\w+")


def _tells_steps(
    found: UnderstoodUtterance, sentences: Sequence[Sentence], kind: QuestionKind
) -> bool:
    """Whether a reply to a case tells what one does: "I count it again.", also beside a joke."""
    if kind in _STORIES:
        return False
    steps = [is_step(each) or is_plan(each) for each in sentences]
    return all(steps) or (found.acts in _BESIDE_STEPS and any(steps))


_BESIDE_STEPS: frozenset[tuple[UtteranceAct, ...]] = frozenset(
    (("joke",), ("small_talk",), ("thanks",))
)


def _may_be_of_case(
    found: UnderstoodUtterance, sentences: Sequence[Sentence], question: str
) -> bool:
    """Whether words that could ask about the interview, too, are about the case."""
    if REQUESTS.isdisjoint(found.acts):
        return True
    is_shared = bool(content_stems(found.text) & content_stems(question) - _OF_LENGTH)
    if is_shared or _THIRD_PERSON.search(found.text.lower()):
        return True
    return not any(_is_listed(found.acts, each) for each in sentences)


def _is_listed(acts: Sequence[UtteranceAct], sentence: Sentence) -> bool:
    """Whether a sentence words one of ``acts`` as listed."""
    clauses = list(list_clauses(sentence))
    return any(
        pattern.act in acts and pattern.find(clause.plain, clause.core) is not None
        for pattern in ACT_PATTERNS
        for clause in clauses
    )


_OF_LENGTH = content_stems("minutes hours time times questions more left long last seconds")


def _split_off_case_question(
    found: UnderstoodUtterance, sentences: Sequence[Sentence], kind: QuestionKind
) -> UnderstoodUtterance:
    """Return ``found`` with a question about the case behind an answer, or as the answer that it is."""
    last = len(sentences) - 1
    word = find_case_question_behind_plan(sentences, kind)
    if word is not None:
        begin = sentences[last].words[word].start
        spans = (ActSpan("answer", 0, begin), ActSpan("asks_about_case", begin, len(found.text)))
        return UnderstoodUtterance(found.text, spans)
    is_asked = found.acts == ("asks_about_question",)
    if not (is_asked or found.acts == ("answer",)):
        is_shrugged = last > 0 and is_shrug(sentences[last]) and found.main_act in REQUESTS
        return _whole(found, "answer") if is_shrugged else found
    if ends_with_case_question(sentences, kind, is_asked=is_asked):
        asked = ActFinding("asks_about_case", last, 0)
        return UnderstoodUtterance(
            found.text, cut_spans(found.text, sentences, [asked], is_answer_possible=True)
        )
    is_told = any(is_plan(each) or is_step(each) for each in sentences[:-1])
    is_answer = is_told or (last > 0 and is_shrug(sentences[last]))
    return _whole(found, "answer") if is_answer else found


def _is_partial(sentences: Sequence[Sentence]) -> bool:
    plain = " ".join(each.plain for each in sentences)
    return sentences[-1].ending == "?" or _DOUBTS_PART.search(plain) is not None


_DOUBTS_PART = re.compile(
    r"\b(?:only|just|but|never|not|once|little|bit|count|though|similar|instead)\b"
)
"""Says that the experience is not quite the one that is asked for."""


def _refuses_question(found: UnderstoodUtterance, sentences: Sequence[Sentence]) -> bool:
    """Whether a denial or a refusal is about the question: in a case it is most often what one would do."""
    if found.acts == ("never_had",) and denies_experience(sentences):
        return True
    return any(_OF_QUESTION[found.main_act].search(each.plain) is not None for each in sentences)


_NO_REFUSALS: frozenset[tuple[UtteranceAct, ...]] = frozenset(
    (("never_had",), ("refuses_confidential",), ("refuses_other",))
)
_OF_QUESTION: Mapping[UtteranceAct, re.Pattern[str]] = {
    "never_had": re.compile(
        r"\b(?:never|not) (?:\w+ )?(?:happen\w*|had|been|seen|came|come|was|did|done|know|occurred|yet)\b|"
        r"\b(?:did|was|were|had) not\b|\b(?:nothing|no one|none) (?:like|comes|of)|\bno such\b|"
        r"\b(?:do|did) not (?:think|have (?:that|this|such|any|it|one))\b|\bnot really\b|\bi have had\b|"
        r"\bno (?:idea|experience|case|example)\b"
    ),
    "refuses_confidential": re.compile(
        r"\b(?:you|nda|employer|former|old|my company|our company|signed|secre\w+|agreement|here|promised|"
        r"tribunal|"
        r"solicitor|lawyer|court|contract|published|not allowed|may not (?:talk|speak|say|tell))\b"
    ),
    "refuses_other": re.compile(
        r"\b(?:questions?|answer\w*|comment|personal|private|you|talk about|say (?:that|it|this|anything|"
        r"more)|"
        r"will not say|discuss|business|pass|skip|next|rather not|prefer not|behind me)\b"
    ),
}
"""What a denial or a refusal of the question itself says."""


def _read_denied_experience(
    found: UnderstoodUtterance, sentences: Sequence[Sentence]
) -> UtteranceAct | None:
    """Return what it means that somebody never did what is asked for: nothing to tell, or a part of it."""
    plain = " ".join(each.plain for each in sentences)
    first = next((each for each in sentences if len(each.words) > 1), sentences[0])
    is_short = plain.count(" ") < _MAX_DENIAL_WORDS and not tells_event(found.text)
    if not is_short or _NO_EXPERIENCE.search(plain):
        return None
    is_flat = plain.count(" ") < _MAX_FLAT_WORDS and _FLAT_DENIAL.search(plain) is not None
    if _ONLY_HELPED.search(plain):
        return "partial_experience"
    if not (is_flat or denies_experience([first])):
        return None
    return "partial_experience" if _OWN_PART.search(plain) else "never_had"


_MAX_DENIAL_WORDS, _MAX_FLAT_WORDS = 20, 10
_FLAT_DENIAL = re.compile(
    r"\A(?:(?:no|nope) (?!i |we |it was |that was )\w+ |(?:nobody|no one) (?:is |has )?(?:ever|never) )"
    r"| so no\Z"
)
"""A few words that say that there was nothing: "No, ours always tallied."."""
_OWN_PART = re.compile(r"\b(?:only|just|except|instead)\b|\bbut i (?!never\b)")
_ONLY_HELPED = re.compile(
    r"\bi (?:have |had )?(?:only|just) (?:ever |always )?(?:helped|assisted|watched|"
    r"looked on|stood by|seen it)\b"
)
_NO_EXPERIENCE = re.compile(
    r"\b(?:afraid|fear|problems?|trouble|since|again|doubts?|conscience|regretted)\b"
)
"""What one says of oneself with "never" ("I've never been afraid"), and not of the work."""


def _whole(found: UnderstoodUtterance, act: UtteranceAct) -> UnderstoodUtterance:
    return UnderstoodUtterance(found.text, (ActSpan(act, 0, len(found.text)),))
