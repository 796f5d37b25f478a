"""The interviewer's built-in wordings: small sets per reason; a seed selects one reproducibly.

A probe never praises, never summarizes and never reveals the rubric, because that would suggest the answer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vivavoce.contracts.personas import PERSONAS
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.kernel.translation import (
    ENGLISH,
    phrase,
    phrases,
    prefer_translated,
    translatable,
    translatable_plural,
    translate,
)
from vivavoce.live.domain.events import ReasonCode
from vivavoce.live.domain.interviewer.answer_elements import (
    STORY_KINDS,
    is_brief_answer,
    parse_expected_point_index,
)
from vivavoce.live.domain.interviewer.everyday_words import list_everyday_stems
from vivavoce.live.domain.interviewer.given_details import (
    asks_for_given_detail,
    presumes_act,
    presumes_too_much,
)
from vivavoce.live.domain.interviewer.probe_wordings import builtin_probes
from vivavoce.live.domain.interviewer.question_guard import RubricGuard
from vivavoce.live.domain.interviewer.words import content_stems

_RESTATE: Mapping[str, tuple[str, ...]] = {
    "NO_ANSWER": phrases(
        "Take your time. Here is the question again: {open}",
        "No rush. Let me ask it again: {open}",
        "Feel free to think about it for a moment. The question was: {open}",
    ),
    "OFF_TOPIC": phrases(
        "Let me bring us back to the question: {open}",
        "I'd like to come back to my question: {open}",
        "Going back to the question: {open}",
    ),
}
_SIMPLER: Mapping[str, tuple[str, ...]] = {
    "behavioral": phrases(
        "Let me narrow that down: which time comes to mind first, and what happened?",
        "In other words: was there a day like that? A small example is fine.",
        "To put it more simply: what do you remember about it, and where were you?",
        "Let me ask it another way: has anything like that ever come up, even something small?",
    ),
    "failure": phrases(
        "In other words: what didn't go to plan? It can be something small.",
        "To put it more simply: what would you do differently today?",
        "Let me narrow that down: when was the last time you got something wrong?",
        "Let me ask it another way: what is one thing you wish had gone better?",
    ),
    "situational": phrases(
        "In other words: picture yourself there. What is the first thing you would do?",
        "Let me narrow that down: what would you do in the first few minutes?",
        "To put it more simply: what would you do, and what would you leave?",
        "Let me ask it another way: if that came up tomorrow, where would you start?",
    ),
    "work_sample": phrases(
        "In other words: where would you start? One step is enough.",
        "Let me narrow that down: what would the first step be?",
        "To put it more simply: what would you do first, and what after that?",
        "Let me ask it another way: if you had to begin right now, what would you do?",
    ),
    "knowledge": phrases(
        "In other words: what is the first thing that comes to mind?",
        "Let me narrow that down: one thing about it is enough. Which would you pick?",
        "To put it more simply: how would you explain it to a friend?",
        "Let me ask it another way: what is the part of it that you know best?",
    ),
}
"""Simpler versions by question kind, for a candidate who has given no answer twice."""
_CLARIFY = phrases(
    "You said “{first}”, and later “{second}”. How do those two fit together?",
    "Earlier you said “{first}”, and later “{second}”. Can you help me understand both?",
)
_REPEAT = phrases("Of course: {open}", "Sure, once more: {open}", "Yes, here it is again: {open}")
BRIDGES = phrases("Thank you.", "Thanks for that.", "All right, thank you.")
BRIDGES_AFTER_SKIP = phrases(
    "That's fine, let's leave this one.",
    "No problem, let's move on.",
    "All right, on to the next one.",
)
CLOSINGS: Mapping[str, str] = {
    "all_asked": phrase("That was my last question."),
    "time": phrase("Our time is up, so I have to stop here."),
    "candidate_ended": phrase("All right, we'll end here."),
    "staff_ended": phrase("We'll end the conversation here."),
}
WELCOME = phrase("Welcome, and thank you for being here.")
FAREWELL = phrase("Thank you for your time. You will hear from us.")
"""``WELCOME`` and ``FAREWELL`` are the defaults for plans without a greeting or closing script."""
FAREWELL_WITHOUT_ANSWERS = phrase(
    "Thank you for your time. You didn't answer any questions, so there is nothing to read or assess. "
    "Goodbye, and all the best."
)
"""Replaces the closing script, which thanks for answers and says what becomes of them."""
_TIME_LIMIT = phrase("We have about {seconds} seconds for this one.")
_MAX_QUOTE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class QuestionWording:
    """A text, and its index in the set that it was selected from; -1 for a probe from the plan."""

    text: str
    variant: int | None
    """None for the text of a proposal."""


def select_wording(
    options: Sequence[str], *, session_id: str, turn: int, language: str = ENGLISH
) -> QuestionWording:
    """Return one of ``options`` by a hash of session and turn, so that a replay gives the same one.

    A ``phrase`` is returned in ``language``, with its placeholders.
    """
    digest = hashlib.sha256(f"{session_id}:{turn}".encode()).digest()
    known = prefer_translated(options, language)
    text = known[int.from_bytes(digest[:8], "big") % len(known)]
    return QuestionWording(translate(text, language), options.index(text))


def probe_wording(
    element: str,
    code: ReasonCode,
    question: PlanQuestion,
    guard: RubricGuard,
    *,
    session_id: str,
    turn: int,
    language: str = ENGLISH,
    answers: Sequence[str] = (),
    already_asked: frozenset[str] = frozenset(),
    is_own_part: bool = False,
) -> QuestionWording | None:
    """Return a wording that asks for ``element``: one of the plan's own probes, or else a built-in one.

    A probe that asks for a detail of ``answers``, or that presumes what nobody mentioned or did, comes
    after the others; for an own part that was told as "we" (``is_own_part``) it is a built-in one. Returns
    None when every wording was ``already_asked`` or would reveal the rubric.
    """

    def may_be_put(words: str) -> bool:
        return not _was_asked(words, already_asked) and not guard.leaks(words)

    def fits(words: str) -> bool:
        if element == "own_action" and presumes_act(words):
            return False
        return not asks_for_given_detail(words, answers) and not presumes_too_much(
            words, question.text, answers
        )

    own = () if is_own_part else _probes_for_answer(element, question, answers, language)
    planned = list(filter(may_be_put, own))
    if fitting := list(filter(fits, planned)):
        drawn = select_wording(fitting, session_id=session_id, turn=turn)
        return QuestionWording(drawn.text, -1)
    options = builtin_probes(element, code, question.kind)
    sayable = prefer_translated(options, language)
    clean = [text for text in sayable if may_be_put(translate(text, language))]
    usable = list(filter(fits, clean)) or planned or clean
    if not usable:
        return None
    drawn = select_wording(usable, session_id=session_id, turn=turn)
    if drawn.text not in options:
        return QuestionWording(drawn.text, -1)
    return QuestionWording(translate(drawn.text, language), options.index(drawn.text))


_PRESUMES_ACT = frozenset(["reason", "result", "situation"])
"""What only an act can have."""


def _probes_for_answer(
    element: str, question: PlanQuestion, answers: Sequence[str], language: str
) -> Sequence[str]:
    """Return the plan's probes that ask for ``element`` and fit whatever ``answers`` tell.

    A case and a practice are the question's own, and so are their probes. A story is the candidate's: of
    several wordings written before it was told, those fit that have a word of it which is not only the
    question's. Few words about a case or a practice hold too little for wordings that build on more.
    """
    probes = planned_probes(element, question)
    if question.kind not in STORY_KINDS:
        is_brief = len(answers) == 1 and is_brief_answer(answers[0])
        return () if is_brief and element in _PRESUMES_ACT else probes
    if len(probes) == 1:
        return probes
    told = content_stems(" ".join(answers)) - content_stems(question.text)
    told -= list_everyday_stems(language)
    return [probe for probe in probes if content_stems(probe) & told]


def planned_probes(target_element: str, question: PlanQuestion) -> Sequence[str]:
    """Return the plan's probes that ask for ``target_element``."""
    place = parse_expected_point_index(target_element)
    if place is not None:
        return question.probes[place : place + 1]
    pairs = zip(question.probe_elements, question.probes, strict=False)
    return [phrase for element, phrase in pairs if element == target_element]


