"""Decides what the interviewer says and does after an utterance; pure, and true for this interview."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from vivavoce.kernel.translation import phrase, prefer_translated, translatable_plural, translate
from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding import interview_replies as about_interview
from vivavoce.live.domain.interviewer.understanding import reply_wordings as wordings
from vivavoce.live.domain.interviewer.understanding.acts import UnderstoodUtterance
from vivavoce.live.domain.interviewer.understanding.feelings import find_remembered_feeling
from vivavoce.live.domain.interviewer.understanding.reply_context import (
    NextStep,
    Reply,
    ReplyContext,
)
from vivavoce.live.domain.interviewer.understanding.reply_facts import ReplyCounters, ReplyFacts

_URGENT: tuple[UtteranceAct, ...] = ("distress", "wants_end", "wants_person", "wants_pause")
_MAX_REPLIES = 2
_CHAT: tuple[UtteranceAct, ...] = ("small_talk", "joke", "thanks")
_MAX_CHAT_REPLIES = 2
"""Number of replies to chat at one question before only the question is asked again."""
_WITHOUT_CASE: tuple[UtteranceAct, ...] = ("never_had", "not_own_task", "does_not_know")
_MAX_ORDERS = 2
"""Number of orders to the interviewer after which a question is asked again."""
_ABOUT_OPEN_QUESTION: frozenset[UtteranceAct] = frozenset(
    (
        "wants_simpler",
        "asks_about_question",
        "never_had",
        "not_own_task",
        "lacks_means",
        "does_not_know",
        "noise",
        "joke",
    )
)
"""Acts that need no reply when the same utterance has answered the question."""
_ABOUT_WAY_ON: frozenset[UtteranceAct] = _ABOUT_OPEN_QUESTION - {"joke", "noise"} | {
    "partial_experience",
    "refuses_confidential",
    "refuses_other",
    "wants_skip",
    "wants_repeat",
    "asks_about_case",
}
"""Acts whose reply decides how the interview goes on; only the last of them is replied to."""


@dataclass(frozen=True, slots=True)
class ReplyPlan:
    """What to say, which may be nothing, and the step that follows."""

    say: str
    next: NextStep
    ask: str = ""
    """What is asked in a turn of its own, for the steps ``ask`` and ``probe``."""
    acts: tuple[UtteranceAct, ...] = ()
    """The acts that this replies to."""


def plan_reply(
    understood: UnderstoodUtterance, facts: ReplyFacts, counters: ReplyCounters
) -> ReplyPlan:
    """Return the reply to ``understood``; ``counters`` count the acts before it.

    An answer always gets its own reply, also when a remark comes before it.
    """
    acts = understood.other_acts
    if understood.holds_answer:
        acts = tuple(act for act in acts if act not in _ABOUT_OPEN_QUESTION)
    if not acts:
        return ReplyPlan(_acknowledge_feeling(understood, facts), "continue")
    chosen = _choose_acts(acts)
    replies = [
        _REPLIES[act](ReplyContext(act, facts, counters, understood.words_of(act)))
        for act in chosen
    ]
    said = " ".join(reply.say for reply in replies if reply.say)
    decisive = next((reply for reply in reversed(replies) if reply.next is not None), None)
    if decisive is not None and decisive.next is not None:
        return ReplyPlan(said, decisive.next, decisive.ask, chosen)
    if understood.holds_answer:
        return ReplyPlan(said, "continue", acts=chosen)
    again = sum(counters.in_interview.values()) % len(wordings.QUESTION_AGAIN)
    ask = ReplyContext(chosen[-1], facts, counters).fill(wordings.QUESTION_AGAIN[again])
    return ReplyPlan(said, "ask", ask, chosen)


def _acknowledge_feeling(understood: UnderstoodUtterance, facts: ReplyFacts) -> str:
    """Return a few words on a loss or a hard memory that the answer tells of, once a question."""
    feeling = find_remembered_feeling(understood.answer_text)
    if feeling is None or facts.has_acknowledged_feeling:
        return ""
    options = wordings.LOSS if feeling == "loss" else wordings.HARD_MEMORY
    options = prefer_translated(options, facts.language)
    return translate(options[facts.acknowledged_feelings % len(options)], facts.language)


def reply_before_start(act: UtteranceAct, facts: ReplyFacts, said: str = "") -> str:
    """Return the reply to a request before consent, when no question is open and nothing can be paused.

    ``said`` are the words of the request.
    """
    context = ReplyContext(act, facts, ReplyCounters(), said)
    match act:
        case "wants_end":
            return context.fill(wordings.NO_NEED_TO_START)
        case "wants_pause":
            return context.fill(phrase("Take a moment. Nothing has started yet."))
        case "asks_time" | "asks_count":
            return context.fill(_phrase_length(facts))
        case "distress":
            noted = (wordings.DISTRESS_NOTED,) if facts.can_request_person else ()
            remarks = (*noted, wordings.DISTRESS_HELP, wordings.NO_NEED_TO_START)
            return f"{context.pick(wordings.DISTRESS)} {context.fill_all(remarks)}"
        case _:
            return _REPLIES[act](context).say


def _phrase_length(facts: ReplyFacts) -> str:
    return translatable_plural(
        "It takes up to {minutes}, with one question.",
        "It takes up to {minutes}, with {count} questions.",
        count=facts.questions_left or 1,
        minutes=translatable_plural("one minute", "{count} minutes", count=facts.minutes_left or 1),
    )


def _choose_acts(acts: Sequence[UtteranceAct]) -> tuple[UtteranceAct, ...]:
    """Return the acts to reply to: an urgent one alone, or else the last ones."""
    urgent = next((act for act in _URGENT if act in acts), None)
    if urgent is not None:
        return (urgent,)
    remarks = [act for act in acts if act not in _ABOUT_WAY_ON]
    ways_on = [act for act in acts if act in _ABOUT_WAY_ON]
    return (*remarks, *ways_on[-1:])[-_MAX_REPLIES:]


def _remark(options: Sequence[str]) -> Callable[[ReplyContext], Reply]:
    return lambda context: Reply(context.pick(options))


def _chat(options: Sequence[str]) -> Callable[[ReplyContext], Reply]:
    """Reply to chat at a question a few times; after that only the question is asked again."""

    def reply(context: ReplyContext) -> Reply:
        so_far = sum(context.counters.at_question.get(act, 0) for act in _CHAT)
        return Reply(context.pick(options) if so_far < _MAX_CHAT_REPLIES else "")

    return reply


def _partial(context: ReplyContext) -> Reply:
    return Reply(context.pick(wordings.PARTIAL), "listen")


def _about_case(context: ReplyContext) -> Reply:
    return Reply(context.pick(wordings.ASSUME), "listen")


def _not_own_task(context: ReplyContext) -> Reply:
    """Ask once for what comes nearest in the candidate's own work, and then go on."""
    if not context.facts.can_probe or _times_without_case(context) > 0:
        return Reply("", "continue")
    options = wordings.OWN_PART_OF_CASE if context.facts.gives_case else wordings.OWN_WORK
    return Reply("", "probe", context.pick(options))


