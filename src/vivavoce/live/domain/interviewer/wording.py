"""The interviewer's built-in wordings: small sets per reason; a seed selects one reproducibly.

A probe never praises, never summarizes and never reveals the rubric, because that would suggest the answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vivavoce.contracts.personas import PERSONAS
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain.events import ReasonCode
from vivavoce.live.domain.interviewer.answer_elements import parse_expected_point_index
from vivavoce.live.domain.interviewer.question_guard import RubricGuard

PROBES: Mapping[str, tuple[str, ...]] = {
    "OWNERSHIP": (
        "What was your part in that?",
        "Which part of that did you do yourself?",
        "Where did you come in?",
        "Who did what, and which part was yours?",
        "What did you take on yourself?",
        "If I'd been there that day, what would I have seen you do?",
        "What was your own role in all of that?",
        "Which of those things did you do, and which did others do?",
        "What did you do on your own?",
        "How much of that was your own work?",
        "Can you walk me through your part in it?",
        "What did people come to you for?",
        "What would not have happened without you?",
        "Which of the decisions were yours?",
    ),
    "RESULT": (
        "How did it turn out?",
        "How did it end?",
        "What happened in the end?",
        "What came out of it?",
        "Where did things end up?",
        "How did that work out?",
        "What changed because of it?",
        "What was the result?",
        "What difference did it make?",
        "Where do things stand today?",
        "And how did things look a few weeks later?",
        "What was the outcome?",
        "How did it look once you were done?",
        "What did people get out of it?",
    ),
    "MEASURE": (
        "How did you know it worked?",
        "How could you tell?",
        "What told you it was working?",
        "How big a difference did it make?",
        "What did it look like before, and what after?",
        "Roughly how much did it change?",
        "What made you sure?",
        "How did other people notice?",
        "Do you remember a number, even a rough one?",
        "How would you have known if it hadn't worked?",
        "What did you see that told you so?",
        "How long did it take before, and how long after?",
        "How many people or cases are we talking about?",
        "What did you look at to be sure?",
    ),
    "REASON": (
        "What made you do it that way?",
        "What else did you consider?",
        "What were your options?",
        "How did you decide?",
        "What were you thinking at that point?",
        "What was the thinking behind that?",
        "Why did you choose that way?",
        "What would have been another way to do it?",
        "What mattered most to you there?",
        "Why did you start there?",
        "What were the arguments for and against?",
        "What helped you decide?",
        "What did you want to get out of it?",
        "Why that way, at that moment?",
    ),
    "SPECIFICS": (
        "Can you take me through one concrete case?",
        "When was the last time that happened?",
        "Could you pick one time and tell me how it went?",
        "Can you give me one real example?",
        "Which day do you remember best?",
        "Who was there, and what happened first?",
        "Is there one time that comes to mind?",
        "Can you walk me through one day when it came up?",
        "Could you tell me about one specific time?",
        "What was going on the last time you had to do that?",
        "Where were you when it happened, and who else was there?",
        "How did it start, that one time?",
        "Let's take one example. What happened?",
        "What's the most recent time you can think of?",
    ),
    "DEPTH": (
        "Does anything else come to mind?",
        "Is there anything you'd like to add?",
        "What else would you think about?",
        "Could you say a bit more about that?",
        "What else would you look at?",
        "Can you go one step further?",
        "What else would you keep in mind?",
        "What would you do next?",
        "Is there another side to it?",
        "Can you think of anything else?",
        "Could you go into a little more detail?",
        "What haven't we talked about yet?",
        "What else is part of that?",
        "What else matters here?",
        "Is there more to it, as you see it?",
        "What would someone new to this need to know?",
    ),
    "repair": (
        "What did you do about it?",
        "What did you do next?",
        "How did you deal with it?",
        "How did you get past it?",
        "What did you do once you saw it?",
        "How did things go from there?",
        "How did you turn it around?",
        "What came after that?",
        "What could you still do at that point?",
        "Who did you talk to about it?",
        "How did you handle it from there?",
        "What was the first thing you did about it?",
    ),
    "lesson": (
        "What have you done differently since?",
        "What did you learn from it?",
        "What did you take away from that?",
        "How would you handle it today?",
        "What would you do differently today?",
        "Looking back, what would you change?",
        "What has changed in how you work since then?",
        "What would you tell a new colleague about it?",
        "What do you do now that you didn't do then?",
        "If it came up again tomorrow, what would you do?",
        "What would you keep, and what would you change?",
        "What stayed with you from that?",
    ),
}
"""At least as many wordings per key as a long interview needs, because none is used twice in a session."""

_RESTATE: Mapping[str, tuple[str, ...]] = {
    "NO_ANSWER": (
        "Take your time. Here is the question again: {open}",
        "No rush. Let me ask it again: {open}",
        "Feel free to think about it for a moment. The question was: {open}",
    ),
    "OFF_TOPIC": (
        "Let me bring us back to the question: {open}",
        "I'd like to come back to my question: {open}",
        "Going back to the question: {open}",
    ),
}
_SIMPLER: Mapping[str, tuple[str, ...]] = {
    "behavioral": (
        "Let me narrow that down: which time comes to mind first, and what happened?",
        "In other words: was there a day like that? A small example is fine.",
        "To put it more simply: what do you remember about it, and where were you?",
        "Let me ask it another way: has anything like that ever come up, even something small?",
    ),
    "failure": (
        "In other words: what didn't go to plan? It can be something small.",
        "To put it more simply: what would you do differently today?",
        "Let me narrow that down: when was the last time you got something wrong?",
        "Let me ask it another way: what is one thing you wish had gone better?",
    ),
    "knowledge": (
        "In other words: what is the first thing that comes to mind?",
        "Let me narrow that down: one thing about it is enough. Which would you pick?",
        "To put it more simply: how would you explain it to a friend?",
        "Let me ask it another way: what is the part of it that you know best?",
    ),
}
"""Simpler versions by question kind, for a candidate who has given no answer twice."""
_CLARIFY = (
    "You said “{first}”, and later “{second}”. How do those two fit together?",
    "Earlier you said “{first}”, and later “{second}”. Can you help me understand both?",
)
_REPEAT = ("Of course: {open}", "Sure, once more: {open}", "Yes, here it is again: {open}")
BRIDGES = ("Thank you.", "Thanks for that.", "All right, thank you.")
BRIDGES_AFTER_SKIP = (
    "That's fine, let's leave this one.",
    "No problem, let's move on.",
    "All right, on to the next one.",
)
CLOSINGS: Mapping[str, str] = {
    "all_asked": "That was my last question.",
    "time": "Our time is up, so I have to stop here.",
    "candidate_ended": "All right, we'll end here.",
    "staff_ended": "We'll end the conversation here.",
}
WELCOME = "Welcome, and thank you for being here."
FAREWELL = "Thank you for your time. You will hear from us."
"""``WELCOME`` and ``FAREWELL`` are the defaults for plans without a greeting or closing script."""
_MAX_QUOTE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class QuestionWording:
    """A text, and its index in the set that it was selected from; -1 for a probe from the plan."""

    text: str
    variant: int | None
    """None for the text of a proposal."""


def select_wording(options: Sequence[str], *, session_id: str, turn: int) -> QuestionWording:
    """Return one of ``options`` by a hash of session and turn, so that a replay gives the same one."""
    digest = hashlib.sha256(f"{session_id}:{turn}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") % len(options)
    return QuestionWording(options[place], place)


def probe_wording(
    element: str,
    code: ReasonCode,
    question: PlanQuestion,
    guard: RubricGuard,
    *,
    session_id: str,
    turn: int,
    already_asked: frozenset[str] = frozenset(),
) -> QuestionWording | None:
    """Return a wording that asks for ``element``: the plan's own probes first, then the built-in ones.

    Returns None when every wording was ``already_asked`` or would reveal the rubric.
    """

    def may_be_put(words: str) -> bool:
        return not _was_asked(words, already_asked) and not guard.leaks(words)

    planned = next(filter(may_be_put, planned_probes(element, question)), None)
    if planned is not None:
        return QuestionWording(planned, -1)
    options = PROBES.get(element) or PROBES[code]
    clean = [option for option in options if may_be_put(option)]
    if not clean:
        return None
    drawn = select_wording(clean, session_id=session_id, turn=turn)
    return QuestionWording(drawn.text, options.index(drawn.text))


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


def add_time_limit(wording: QuestionWording, seconds: int) -> QuestionWording:
    """Return ``wording`` with a note of how many seconds there are for the answer."""
    return QuestionWording(
        f"We have about {seconds} seconds for this one. {wording.text}", wording.variant
    )


def restate_question(
    code: ReasonCode, open_text: str, *, session_id: str, turn: int
) -> QuestionWording:
    """Return the open question, ``open_text``, asked again after silence or an off-topic answer."""
    drawn = select_wording(_RESTATE[code], session_id=session_id, turn=turn)
    return QuestionWording(drawn.text.format(open=open_text), drawn.variant)


def simplify_question(
    question: PlanQuestion,
    *,
    session_id: str,
    turn: int,
    already_asked: frozenset[str] = frozenset(),
) -> QuestionWording:
    """Return a simpler version of ``question``, preferably one that is not in ``already_asked``."""
    options = _SIMPLER[question.kind]
    unasked = [option for option in options if not _was_asked(option, already_asked)]
    return select_wording(unasked or options, session_id=session_id, turn=turn)


def phrase_conflict_question(
    first: str, second: str, *, session_id: str, turn: int
) -> QuestionWording:
    """Return a question that quotes both conflicting statements, without judging them."""
    drawn = select_wording(_CLARIFY, session_id=session_id, turn=turn)
    text = drawn.text.format(first=_shorten_quote(first), second=_shorten_quote(second))
    return QuestionWording(text, drawn.variant)


def repeat_question(open_text: str, *, session_id: str, turn: int) -> QuestionWording:
    """Return the open question, ``open_text``, repeated at the candidate's request."""
    drawn = select_wording(_REPEAT, session_id=session_id, turn=turn)
    return QuestionWording(drawn.text.format(open=open_text), drawn.variant)


