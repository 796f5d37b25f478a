"""Reads an utterance of the candidate: its acts, the answer in it, and how it steers the interview."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion, QuestionKind
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.answer_elements import find_answered_elements
from vivavoce.live.domain.interviewer.answer_topic import is_off_topic
from vivavoce.live.domain.interviewer.coverage import get_question
from vivavoce.live.domain.interviewer.followup_policy import open_question_text
from vivavoce.live.domain.interviewer.reply_inputs import count_acts
from vivavoce.live.domain.interviewer.short_replies import (
    is_resume_request,
    parse_end_confirmation,
    read_offered_words,
)
from vivavoce.live.domain.interviewer.understanding.acts import (
    REQUESTS,
    ActSpan,
    UnderstoodUtterance,
)
from vivavoce.live.domain.interviewer.understanding.detection import understand
from vivavoce.live.domain.interviewer.words import iterate_words, tokenize
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.turns import determine_turn_kind

_FILLER_WORD_LIST = """
um umm uh uhm er erm hm hmm mm mhm ah oh well so ok okay yes yeah yep no nope right sure nothing
none nil na silence
"""
_FILLER_WORDS = frozenset(_FILLER_WORD_LIST.split())
_DENYING_WORDS = frozenset(["no", "nope", "nothing", "none", "nil"])
_WITHOUT_CASE: tuple[events.UtteranceAct, ...] = ("never_had", "does_not_know")
_ALL_SAID = re.compile(
    r"\b(?:that(?: is|'s| was)(?: about| really| pretty much)? (?:it|all)|"
    r"i(?: have|'ve) (?:said|told you|covered)|"
    r"(?:nothing|anything|there(?: is not|'s not| isn't)(?: much| a lot)?) (?:more|else|left|to add)|"
    r"das (?:war|wäre|ist)(?: eigentlich| auch| schon)? (?:es|alles)|das war's|"
    r"mehr (?:kann|fällt|weiß)|nichts (?:mehr|weiter|hinzuzufügen))\b"
)
_ALL_SAID_WORDS = frozenset({
    "a", "about", "add", "all", "alles", "also", "and", "anything", "auch", "can", "could", "covered",
    "das", "dazu", "eigentlich", "else", "es", "everything", "for", "from", "fällt", "gesagt", "habe",
    "have", "hinzuzufügen", "i", "i've", "ich", "in", "is", "isn't", "it", "ja", "kann", "know", "left",
    "lot", "me", "mehr", "mir", "moment", "more", "much", "nein", "nicht", "nichts", "no", "not",
    "nothing", "now", "of", "okay", "pretty", "really", "remember", "right", "sagen", "said", "say",
    "schon", "so", "tell", "that", "that's", "the", "there", "there's", "think", "this", "to", "told",
    "war", "war's", "was", "weiter", "weiß", "well", "what", "wäre", "yes", "you",
})  # fmt: skip
"""What people say beside it; any other word may be part of an answer."""
_INTENTS: Mapping[events.UtteranceAct, events.UtteranceIntent] = {
    "never_had": "does_not_know",
    "not_own_task": "does_not_know",
    "lacks_means": "does_not_know",
    "does_not_know": "does_not_know",
    "refuses_other": "wants_to_skip",
    "wants_skip": "wants_to_skip",
    "wants_repeat": "asks_again",
}
"""How acts steer the interview; every other act but an answer only makes a request."""


@dataclass(frozen=True, slots=True)
class InterpretedUtterance:
    """The meaning of an utterance as a reply to the open question."""

    intent: events.UtteranceIntent
    understood: UnderstoodUtterance | None = None
    """None for a short reply to the interviewer's own question."""
    elements: tuple[events.ElementMatch, ...] = ()
    answer_end: int | None = None
    """Offset where the answer ends; 0 if there is none, None if the whole utterance is the answer."""
    wants_to_end: bool | None = None
    """The answer to the end confirmation; during a pause, False means to resume."""

    @property
    def acts(self) -> tuple[events.UtteranceAct, ...]:
        """The acts of the utterance, in its order."""
        return () if self.understood is None else self.understood.acts


def interpret_utterance(
    text: str,
    state: Session,
    question: PlanQuestion,
    plan: InterviewPlan,
    *,
    open_question: str,
    said_before: str = "",
) -> InterpretedUtterance:
    """Return the meaning of ``text`` as a reply to ``question`` in ``state``.

    ``open_question`` is the text that was asked last, which may be a follow-up. ``said_before`` is the
    beginning of ``text`` that was followed by a silence.
    """
    text = read_offered_words(text, state.created.spoken_language)
    settled = _read_end_confirmation(text, state)
    if settled is not None:
        return InterpretedUtterance("makes_request", answer_end=0, wants_to_end=settled)
    if _has_said_all(text, state):
        whole = UnderstoodUtterance(text, (ActSpan("does_not_know", 0, len(text)),))
        return _interpret(whole, question, plan, open_question)
    understood = _understand(
        text, open_question, said_before, question.kind, state.created.spoken_language
    )
    if _is_denied_help(text, state):
        understood = UnderstoodUtterance(text, (ActSpan("never_had", 0, len(text)),))
    if understood.acts == ("noise",) and _is_like_silence(text, state):
        return InterpretedUtterance("nothing", understood, answer_end=0)
    return _interpret(understood, question, plan, open_question)


