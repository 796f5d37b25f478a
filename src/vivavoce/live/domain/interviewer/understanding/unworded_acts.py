"""Finds the acts that no listed wording says and that the classifier alone recognizes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from vivavoce.kernel.event_kinds import find_event_kinds
from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.past_event import describes_past_event
from vivavoce.live.domain.interviewer.understanding import second_opinion
from vivavoce.live.domain.interviewer.understanding.acts import (
    REQUESTS,
    WHOLE_ACTS,
    WISHES,
)
from vivavoce.live.domain.interviewer.understanding.clauses import (
    Sentence,
    list_clauses,
)
from vivavoce.live.domain.interviewer.understanding.signals import read_signals
from vivavoce.live.domain.interviewer.understanding.spans import (
    CERTAIN_MARGIN,
    ActFinding,
)
from vivavoce.live.domain.interviewer.understanding.worded_acts import (
    MAX_TAIL_SENTENCES,
    is_reported,
)

_NEEDS_A_SIGN: frozenset[UtteranceAct] = frozenset(["noise", "joke"])
"""Acts that a short answer in unusual words ("shoes, mostly") is likely to be for the classifier."""
_OF_SPEAKER: frozenset[UtteranceAct] = frozenset(["never_had", "refuses_other", "wants_simpler"])
"""Acts of the speaker: a statement about how things are ("Low price is always bad.") is none of them."""
_SPEAKS_OF_ITSELF = re.compile(
    r"\b(?:i|i['\u2019]\w+|me|my|mine|we|us|our|no|nope|nah|not|none|never|nothing|nobody|please|sorry|"
    r"question|words?|english|explain|didnt|dont|simpler|easier|pass|skip|next|private|personal|business|"
    r"secret|without|zero)\b|"
    r"n['\u2019]t\b"
)
_TO_INTERVIEWER = re.compile(
    r"\b(?:you(?: are|['\u2019]re| is)|are you|your|"
    r"you (?:stupid|dumb|useless|idiot|fool|machine|bot|robot|piece)|"
    r"shut|damn|hell|hate|stupid|idiot|useless|ridiculous|nonsense|rubbish|crap|shit|fuck\w*|joke|waste)\b"
)
"""Words of an insult; "suppliers let you down" has none."""
_FIRST_PERSON = frozenset(("i", "we", "me", "us", "my", "our", "mine", "myself"))
_MAX_WISH_WORDS = 16
_MIN_GUESSED_WORDS, _MAX_GUESSED_WORDS = 3, 18
_MAX_GUESSED_CLAUSES = 2


_SHRUGS = re.compile(
    r"(?:(?:so|and|but) )?what (?:else )?can (?:you|i|we|one) do(?: about (?:it|that))?"
)
"""The end of a resigned answer, which asks the interviewer for nothing."""


def guess_ending(text: str, sentences: Sequence[Sentence], *, least: float) -> list[ActFinding]:
    """Return the act of the last sentence or clause that is ``least`` likelier than an answer."""
    last = len(sentences) - 1
    sentence = sentences[last]
    clauses = [each for each in list_clauses(sentence) if last or each.index]
    for clause in clauses[:1] + clauses[1:][-_MAX_GUESSED_CLAUSES:]:
        part = text[sentence.words[clause.index].start : sentence.end] + sentence.ending
        if (
            clause.plain.count(" ") + 1 < _MIN_GUESSED_WORDS
            or clause.plain.count(" ") > _MAX_GUESSED_WORDS
        ):
            continue
        if _SHRUGS.fullmatch(clause.plain):
            continue
        scores = second_opinion.score_acts(part)
        likely = max(scores, key=scores.__getitem__)
        if likely == "answer" or likely in WHOLE_ACTS or is_reported(sentences, last, clause):
            continue
        if scores[likely] - scores["answer"] >= least:
            return [ActFinding(likely, last, clause.index, margin=CERTAIN_MARGIN)]
    return []


def locate_request(
    text: str, sentences: Sequence[Sentence], scores: Mapping[UtteranceAct, float], *, least: float
) -> list[ActFinding]:
    """Return the sentence that makes the text a request for the classifier; none, if it is an answer."""
    likely = max(REQUESTS, key=scores.__getitem__)
    if scores[likely] - scores["answer"] < least or likely != max(scores, key=scores.__getitem__):
        return []
    found = locate_best(text, sentences, likely)
    if _SHRUGS.fullmatch(sentences[found[0].sentence].plain):
        return []
    return found if found[0].margin >= 0 else []


def locate_best(text: str, sentences: Sequence[Sentence], act: UtteranceAct) -> list[ActFinding]:
    """Return the one of the last sentences that is likeliest ``act``, with its margin over an answer."""
    found = []
    for index in range(max(0, len(sentences) - MAX_TAIL_SENTENCES), len(sentences)):
        sentence = sentences[index]
        scores = second_opinion.score_acts(text[sentence.start : sentence.end] + sentence.ending)
        found.append(ActFinding(act, index, 0, margin=scores[act] - scores["answer"]))
    return [max(found, key=lambda each: each.margin)]


def locate_unworded(
    text: str, sentences: Sequence[Sentence], act: UtteranceAct
) -> list[ActFinding]:
    """Return the first sentence that is ``act`` by the classifier alone; none, if no answer is before it."""
    for index, sentence in enumerate(sentences[1:], start=1):
        scores = second_opinion.score_acts(text[sentence.start : sentence.end] + sentence.ending)
        if scores[act] > scores["answer"]:
            return [ActFinding(act, index, 0)]
    return []


def locate_opening_question(
    text: str, sentences: Sequence[Sentence], question: str
) -> list[ActFinding]:
    """Return what the candidate asks before a few words that explain it; none, if these answer.

    "Can I ask who reads this? The family still lives in our street." Without such words a question at the
    beginning is most often one's own: "Who decides? In our team the lead."
    """
    first, rest = sentences[0], sentences[1:]
    asked = text[: first.end] + first.ending
    if not rest or not opens_with_question(asked) or _tells_answer(text[first.end :]):
        return []
    scores = dict(second_opinion.score_acts(asked))
    for act, bonus in read_signals(asked, sentences[:1], question).items():
        scores[act] += bonus
    likely = max(_ASKING, key=scores.__getitem__)
    is_asked = scores[likely] > scores["answer"]
    return [ActFinding(likely, 0, 0, margin=CERTAIN_MARGIN)] if is_asked else []


def opens_with_question(text: str) -> bool:
    """Return whether ``text`` begins with a question that is plainly put to the interviewer."""
    asked = _FIRST_QUESTION.match(text.strip().lower())
    return asked is not None and _TURNS_TO_INTERVIEWER.search(asked.group()) is not None


_FIRST_QUESTION = re.compile(r"[^.!?]{1,200}\?")
_TURNS_TO_INTERVIEWER = re.compile(
    r"^(?:sorry|excuse me|pardon)\b|\bbefore i (?:answer|start|begin|say|tell|go)\b|"
    r"\b(?:can|may|could|might) i (?:just |quickly |first )?ask\b|\b(?:one|a|quick|short) question\b|"
    r"\b(?:do )?you mean\b|\bare you asking\b"
)
_ASKING: frozenset[UtteranceAct] = REQUESTS | {"asks_about_question"}
_OWN_WILL = re.compile(
    r"\b(?:I|we|you)(?:['\u2019]d(?! never)| would| can| could)\b", re.IGNORECASE
)
_MAX_EXPLAINING_WORDS = 20


def _tells_answer(rest: str) -> bool:
    """Whether the words after a question are more than its explanation: an act, a plan, or many words."""
    return (
        len(rest.split()) > _MAX_EXPLAINING_WORDS
        or describes_past_event(rest)
        or _OWN_WILL.search(rest) is not None
    )


def _has_room_for_answer(sentences: Sequence[Sentence]) -> bool:
    """Whether there are sentences and words enough for an answer besides a wish."""
    words = sum(len(each.words) for each in sentences)
    return len(sentences) > 1 and words > _MAX_WISH_WORDS


def may_be_unworded(text: str, sentences: Sequence[Sentence], likely: UtteranceAct) -> bool:
    """Whether the whole text can be an act that only the classifier found."""
    if likely in WISHES and _has_room_for_answer(sentences):
        return False
    if likely == "partial_experience":
        return _is_own_experience(sentences)
    return likely in WHOLE_ACTS or len(sentences) == 1 or _opens_with(text, sentences, likely)


def may_be_odd_answer(text: str, likely: UtteranceAct) -> bool:
    """Whether an act that only the classifier found can be an answer: in unusual words, or an occasion."""
    if likely == "small_talk":
        return "time" in find_event_kinds(text)
    if likely == "thanks":
        return _THANKS.search(text.lower()) is None
    if likely == "abuse":
        return _TO_INTERVIEWER.search(text.lower()) is None
    if likely in _OF_SPEAKER:
        return _SPEAKS_OF_ITSELF.search(text.lower()) is None
    return likely in _NEEDS_A_SIGN


_THANKS = re.compile(
    r"thank|thx|cheers|appreciat|grateful|kind|welcome|\bta\b|merci|danke|gracias|pleasure|helpful|bless|nice"
)


def _is_own_experience(sentences: Sequence[Sentence]) -> bool:
    """Whether the text speaks of the candidate, or asks whether something counts."""
    words = {word.text for each in sentences for word in each.words}
    return bool(words & _FIRST_PERSON) or sentences[-1].ending == "?"


def _opens_with(text: str, sentences: Sequence[Sentence], act: UtteranceAct) -> bool:
    """Whether the first sentence is likelier ``act`` than an answer, in an utterance of few words."""
    first = sentences[0]
    scores = second_opinion.score_acts(text[: first.end] + first.ending)
    return scores[act] + discount_answer(sentences[:1]) > scores["answer"]


def discount_answer(sentences: Sequence[Sentence]) -> float:
    """Return by how much an answer is less likely in a short text than among the classifier's lines."""
    plain = ". ".join(each.plain for each in sentences)
    count = plain.count(" ") + 1
    if describes_past_event(plain):
        return 0.0
    return 4.0 if count <= 16 else 2.0