def question_wording(
    question: PlanQuestion,
    *,
    session_id: str,
    turn: int,
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
    bridge = select_wording(bridges, session_id=session_id, turn=turn)
    note = f" We have about {suggested_s} seconds for this one." if is_time_short else ""
    return QuestionWording(f"{bridge.text}{note} {question.text}", bridge.variant)


def greeting_text(plan: InterviewPlan, *, minutes: int) -> str:
    """Return the greeting: the plan's script, the number of questions and the time."""
    script = plan.greeting_script.strip() or WELCOME
    count = len(plan.questions)
    questions = "one question" if count == 1 else f"{count} questions"
    return f"{script} I have {questions}, and we have up to {minutes} minutes."


def closing_text(plan: InterviewPlan, reason: str) -> str:
    """Return the closing message: the end ``reason``, then the plan's script."""
    script = plan.closing_script.strip() or FAREWELL
    return f"{CLOSINGS[reason]} {script}"


def _bridges(persona_id: str | None) -> Sequence[str]:
    """Return the sentences between an answer and the next question, from the persona or the default."""
    persona = PERSONAS.get(persona_id or "")
    return persona.acknowledgements if persona is not None else BRIDGES


def _shorten_quote(quote: str) -> str:
    quote = " ".join(quote.split())
    return (
        quote if len(quote) <= _MAX_QUOTE_LENGTH else quote[: _MAX_QUOTE_LENGTH - 1].rstrip() + "…"
    )