def interpret_recognized_act(
    turn: events.TurnCompleted, act: events.UtteranceAct, state: Session, plan: InterviewPlan
) -> InterpretedUtterance:
    """Return the meaning of ``turn`` if all of it is ``act``; ``state`` is the one before the turn.

    A wish to end that comes while the interviewer asks whether to end confirms it, as in words that the
    rules know.
    """
    if act == "wants_end" and state.is_end_confirmation_open:
        return InterpretedUtterance("makes_request", answer_end=0, wants_to_end=True)
    whole = UnderstoodUtterance(turn.text, (ActSpan(act, 0, len(turn.text)),))
    question = get_question(plan, turn.question_id or "")
    return _interpret(whole, question, plan, open_question_text(state, plan))


def reinterpret_turn(
    turn: events.TurnCompleted, text: str, plan: InterviewPlan
) -> InterpretedUtterance:
    """Return the meaning of ``text`` as the new text of ``turn``; an answer stays an answer."""
    if turn.question_id is None:
        return InterpretedUtterance(turn.intent or "answer")
    question = get_question(plan, turn.question_id)
    read = _interpret(
        _understand(text, question.text, "", question.kind, plan.spoken_language),
        question,
        plan,
        question.text,
    )
    if determine_turn_kind(read.intent) == "answer":
        return read
    return InterpretedUtterance("answer", read.understood, find_answered_elements(text, question))


def is_request(text: str, open_question: str, kind: QuestionKind | None, language: str) -> bool:
    """Return whether ``text`` asks for something beside the open question, and does not answer it."""
    understood = _understand(text, open_question, "", kind, language)
    return not understood.holds_answer and not REQUESTS.isdisjoint(understood.acts)


def _understand(
    text: str, open_question: str, said_before: str, kind: QuestionKind | None, language: str
) -> UnderstoodUtterance:
    if _is_filler(text):
        return UnderstoodUtterance(text, (ActSpan("answer", 0, len(text)),))
    return understand(
        text, question=open_question, said_before=said_before, kind=kind, language=language
    )


def _is_filler(text: str) -> bool:
    words = iterate_words(text)
    first = next(words, None)
    return (
        first is not None
        and first.text in _FILLER_WORDS
        and all(word.text in _FILLER_WORDS for word in words)
    )


def _is_denied_help(text: str, state: Session) -> bool:
    """Whether ``text`` only says no to the help that was given because nothing came to mind."""
    last = state.last_turn
    if last is None or last.kind != "follow_up" or last.reason != "NO_ANSWER":
        return False
    before = count_acts(state).at_question
    words = {word.text for word in tokenize(text)}
    is_denial = _is_filler(text) and not words.isdisjoint(_DENYING_WORDS)
    return is_denial and last.variant is None and any(before.get(act) for act in _WITHOUT_CASE)


def _has_said_all(text: str, state: Session) -> bool:
    """Whether ``text`` says, after a follow-up, only that there is nothing left to tell."""
    last = state.last_turn
    if last is None or last.kind != "follow_up":
        return False
    if any(word.text not in _ALL_SAID_WORDS for word in iterate_words(text)):
        return False
    return _ALL_SAID.search(" ".join(word.text for word in tokenize(text))) is not None


def _is_like_silence(noise: str, state: Session) -> bool:
    """Whether ``noise`` has no words, or the interviewer said before that it did not understand."""
    return not tokenize(noise) or count_acts(state).at_question.get("noise", 0) > 0


def _interpret(
    understood: UnderstoodUtterance,
    question: PlanQuestion,
    plan: InterviewPlan,
    open_question: str,
) -> InterpretedUtterance:
    answer_end = understood.answer_end
    if understood.other_acts and _is_filler(understood.text[:answer_end]):
        whole = ActSpan(understood.main_act, 0, len(understood.text))
        understood, answer_end = UnderstoodUtterance(understood.text, (whole,)), 0
    if not understood.holds_answer:
        intent = _intent_without_answer(understood)
        is_kept = intent == "does_not_know"
        return InterpretedUtterance(intent, understood, answer_end=None if is_kept else 0)
    answer = understood.text[:answer_end]
    if _is_filler(answer):
        return InterpretedUtterance("nothing", understood)
    elements = find_answered_elements(answer, question)
    if understood.acts == ("answer",) and is_off_topic(
        answer, elements, question, plan, open_question=open_question
    ):
        return InterpretedUtterance("off_topic", understood)
    return InterpretedUtterance("answer", understood, elements, answer_end)


def _intent_without_answer(understood: UnderstoodUtterance) -> events.UtteranceIntent:
    if not REQUESTS.isdisjoint(understood.acts):
        return "makes_request"
    steering = [_INTENTS[act] for act in understood.acts if act in _INTENTS]
    return steering[-1] if steering else "makes_request"


def _read_end_confirmation(text: str, state: Session) -> bool | None:
    """Return the answer to an open end confirmation, False for resuming a pause, or None for neither."""
    if state.is_end_confirmation_open:
        settled = parse_end_confirmation(text)
        return True if settled is None and understand(text).acts == ("wants_end",) else settled
    if state.is_paused and is_resume_request(text):
        return False
    return None
