"""Maps an utterance to its acts: by wording, place and context, with a trained classifier as second opinion.

Most utterances are answers, so a doubtful case is an answer. What an answer tells of other people ("I told
him to stop") is no act. Only the end of a long text is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from vivavoce.contracts.plan import QuestionKind
from vivavoce.kernel.translation import ENGLISH, is_english, match_translation
from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding import second_opinion
from vivavoce.live.domain.interviewer.understanding.acts import (
    MAX_WHOLE_WORDS,
    REQUESTS,
    WHOLE_ACTS,
    ActSpan,
    UnderstoodUtterance,
)
from vivavoce.live.domain.interviewer.understanding.clauses import (
    Sentence,
    list_clauses,
    split_sentences,
)
from vivavoce.live.domain.interviewer.understanding.context_patterns import (
    ADDS_TO_ANSWER,
    ASKS_MEANING,
    REPORTED_FIRST,
    SAYS_FAREWELL,
    SAYS_PAUSE,
    SAYS_RETURN,
    SAYS_STOP,
)
from vivavoce.live.domain.interviewer.understanding.kind_adjustments import CASES, adjust_to_kind
from vivavoce.live.domain.interviewer.understanding.noise import is_noise
from vivavoce.live.domain.interviewer.understanding.plans import holds_plan, is_plan
from vivavoce.live.domain.interviewer.understanding.signals import (
    is_surely_answer,
    read_signals,
)
from vivavoce.live.domain.interviewer.understanding.spans import (
    ActFinding,
    cut_spans,
)
from vivavoce.live.domain.interviewer.understanding.translated_acts import find_translated_acts
from vivavoce.live.domain.interviewer.understanding.unworded_acts import (
    discount_answer,
    guess_ending,
    locate_best,
    locate_opening_question,
    locate_request,
    locate_unworded,
    may_be_odd_answer,
    may_be_unworded,
    opens_with_question,
)
from vivavoce.live.domain.interviewer.understanding.worded_acts import (
    BONUS,
    USUAL_BONUS,
    drop_parts_of_answers,
    find_acts,
    find_present_distress,
    is_reported,
    list_certain_endings,
)
from vivavoce.live.domain.interviewer.words import (
    MIN_ENGLISH_SHARE,
    measure_stop_word_share,
    tokenize,
)

_NOT_UNDERSTOOD: frozenset[UtteranceAct] = frozenset(
    ["does_not_know", "answer", "asks_other_process", "asks_machine", "asks_about_question"]
)
"""What a text is taken for at first that says that a word or the question was not understood."""
_MAX_MEANING_SENTENCES, _MAX_MEANING_WORDS = 3, 24
_MAX_OFFERED_WORDS = 3
"""As few words, such as "stop" or "pause, please", are read as English in every interview."""
_DOUBTED = REQUESTS | {"wants_slower", "wants_louder", "wants_writing"}
"""Acts whose words often stand in answers: as statements they must not look like an answer."""
_LEAST_MARGIN = 0.3
"""How much likelier than an answer the words of such a statement must be for the classifier."""
_RECONSIDERED = REQUESTS - {"distress", "asks_other_process"}
_LEAST_UNWORDED_MARGIN, _LEAST_WORDED_MARGIN = -1.5, -3.5
"""How much likelier than an answer a request must be: by the classifier alone, and with a listed wording."""
_LEAST_UNWORDED_MARGINS: Mapping[UtteranceAct, float] = {"asks_next": -0.5, "wants_end": 1.0}
"""The margins of acts that lines of authors who were not learned show to be less sure."""
_ASKING_WORD = re.compile(
    r"\?|\b(?:wh(?:o|om|ose|os|o's|at|ats|at's|en|ens|ere|eres|ich|y|ys|it|aur|a|ae)|wot\w*|how\w*|are|r|is|am"
    r"|do|does|dya|did|will|can|could|would|should|gonnae?|you|your|u|ur|ye|yer|yous|i|i'm|im|ive|me|my"
    r"|wonder\w*|curious|know|tell|ask\w*|any|need|want|wanna|like)\b",
    re.IGNORECASE,
)
"""Without one, a question must be likelier than an answer: "data entry and filing" asks nothing."""
_CHECK_OF_LISTENER = re.compile(
    r"(?<=\w)(?:[.,;!\u2026 -]+(?:so |and |if )?"
    r"(?:(?:does|do|did) (?:that|it|this) (?:\w+ )?make (?:any )?sense(?: to you)?|"
    r"(?:(?:that|it) )?makes sense|"
    r"you (?:know|see|get)(?: what i mean)?|y'?know|know what i mean|(?:do )?you (?:get|feel|follow) me))"
    r"\s*\?+\s*\Z",
    re.IGNORECASE,
)
"""Behind other words it asks only whether one is followed: "They check it twice, you know?\""""
_LEAST_OTHER_MARGIN = 3.0
"""How much likelier than an answer a request must be in a text that was read as thanks or a joke."""
_LEAST_OWN_MARGIN = -2.0
"""How much likelier than an answer one of several sentences must be by itself."""
_LIKE_STEPS: frozenset[UtteranceAct] = frozenset(["orders_interviewer", "small_talk"])
"""Acts without a listed wording that sound like a step of the work: "Get the hoist." answers a case."""
_CERTAIN_GUESS, _CERTAIN_LONG_GUESS = 1.8, 3.0
"""How much likelier than an answer an act without a listed wording must be, behind an answer."""


