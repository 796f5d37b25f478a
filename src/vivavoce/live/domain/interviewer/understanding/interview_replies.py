"""Replies to questions and wishes about the interview itself; each is filled from its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vivavoce.contracts.profiles import MAX_RECORDING_DAYS
from vivavoce.kernel.translation import phrase, translatable_plural
from vivavoce.live.domain.interviewer.understanding import reply_wordings as wordings
from vivavoce.live.domain.interviewer.understanding.process_topics import (
    ProcessTopic,
    find_process_topic,
)
from vivavoce.live.domain.interviewer.understanding.reply_context import (
    NextStep,
    Reply,
    ReplyContext,
)
from vivavoce.live.domain.interviewer.understanding.reply_facts import ReplyFacts


def reply_machine(context: ReplyContext) -> Reply:
    """Say that the interviewer is a program, and who decides."""
    return Reply(f"{context.pick(wordings.MACHINE)} {_who_decides(context)}")


def reply_time(context: ReplyContext) -> Reply:
    """Say how much time is left."""
    left = context.facts.minutes_left
    if left is None:
        return Reply(context.fill(phrase("I don't know how much time is left.")))
    more = translatable_plural(
        "We have about one more minute.",
        "We have about {count} more minutes.",
        count=max(1, left),
    )
    return Reply(context.fill(more))


def reply_count(context: ReplyContext) -> Reply:
    """Say how many questions are left."""
    left = context.facts.questions_left
    if left is None:
        return Reply(context.fill(phrase("I don't know how many questions are left.")))
    if left <= 0:
        return Reply(context.fill(phrase("This is the last question.")))
    more = translatable_plural(
        "There is up to one question after this one.",
        "There are up to {count} questions after this one.",
        count=left,
    )
    return Reply(context.fill(more))


def reply_data(context: ReplyContext) -> Reply:
    """Say what is kept as text and what is recorded; of each, who gets it, and for how long."""
    facts = context.facts
    if facts.has_voice_recording:
        said = [phrase("What you say or type is kept as text.")]
    else:
        said = [
            phrase("What you say or type is kept as text. The sound of your voice is not kept.")
        ]
    if facts.read_by == "staff":
        said.append(phrase("People at {organization} can read it."))
    elif facts.read_by == "person":
        said.append(wordings.READ_BY_PROGRAM)
    if facts.retention_days is None:
        said.append(phrase("I don't know how long it is kept."))
    else:
        said.append(
            translatable_plural(
                "It is deleted after one day.",
                "It is deleted after {count} days.",
                count=facts.retention_days,
            )
        )
    return Reply(context.fill_all([*said, *_describe_recordings(facts)]))


def _describe_recordings(facts: ReplyFacts) -> list[str]:
    said = []
    if facts.has_voice_recording:
        said.append(phrase("The sound of your voice is recorded too, as you agreed."))
        if facts.read_by is not None:
            said.append(wordings.VOICE_LISTENERS[facts.read_by])
    if facts.has_video:
        said.append(phrase("Your camera is recorded too, as you agreed."))
    if said:
        said.append(
            translatable_plural(
                "What is recorded is deleted after one day at the latest.",
                "What is recorded is deleted after {count} days at the latest.",
                count=MAX_RECORDING_DAYS,
            )
        )
    return said


def reply_who_decides(context: ReplyContext) -> Reply:
    """Say who decides, or that nothing is decided."""
    return Reply(_who_decides(context))


def _who_decides(context: ReplyContext) -> str:
    facts = context.facts
    if facts.decided_by is None:
        return context.fill(phrase("I don't decide anything about you."))
    if facts.result == "artifacts":
        return context.fill(wordings.ONLY_DRAFTS)
    return context.fill(
        wordings.STAFF_DECIDE if facts.decided_by == "staff" else wordings.ONLY_REVIEW
    )


def reply_next_steps(context: ReplyContext) -> Reply:
    """Say what happens after the interview."""
    facts = context.facts
    if facts.decided_by is None:
        next_steps = phrase("I don't know what comes next. Please ask {organization}.")
    elif facts.result == "artifacts":
        next_steps = wordings.DRAFTS_NEXT
    elif facts.decided_by == "staff":
        next_steps = wordings.STAFF_DECIDE_NEXT
    else:
        next_steps = wordings.REVIEW_NEXT
    return Reply(context.fill(next_steps))


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
    return Reply(f"{context.pick(options)} {context.fill(wordings.PERSON_LATER)}")


def reply_pause(context: ReplyContext) -> Reply:
    """Pause if a pause is left."""
    facts = context.facts
    if facts.is_paused:
        return Reply(context.fill_all((wordings.STILL_PAUSED, wordings.RESUME)), "listen")
    if facts.pauses_left <= 0:
        return Reply(context.pick(wordings.NO_PAUSE_LEFT))
    longest = translatable_plural(
        "A pause can last up to one minute.",
        "A pause can last up to {count} minutes.",
        count=facts.pause_minutes,
    )
    way_on = context.fill_all((wordings.RESUME, longest))
    return Reply(f"{context.pick(wordings.PAUSED)} {way_on}", "pause")


def reply_end(context: ReplyContext) -> Reply:
    """Ask whether to end, and say what follows from it."""
    ways = context.fill_all((*_list_consequences(context), wordings.END_HOW))
    return Reply(f"{context.pick(wordings.END_QUESTION)} {ways}", "confirm_end")


def _list_consequences(context: ReplyContext) -> tuple[str, ...]:
    if context.facts.has_answers:
        return (wordings.ANSWERS_ARE_KEPT,)
    return wordings.NOTHING_ANSWERED, wordings.WAYS_BACK[context.facts.way_back or "unknown"]


def reply_slower(context: ReplyContext) -> Reply:
    """Speak more slowly from now on; a typed question can be read at any pace."""
    return Reply(
        context.pick(wordings.SLOWER if context.facts.is_spoken else wordings.READ_AT_YOUR_PACE)
    )


def reply_louder(context: ReplyContext) -> Reply:
    """Say that only the candidate's own device can make the voice louder; a typed question has no sound."""
    return Reply(
        context.pick(wordings.LOUDER if context.facts.is_spoken else wordings.READ_AT_YOUR_PACE)
    )


def reply_writing(context: ReplyContext) -> Reply:
    """Say whether answers can be typed here."""
    return Reply(
        context.pick(wordings.CAN_WRITE if context.facts.can_write else wordings.CANNOT_WRITE)
    )


def reply_distress(context: ReplyContext) -> Reply:
    """Pause, notify a person where that is possible, and press for nothing."""
    facts = context.facts
    said = []
    may_pause = facts.is_paused or facts.pauses_left > 0
    if may_pause:
        said.append(phrase("The interview is paused."))
    if facts.can_request_person:
        said.append(wordings.DISTRESS_NOTED)
    said += [wordings.DISTRESS_HELP, wordings.DISTRESS_CHOICE]
    help_text = f"{context.pick(wordings.DISTRESS)} {context.fill_all(said)}"
    return Reply(help_text, "pause" if may_pause else "listen")