def _was_asked(words: str, already_asked: frozenset[str]) -> bool:
    """Whether ``words`` were already asked, with or without a note about time before them."""
    return any(phrase.endswith(words) for phrase in already_asked)


def add_lead(
    wording: QuestionWording,
    leads: Sequence[str],
    *,
    session_id: str,
    turn: int,
    language: str = ENGLISH,
) -> QuestionWording:
    """Return ``wording`` with one of ``leads`` before it."""
    lead = select_wording(leads, session_id=session_id, turn=turn, language=language)
    return QuestionWording(f"{lead.text} {wording.text}", wording.variant)


def last_time_limit_s(texts: Iterable[str], language: str = ENGLISH) -> int | None:
    """Return the seconds for an answer that the last of the interviewer's ``texts`` with a limit named."""
    limit = _compile_time_limit(translate(_TIME_LIMIT, language))
    named = (found for text in texts if (found := limit.search(text)))
    return next((int(found[1]) for found in reversed(list(named))), None)


@lru_cache(maxsize=64)
def _compile_time_limit(sentence: str) -> re.Pattern[str]:
    before, _, after = sentence.partition("{seconds}")
    return re.compile(rf"(?<!\w){re.escape(before)}(\d{{1,4}}){re.escape(after)}")


def add_time_limit(
    wording: QuestionWording, seconds: int, language: str = ENGLISH
) -> QuestionWording:
    """Return ``wording`` with a note of how many seconds there are for the answer."""
    return QuestionWording(
        f"{_phrase_time_limit(seconds, language)} {wording.text}", wording.variant
    )