def _lacks_means(context: ReplyContext) -> Reply:
    """Ask once for a smaller piece that needs less, and then go on."""
    if not context.facts.can_probe or context.times_at_question > 0:
        return Reply("", "continue")
    options = wordings.PIECE_OF_STORY if context.facts.asks_for_story else wordings.SMALLER_PIECE
    return Reply("", "probe", context.pick(options))


def _never_had(context: ReplyContext) -> Reply:
    """Ask for the nearest case, then for what the candidate would do, and then go on.

    A case that only has to be imagined needs no nearest one.
    """
    is_imagined = context.facts.gives_case
    options = (
        (wordings.HYPOTHETICAL,) if is_imagined else (wordings.NEAREST_CASE, wordings.HYPOTHETICAL)
    )
    times = _times_without_case(context)
    if context.facts.can_probe and times < len(options):
        return Reply("", "probe", context.pick(options[times]))
    return Reply("", "continue")


def _does_not_know(context: ReplyContext) -> Reply:
    """Help once: to a first thought, or to the nearest case of a story that does not come to mind."""
    if not context.facts.can_probe or _times_without_case(context) > 0:
        return Reply("", "continue")
    helps = wordings.NEAREST_CASE if context.facts.asks_for_story else wordings.FIRST_THOUGHT
    return Reply("", "probe", context.pick(helps))


