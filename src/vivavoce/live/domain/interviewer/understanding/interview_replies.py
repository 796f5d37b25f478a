"""Replies to questions and wishes about the interview itself; each is filled from its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vivavoce.live.domain.interviewer.understanding import reply_wordings as wordings
from vivavoce.live.domain.interviewer.understanding.process_topics import (
    ProcessTopic,
    find_process_topic,
)
from vivavoce.live.domain.interviewer.understanding.reply_context import (
    NextStep,
    Reply,
    ReplyContext,
    count_noun,
)


def reply_machine(context: ReplyContext) -> Reply:
    """Say that the interviewer is a program, and who decides."""
    return Reply(f"{context.pick(wordings.MACHINE)} {_who_decides(context)}")


def reply_time(context: ReplyContext) -> Reply:
    """Say how much time is left."""
    left = context.facts.minutes_left
    if left is None:
        return Reply("I don't know how much time is left.")
    return Reply(f"We have about {count_noun(max(1, left), 'more minute')}.")


def reply_count(context: ReplyContext) -> Reply:
    """Say how many questions are left."""
    left = context.facts.questions_left
    if left is None:
        return Reply("I don't know how many questions are left.")
    if left <= 0:
        return Reply("This is the last question.")
    verb = "is" if left == 1 else "are"
    return Reply(f"There {verb} up to {count_noun(left, 'question')} after this one.")


def reply_data(context: ReplyContext) -> Reply:
    """Say what is kept, who can read it, and for how long."""
    facts = context.facts
    said = ["What you say or type is kept as text. The sound of your voice is not kept."]
    if facts.has_video:
        said.append("Your camera is recorded too, as you agreed.")
    if facts.read_by == "staff":
        said.append(context.fill("People at {organization} can read it."))
    elif facts.read_by == "person":
        said.append(wordings.READ_BY_PROGRAM)
    if facts.retention_days is None:
        said.append("I don't know how long it is kept.")
    else:
        said.append(f"It is deleted after {count_noun(facts.retention_days, 'day')}.")
    return Reply(" ".join(said))


def reply_who_decides(context: ReplyContext) -> Reply:
    """Say who decides, or that nothing is decided."""
    return Reply(_who_decides(context))


def _who_decides(context: ReplyContext) -> str:
    facts = context.facts
    if facts.decided_by is None:
        return "I don't decide anything about you."
    if facts.result == "artifacts":
        return "No decision is made about you here. Your answers are used to write drafts."
    if facts.decided_by == "staff":
        return context.fill(wordings.STAFF_DECIDE)
    return "No decision is made about you here. A program writes a review of your answers for you."


def reply_next_steps(context: ReplyContext) -> Reply:
    """Say what happens after the interview."""
    facts = context.facts
    if facts.decided_by is None:
        return Reply(context.fill("I don't know what comes next. Please ask {organization}."))
    if facts.result == "artifacts":
        return Reply(
            "After this, drafts are written from your answers. You can read and correct them."
        )
    if facts.decided_by == "staff":
        return Reply(context.fill(wordings.STAFF_DECIDE_NEXT))
    return Reply("After the interview, a program writes a review of your answers. You can read it.")


def reply_other_process(context: ReplyContext) -> Reply:
    """Say what is so in this interview, or that it is not known here, and whom to ask."""
    topic = find_process_topic(context.said)
    if topic is None:
        return Reply(context.pick(wordings.OTHER_PROCESS))
    next_step: NextStep | None = "listen" if topic in _TOPICS_TO_LISTEN else None
    return Reply(context.pick(_TOPIC_WORDINGS[topic]), next_step)


_TOPIC_WORDINGS: Mapping[ProcessTopic, Sequence[str]] = {
    "notes": wordings.NOTES,
    "again": wordings.SAY_AGAIN,
    "earlier": wordings.EARLIER_ANSWER,
    "length": wordings.NO_SET_LENGTH,
    "received": wordings.RECEIVED,
    "asking": wordings.GO_AHEAD,
    "job": wordings.ABOUT_JOB,
}
_TOPICS_TO_LISTEN: frozenset[ProcessTopic] = frozenset(("again", "earlier", "asking"))
"""Topics after which it is the candidate's turn."""


def reply_person(context: ReplyContext) -> Reply:
    """Say whether a person is notified, and what the candidate can do until then."""
    facts = context.facts
    if facts.can_request_person is None:
        return Reply(context.pick(wordings.PERSON_UNKNOWN))
    if not facts.can_request_person:
        return Reply(context.pick(wordings.NO_PERSON))
    options = (
        wordings.PERSON_ALREADY_REQUESTED
        if facts.has_requested_person
        else wordings.PERSON_REQUESTED
    )
    return Reply(f"{context.pick(options)} {wordings.PERSON_LATER}")


def reply_pause(context: ReplyContext) -> Reply:
    """Pause if a pause is left."""
    facts = context.facts
    if facts.is_paused:
        return Reply(f"{wordings.STILL_PAUSED} {context.fill(wordings.RESUME)}", "listen")
    if facts.pauses_left <= 0:
        return Reply(context.pick(wordings.NO_PAUSE_LEFT))
    longest = f"A pause can last up to {count_noun(facts.pause_minutes, 'minute')}."
    resume = context.fill(wordings.RESUME)
    return Reply(f"{context.pick(wordings.PAUSED)} {resume} {longest}", "pause")


def reply_end(context: ReplyContext) -> Reply:
    """Ask whether to end, and say what follows from it."""
    said = (context.pick(wordings.END_QUESTION), _what_is_kept(context), wordings.END_HOW)
    return Reply(" ".join(said), "confirm_end")


def _what_is_kept(context: ReplyContext) -> str:
    if context.facts.has_answers:
        return (
            "The answers you have given are kept, and you can't come back to this interview later."
        )
    back = {
        "link": "You can start again with the same link.",
        "page": "You can start again from the same page.",
        "none": "You can't start again.",
        None: "I don't know if you can start again.",
    }[context.facts.way_back]
    return f"You haven't answered a question yet. {back}"


def reply_slower(context: ReplyContext) -> Reply:
    """Speak more slowly from now on; a typed question can be read at any pace."""
    return Reply(
        context.pick(wordings.SLOWER if context.facts.is_spoken else wordings.READ_AT_YOUR_PACE)
    )


def reply_writing(context: ReplyContext) -> Reply:
    """Say whether answers can be typed here."""
    return Reply(
        context.pick(wordings.CAN_WRITE if context.facts.can_write else wordings.CANNOT_WRITE)
    )


def reply_distress(context: ReplyContext) -> Reply:
    """Pause, notify a person where that is possible, and press for nothing."""
    facts = context.facts
    said = [context.pick(wordings.DISTRESS)]
    may_pause = facts.is_paused or facts.pauses_left > 0
    if may_pause:
        said.append("The interview is paused.")
    if facts.can_request_person:
        said.append(context.fill(wordings.DISTRESS_NOTED))
    said += [wordings.DISTRESS_HELP, context.fill(wordings.DISTRESS_CHOICE)]
    return Reply(" ".join(said), "pause" if may_pause else "listen")