def _phrase_time_limit(seconds: int, language: str) -> str:
    return translate(_TIME_LIMIT, language).format(seconds=seconds)


def restate_question(
    code: ReasonCode, open_text: str, *, session_id: str, turn: int, language: str = ENGLISH
) -> QuestionWording:
    """Return the open question, ``open_text``, asked again after silence or an off-topic answer."""
    drawn = select_wording(_RESTATE[code], session_id=session_id, turn=turn, language=language)
    return QuestionWording(drawn.text.format(open=open_text), drawn.variant)


def simplify_question(
    question: PlanQuestion,
    *,
    session_id: str,
    turn: int,
    language: str = ENGLISH,
    already_asked: frozenset[str] = frozenset(),
) -> QuestionWording:
    """Return a simpler version of ``question``, preferably one that is not in ``already_asked``."""
    sayable = prefer_translated(_SIMPLER[question.kind], language)
    options = [translate(text, language) for text in sayable]
    unasked = [option for option in options if not _was_asked(option, already_asked)]
    return select_wording(unasked or options, session_id=session_id, turn=turn)


def phrase_conflict_question(
    first: str, second: str, *, session_id: str, turn: int, language: str = ENGLISH
) -> QuestionWording:
    """Return a question that quotes both conflicting statements, without judging them."""
    drawn = select_wording(_CLARIFY, session_id=session_id, turn=turn, language=language)
    text = drawn.text.format(first=_shorten_quote(first), second=_shorten_quote(second))
    return QuestionWording(text, drawn.variant)


def repeat_question(
    open_text: str, *, session_id: str, turn: int, language: str = ENGLISH
) -> QuestionWording:
    """Return the open question, ``open_text``, repeated at the candidate's request."""
    drawn = select_wording(_REPEAT, session_id=session_id, turn=turn, language=language)
    return QuestionWording(drawn.text.format(open=open_text), drawn.variant)


def question_wording(
    question: PlanQuestion,
    *,
    session_id: str,
    turn: int,
    language: str = ENGLISH,
    is_first: bool,
    is_after_skip: bool,
    suggested_s: int,
    is_time_short: bool,
    persona_id: str | None = None,
) -> QuestionWording:
    """Return a planned question with a bridge before it, and a note about the time if it is short."""
    if is_first:
        return QuestionWording(question.text, 0)
    bridges = BRIDGES_AFTER_SKIP if is_after_skip else _bridges(persona_id)
    bridge = select_wording(bridges, session_id=session_id, turn=turn, language=language)
    note = f" {_phrase_time_limit(suggested_s, language)}" if is_time_short else ""
    return QuestionWording(f"{bridge.text}{note} {question.text}", bridge.variant)


def greeting_text(plan: InterviewPlan, *, minutes: int) -> str:
    """Return the greeting: the plan's script, the number of questions and the time.

    A plan with optional questions promises no number: good answers to others can make them needless.
    """
    script = plan.greeting_script.strip() or translate(WELCOME, plan.spoken_language)
    count = len(plan.questions)
    if all(question.is_mandatory for question in plan.questions):
        length = translatable_plural(
            "I have one question, and we have up to {minutes} minutes.",
            "I have {count} questions, and we have up to {minutes} minutes.",
            count=count,
            minutes=minutes,
        )
    else:
        length = translatable(
            "I have up to {count} questions, and we have up to {minutes} minutes.",
            count=count,
            minutes=minutes,
        )
    return f"{script} {translate(length, plan.spoken_language)}"


def closing_text(plan: InterviewPlan, reason: str, *, has_answers: bool = True) -> str:
    """Return the closing message: the end ``reason``, then the plan's script if there are answers."""
    script = plan.closing_script.strip() or translate(FAREWELL, plan.spoken_language)
    if not has_answers:
        script = translate(FAREWELL_WITHOUT_ANSWERS, plan.spoken_language)
    return f"{translate(CLOSINGS[reason], plan.spoken_language)} {script}"


def _bridges(persona_id: str | None) -> Sequence[str]:
    """Return the sentences between an answer and the next question, from the persona or the default."""
    persona = PERSONAS.get(persona_id or "")
    return persona.acknowledgements if persona is not None else BRIDGES


def _shorten_quote(quote: str) -> str:
    quote = " ".join(quote.split())
    return (
        quote if len(quote) <= _MAX_QUOTE_LENGTH else quote[: _MAX_QUOTE_LENGTH - 1].rstrip() + "…"
    )