def _times_without_case(context: ReplyContext) -> int:
    """Return how often the candidate has had nothing to tell at this question so far."""
    return sum(context.counters.at_question.get(act, 0) for act in _WITHOUT_CASE)


def _confidential(context: ReplyContext) -> Reply:
    if context.times_at_question == 0:
        return Reply(context.pick(wordings.CONFIDENTIAL), "listen")
    return Reply("", "move_on")


def _refused(context: ReplyContext) -> Reply:
    return Reply(context.pick(wordings.REFUSED), "move_on")


def _ordered(context: ReplyContext) -> Reply:
    """Ask the question again a few times, and then go on: an answer can be mistaken for an order."""
    way_on: NextStep | None = "move_on" if context.times_at_question >= _MAX_ORDERS else None
    return Reply(context.pick(wordings.ORDERS), way_on)


def _about_question(context: ReplyContext) -> Reply:
    known = context.facts.plainer_question is not None
    return Reply("", "ask", context.pick(wordings.EXPLAINED if known else wordings.NOT_EXPLAINED))


def _simpler(context: ReplyContext) -> Reply:
    known = context.facts.plainer_question is not None
    return Reply("", "ask", context.pick(wordings.REPHRASED if known else wordings.NOT_REPHRASED))


def _repeat(_: ReplyContext) -> Reply:
    return Reply(next="repeat")


def _skip(context: ReplyContext) -> Reply:
    """Go on; apologize if the candidate says that this was asked before."""
    is_asked_before = _ASKED_BEFORE.search(context.said.lower()) is not None
    return Reply(context.pick(wordings.ASKED_BEFORE) if is_asked_before else "", "move_on")


_ASKED_BEFORE = re.compile(
    r"\b(?:already|before|a (?:minute|moment) ago|just|same)\b[^.?!]{0,30}\b(?:ask|answer|told|said)|"
    r"\b(?:ask|answer|told|had|done|did|do)[^.?!]{0,30}\b(?:already|before|a (?:minute|moment) ago|same)\b"
)


_REPLIES: Mapping[UtteranceAct, Callable[[ReplyContext], Reply]] = {
    "partial_experience": _partial,
    "never_had": _never_had,
    "not_own_task": _not_own_task,
    "lacks_means": _lacks_means,
    "does_not_know": _does_not_know,
    "refuses_confidential": _confidential,
    "refuses_other": _refused,
    "asks_about_question": _about_question,
    "asks_about_case": _about_case,
    "asks_machine": about_interview.reply_machine,
    "asks_time": about_interview.reply_time,
    "asks_count": about_interview.reply_count,
    "asks_data": about_interview.reply_data,
    "asks_who_decides": about_interview.reply_who_decides,
    "asks_next": about_interview.reply_next_steps,
    "asks_other_process": about_interview.reply_other_process,
    "wants_person": about_interview.reply_person,
    "wants_pause": about_interview.reply_pause,
    "wants_end": about_interview.reply_end,
    "wants_skip": _skip,
    "wants_repeat": _repeat,
    "wants_simpler": _simpler,
    "wants_slower": about_interview.reply_slower,
    "wants_louder": about_interview.reply_louder,
    "wants_writing": about_interview.reply_writing,
    "small_talk": _chat(wordings.SMALL_TALK),
    "joke": _chat(wordings.JOKE),
    "thanks": _chat(wordings.THANKS),
    "distress": about_interview.reply_distress,
    "complains": _remark(wordings.COMPLAINTS),
    "abuse": _remark(wordings.ABUSE),
    "orders_interviewer": _ordered,
    "noise": _remark(wordings.NOISE),
}
"""The reply to each act but 'answer'."""