def understand(
    text: str,
    *,
    question: str = "",
    said_before: str = "",
    kind: QuestionKind | None = None,
    language: str = ENGLISH,
) -> UnderstoodUtterance:
    """Return the acts of ``text`` as a reply to ``question``.

    Without the ``kind`` of the question, none is found that only this kind makes certain. ``said_before`` is
    the beginning of a spoken ``text`` that was followed by a silence: a sentence may end there. The spans cut
    ``text``; together the answer's spans are what is assessed.

    In an interview in another ``language``, the acts are found by the wordings of its table; where there is
    none, its sentences are answers or questions.
    """
    if is_noise(text):
        return _whole(text, "noise")
    if not is_english(language):
        found = _understand_translated(text, language)
        if found is not None:
            return found
    check = _CHECK_OF_LISTENER.search(text)
    if check is None:
        return _understand_english(text, question, said_before, kind)
    found = _understand_english(text[: check.start()], question, said_before, kind)
    last = replace(found.spans[-1], end=len(text))
    return UnderstoodUtterance(text, (*found.spans[:-1], last))


def _understand_english(
    text: str, question: str, said_before: str, kind: QuestionKind | None
) -> UnderstoodUtterance:
    sentences = split_sentences(text, said_before=said_before)
    if not sentences:
        return _whole(text, "noise")
    plain = " ".join(each.plain for each in sentences)
    may_order = kind not in CASES or "please" in plain  # "Stop." is what one would do, too
    if SAYS_FAREWELL.fullmatch(plain) or (may_order and SAYS_STOP.fullmatch(plain)):
        return _whole(text, "wants_end")
    if SAYS_PAUSE.fullmatch(plain):
        return _whole(text, "wants_pause")
    if ADDS_TO_ANSWER.fullmatch(plain):
        return _whole(text, "answer")
    if SAYS_RETURN.fullmatch(plain):
        return _whole(text, "small_talk")
    scores = second_opinion.score_acts(text)
    found = _understand_sentences(text, sentences, question, kind, scores)
    if found.acts == ("does_not_know",) and any(map(holds_plan, sentences)):
        return _whole(text, "answer")
    if _asks_meaning(sentences, found):
        return _whole(text, "asks_about_question")
    if any(_is_doubtful_request(text, each) for each in found.spans):
        found = _whole(text, "answer")
    found = _reconsider(text, sentences, question, found, scores)
    if set(found.acts) <= {"answer"} and (distress := find_present_distress(sentences)):
        return UnderstoodUtterance(text, _cut(text, sentences, distress))
    return found


