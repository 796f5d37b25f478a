"""The interviewer's own words: small sets per reason, one drawn by a seed that replays the same.

A probe never praises, never sums up, and never holds a word of the rubric: that
would feed the answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vivavoce.contracts.personas import PERSONAS
from vivavoce.contracts.plan import Plan, PlanQuestion
from vivavoce.live.domain.events import ReasonCode
from vivavoce.live.domain.mind.reading import rubric_stems
from vivavoce.live.domain.mind.slots import point_of
from vivavoce.live.domain.mind.words import content_stems

PROBES: Mapping[str, tuple[str, ...]] = {
    "OWNERSHIP": (
        "Which part of that did you do yourself?",
        "What was your own share in it?",
        "And you yourself: what did you do there?",
        "Who did what there, and what fell to you?",
        "If I had watched you that day, what would I have seen you do?",
        "Where did you lend a hand yourself?",
    ),
    "RESULT": (
        "How did it end?",
        "What came of it?",
        "Where did that leave you all?",
        "What happened at the very end?",
        "What was it like once it was over?",
        "And how did the whole thing turn out?",
    ),
    "MEASURE": (
        "How did you know that it worked?",
        "How could you tell?",
        "What told you that it was so?",
        "What did you see that showed it?",
        "By how much did it change?",
        "What would have told you otherwise?",
    ),
    "REASON": (
        "What else did you consider, and why this?",
        "Why this way and not another?",
        "What made you go this way?",
        "What spoke for it, and what against?",
        "Which other ways were there?",
        "What were you thinking when you picked that?",
    ),
    "SPECIFICS": (
        "Can you take one concrete case?",
        "Could you go through one single time when it happened?",
        "Which time comes to mind? Where were you, and with whom?",
        "Which day do you remember best?",
        "Can you tell me of the last time it came up?",
        "Who was there, and what happened first?",
    ),
    "DEPTH": (
        "What else belongs to it?",
        "Is there anything that you would add?",
        "What more comes to mind?",
        "And apart from that?",
        "Does something else come to your mind?",
        "Would you leave it at that?",
    ),
    "repair": (
        "What did you do about it then?",
        "And what did you do next?",
        "What came after that?",
        "How did you go on from there?",
        "What was your next step?",
        "And how did you deal with it?",
    ),
    "lesson": (
        "What do you do differently since then?",
        "What did you take with you from it?",
        "How would you go about it today?",
        "What would you tell somebody who starts where you did?",
        "What has changed for you because of it?",
        "Looking back, what would you keep and what not?",
    ),
}
_PLAIN = "And what else would you say?"
"""Holds no content word, so that no rubric can own one of its words."""

_RESTATE: Mapping[str, tuple[str, ...]] = {
    "NO_ANSWER": (
        "Take your time. I will put it once more: {open}",
        "There is no hurry. Here it is again: {open}",
        "Think about it for a moment if you like. I was asking: {open}",
    ),
    "OFF_TOPIC": (
        "Let me come back to what I asked: {open}",
        "I would like to return to the question: {open}",
        "Back to the question, if I may: {open}",
    ),
}
_SIMPLER: Mapping[str, tuple[str, ...]] = {
    "behavioural": (
        "Let me ask for less: which time comes to mind first, and what happened then?",
        "In other words: was there one such day? Any small one will do.",
        "Perhaps more simply: what do you remember of it, and where were you?",
    ),
    "failure": (
        "In other words: what went another way than you wanted? It may be something small.",
        "Perhaps more simply: what would you do another way today?",
        "Let me ask for less: when did you last think that you had got something wrong?",
    ),
    "knowledge": (
        "In other words: what comes to your mind first about it?",
        "Let me ask for less: one thing about it is enough. Which would that be?",
        "Perhaps more simply: how would you tell a friend about it?",
    ),
}
"""A way in that is not the question again, for who has said nothing to it twice."""
_CLARIFY = (
    "You said “{first}”, and then “{second}”. How do the two go together?",
    "I noted “{first}” and also “{second}”. Could you help me understand both?",
)
_REPEAT = ("Of course: {open}", "Gladly, once more: {open}", "Yes, here it is again: {open}")
BRIDGES = ("Thank you.", "Thanks for that.", "All right, thank you.")
LEFT = ("That is fine, we leave this one.", "No problem, let us go on.", "Then we move on.")
CLOSINGS: Mapping[str, str] = {
    "all_asked": "That was my last question.",
    "time": "Our time is up, so I have to stop here.",
    "candidate_ended": "As you wish, we end here.",
    "staff_ended": "We end the conversation here.",
}
WELCOME = "Welcome, and thank you for being here."
FAREWELL = "Thank you for your time. You will hear from us."
"""What is said where a plan has no words of its own for it."""
_QUOTE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and its place in the set that it was drawn from."""

    text: str
    variant: int | None
    """None where the words are not ours."""