def _asks_meaning(sentences: Sequence[Sentence], found: UnderstoodUtterance) -> bool:
    """Whether a short reply says that a word, or the question, was not understood."""
    if not _NOT_UNDERSTOOD.issuperset(found.acts) or len(sentences) > _MAX_MEANING_SENTENCES:
        return False
    return sum(len(each.words) for each in sentences) <= _MAX_MEANING_WORDS and any(
        ASKS_MEANING.search(clause.plain) and not is_reported(sentences, index, clause)
        for index, sentence in enumerate(sentences)
        for clause in list_clauses(sentence)
    )


def _understand_translated(text: str, language: str) -> UnderstoodUtterance | None:
    """Return the acts by the wordings of ``language``, or None if the text is better read as English."""
    known, is_foreign = match_translation(language), _is_foreign(text)
    spans = None if known is None else find_translated_acts(text, known)
    if spans is None:
        is_question = text.rstrip().endswith("?")
        act: UtteranceAct = "asks_about_question" if is_question else "answer"
        return _whole(text, act) if is_foreign else None
    found = UnderstoodUtterance(text, spans)
    is_certain = not {"answer", "asks_about_question"}.issuperset(found.acts)
    return found if is_foreign or is_certain else None


def _is_foreign(text: str) -> bool:
    """Whether a text of a few words or more is no English."""
    is_sentence = len(tokenize(text)) > _MAX_OFFERED_WORDS
    return is_sentence and measure_stop_word_share(text) < MIN_ENGLISH_SHARE


def _reconsider(
    text: str,
    sentences: Sequence[Sentence],
    question: str,
    found: UnderstoodUtterance,
    scores: Mapping[UtteranceAct, float],
) -> UnderstoodUtterance:
    """Return ``found``, unless the classifier is sure of a request in the text, or that there is none."""
    likely = max(_RECONSIDERED, key=scores.__getitem__)
    margin = scores[likely] - scores["answer"]
    requests = [each for each in found.spans if each.act in _RECONSIDERED]
    if requests and margin < _LEAST_WORDED_MARGIN:
        is_none = all(_own_margin(text, each) < _CERTAIN_GUESS for each in requests)
        return _whole(text, "answer") if is_none else found
    others = (score for act, score in scores.items() if act not in _RECONSIDERED | {"answer"})
    least = _LEAST_UNWORDED_MARGINS.get(likely, _LEAST_UNWORDED_MARGIN)
    if likely.startswith("asks_") and not _ASKING_WORD.search(text):
        least = max(least, 0.0)
    is_request = margin > least and scores[likely] > max(others)
    is_other_act = not _RECONSIDERED.issuperset(found.other_acts)
    if (
        not is_request
        or (is_other_act and margin < _LEAST_OTHER_MARGIN)
        or likely in found.acts
        or is_surely_answer(text, sentences, question)
    ):
        return found
    located = locate_best(text, sentences, likely)
    if len(sentences) > 1 and located[0].margin < _LEAST_OWN_MARGIN:
        return found
    return UnderstoodUtterance(text, _cut(text, sentences, located))


def _own_margin(text: str, span: ActSpan) -> float:
    """Return how much likelier than an answer the words of ``span`` are by themselves."""
    scores = second_opinion.score_acts(text[span.start : span.end])
    return scores[span.act] - scores["answer"]


_OWN_WISH = re.compile(
    r"i(?:['\u2019]d| would) (?:like|love|prefer) (?:to )?(?:a |an )?(?:short |little |quick )?"
    r"(?:break|pause|stop|end|skip)\b"
)
"""A wish of this moment, whatever the classifier makes of its few words."""


def _is_doubtful_request(text: str, span: ActSpan) -> bool:
    """Whether a request that is worded as a statement is an answer for the classifier."""
    said = text[span.start : span.end].strip()
    if _OWN_WISH.match(said.lower()):
        return False
    if span.act not in _DOUBTED or said.endswith("?") or opens_with_question(said):
        return False
    scores = second_opinion.score_acts(said)
    return scores[span.act] - scores["answer"] < _LEAST_MARGIN


def _understand_sentences(
    text: str,
    sentences: Sequence[Sentence],
    question: str,
    kind: QuestionKind | None,
    unweighed: Mapping[UtteranceAct, float],
) -> UnderstoodUtterance:
    if sum(len(each.words) for each in sentences) <= MAX_WHOLE_WORDS:
        found = (
            _whole(text, "answer")
            if all(map(is_plan, sentences))
            else _understand_short(text, sentences, question, kind, unweighed)
        )
        if kind is None:
            return found
        if any(_is_doubtful_request(text, each) for each in found.spans):
            found = _whole(text, "answer")
        return adjust_to_kind(found, sentences, question, kind)
    findings = (
        list_certain_endings(
            sentences, drop_parts_of_answers(sentences, find_acts(sentences, text, None))
        )
        or guess_ending(text, sentences, least=_CERTAIN_LONG_GUESS)
        or locate_request(text, sentences, unweighed, least=_CERTAIN_LONG_GUESS)
    )
    if not findings:
        return _whole(text, "answer")
    return UnderstoodUtterance(text, _cut(text, sentences, findings))


def _understand_short(
    text: str,
    sentences: Sequence[Sentence],
    question: str,
    kind: QuestionKind | None,
    unweighed: Mapping[UtteranceAct, float],
) -> UnderstoodUtterance:
    """Weigh the listed wordings, the classifier and the question for the whole text."""
    plans = frozenset(at for at, each in enumerate(sentences) if is_plan(each))
    scores = dict(unweighed)
    found = [each for each in find_acts(sentences, text, scores) if each.sentence not in plans]
    findings = drop_parts_of_answers(sentences, found)
    scores["answer"] -= 0.0 if len(sentences) - 1 in plans else discount_answer(sentences)
    for act in {finding.act for finding in findings}:
        scores[act] += BONUS.get(act, USUAL_BONUS)
    signals = read_signals(text, sentences, question, kind)
    for act, bonus in signals.items():
        scores[act] += bonus
    likely = max(scores, key=scores.__getitem__)
    if likely == "answer":
        agreed = list_certain_endings(sentences, findings)
        agreed = agreed or guess_ending(text, sentences, least=_CERTAIN_GUESS)
        agreed = agreed or locate_opening_question(text, sentences, question)
    else:
        agreed = [finding for finding in findings if finding.act == likely]
        if not agreed and _is_reported_speech(sentences, found, likely):
            return _whole(text, "answer")
        if not agreed and likely in REQUESTS and len(sentences) > 1:
            agreed = locate_request(text, sentences, unweighed, least=0.0)
        elif not agreed and likely not in WHOLE_ACTS:
            agreed = locate_unworded(text, sentences, likely)
    if agreed:
        return UnderstoodUtterance(text, _cut(text, sentences, agreed))
    sounds_like_step = likely in _LIKE_STEPS and unweighed["answer"] > unweighed[likely]
    if likely == "answer" or sounds_like_step or not may_be_unworded(text, sentences, likely):
        return _whole(text, "answer")
    if sentences[-1].ending != "?" and not signals.get(likely) and may_be_odd_answer(text, likely):
        return _whole(text, "answer")
    return _whole(text, likely)


def _is_reported_speech(
    sentences: Sequence[Sentence], found: Sequence[ActFinding], likely: UtteranceAct
) -> bool:
    """Whether a request only reports what somebody said, or is a part of a story."""
    return likely in REQUESTS and (
        likely in {each.act for each in found}
        or REPORTED_FIRST.match(sentences[-1].plain) is not None
    )


def _whole(text: str, act: UtteranceAct) -> UnderstoodUtterance:
    return UnderstoodUtterance(text, (ActSpan(act, 0, len(text)),))


def _cut(
    text: str, sentences: Sequence[Sentence], findings: Sequence[ActFinding]
) -> tuple[ActSpan, ...]:
    has_whole = any(finding.act in WHOLE_ACTS for finding in findings)
    return cut_spans(text, sentences, findings, is_answer_possible=not has_whole)