def draw(options: Sequence[str], *, session_id: str, turn: int) -> Wording:
    """Return one of ``options``: the same one for the same session and turn, for ever."""
    digest = hashlib.sha256(f"{session_id}:{turn}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") % len(options)
    return Wording(options[place], place)


def probe(
    slot: str,
    code: ReasonCode,
    question: PlanQuestion,
    plan: Plan,
    *,
    session_id: str,
    turn: int,
    said: frozenset[str] = frozenset(),
) -> Wording:
    """Return the words that ask for ``slot`` without a word of the rubric; rather new than ``said``."""
    barred = rubric_stems(plan) | frozenset().union(*map(content_stems, question.expected_points))
    place = point_of(slot)
    if place is not None and place < len(question.probes):
        planned = question.probes[place]
        if not _was_said(planned, said) and not content_stems(planned) & barred:
            return Wording(planned, -1)
    options = PROBES.get(slot) or PROBES[code]
    clean = [each for each in options if not content_stems(each) & barred]
    clean = [each for each in clean if not _was_said(each, said)] or clean
    drawn = draw(clean or [_PLAIN], session_id=session_id, turn=turn)
    return Wording(drawn.text, options.index(drawn.text) if clean else len(options))


def _was_said(words: str, said: frozenset[str]) -> bool:
    """Whether ``words`` stand in what was said, with a note about time before them or without."""
    return any(each.endswith(words) for each in said)


def brief(words: Wording, seconds: int) -> Wording:
    """Return ``words`` with the time that there is for the answer."""
    return Wording(f"We have about {seconds} seconds for this one. {words.text}", words.variant)


def restate(code: ReasonCode, open_text: str, *, session_id: str, turn: int) -> Wording:
    """Return ``open_text`` put again after silence or another topic."""
    drawn = draw(_RESTATE[code], session_id=session_id, turn=turn)
    return Wording(drawn.text.format(open=open_text), drawn.variant)


def simpler(asked: PlanQuestion, *, session_id: str, turn: int) -> Wording:
    """Return a smaller way into ``asked``."""
    return draw(_SIMPLER[asked.kind], session_id=session_id, turn=turn)


def clarify(first: str, second: str, *, session_id: str, turn: int) -> Wording:
    """Return both statements side by side, without a judgement."""
    drawn = draw(_CLARIFY, session_id=session_id, turn=turn)
    text = drawn.text.format(first=_short(first), second=_short(second))
    return Wording(text, drawn.variant)


def repeat(open_text: str, *, session_id: str, turn: int) -> Wording:
    """Return ``open_text`` as asked for by the candidate."""
    drawn = draw(_REPEAT, session_id=session_id, turn=turn)
    return Wording(drawn.text.format(open=open_text), drawn.variant)


def question(
    asked: PlanQuestion,
    *,
    session_id: str,
    turn: int,
    is_first: bool,
    is_left: bool,
    suggested_s: int,
    is_short: bool,
    persona_id: str | None = None,
) -> Wording:
    """Return a planned question with its bridge; a shrunk time is said kindly in advance."""
    if is_first:
        return Wording(asked.text, 0)
    bridges = LEFT if is_left else _bridges(persona_id)
    bridge = draw(bridges, session_id=session_id, turn=turn)
    note = f" We have about {suggested_s} seconds for this one." if is_short else ""
    return Wording(f"{bridge.text}{note} {asked.text}", bridge.variant)


def greeting(plan: Plan, *, minutes: int) -> str:
    """Return the first words of the interview."""
    script = plan.greeting_script.strip() or WELCOME
    count = len(plan.questions)
    questions = "one question" if count == 1 else f"{count} questions"
    return f"{script} I have {questions}, and we have up to {minutes} minutes."


def closing(plan: Plan, reason: str) -> str:
    """Return the last words of the interview."""
    script = plan.closing_script.strip() or FAREWELL
    return f"{CLOSINGS[reason]} {script}"


def _bridges(persona_id: str | None) -> Sequence[str]:
    """Return what may stand between an answer and the next question: a persona's words, or our own."""
    persona = PERSONAS.get(persona_id or "")
    return persona.acknowledgements if persona is not None else BRIDGES


def _short(quote: str) -> str:
    quote = " ".join(quote.split())
    return quote if len(quote) <= _QUOTE_LENGTH else quote[: _QUOTE_LENGTH - 1].rstrip() + "…"
