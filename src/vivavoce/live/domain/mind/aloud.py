"""What spoken words make happen: answers, answers that go on, late words, keys. Pure; no sound here."""

from __future__ import annotations

from vivavoce.contracts.plan import Plan
from vivavoce.contracts.sound import Expects, Heard
from vivavoce.kernel.errors import Refused
from vivavoce.live.domain import events
from vivavoce.live.domain.aloud import kept_words
from vivavoce.live.domain.mind import conversation
from vivavoce.live.domain.mind.conversation import ConsentFirst, NotNow, open_turn
from vivavoce.live.domain.mind.coverage import question_of
from vivavoce.live.domain.mind.director import open_text
from vivavoce.live.domain.mind.interviewer import conclude, end, ended_by, stop_thinking
from vivavoce.live.domain.mind.pausing import resume
from vivavoce.live.domain.mind.reading import read_consent
from vivavoce.live.domain.mind.request_handling import reply_before_consent, settle, understand
from vivavoce.live.domain.mind.request_settling import read_going_on
from vivavoce.live.domain.mind.requests import read_candidate_request
from vivavoce.live.domain.mind.unheard import is_request, not_heard
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.domain.wire import client_frames as said

MOST_BYTES = said.MAX_TEXT_BYTES
"""An answer never grows further than one that is typed."""
_YES_OR_NO = {"1": True, "2": False}
_TAKEN_BACK = ("all_asked", "time")
"""Goodbyes that cut somebody off; one that was asked for stands."""


class PausedNow(Refused):
    """The interview is paused. When you are ready, say: go on."""

    code = "paused_now"


def hear_aloud(on: Unfolding, plan: Plan, heard: Heard) -> None:
    """Take in what the candidate said aloud, whole or as the rest of what they said before.

    Raises a ``Refused`` when the moment does not allow it; then nothing was added.
    """
    words = kept_words(heard.text)
    if not words:
        return
    state = on.state
    if state.status == "consent_pending":
        _hear_consent(on, plan, words)
        return
    if state.status not in ("in_progress", "wrapping_up"):
        raise NotNow
    if state.status == "in_progress" and not heard.goes_on and _is_request(state, words):
        _note_speech(on, heard, len(state.turns) + 1)
        conversation.answer(on, plan, words, is_draft=heard.is_draft)
        return
    if heard.is_aside and state.status == "in_progress":
        _keep_unheard(on, heard, words, question=open_turn(state) or 0, says_it=False)
        return
    _take_words(on, plan, heard, words)


def _hear_consent(on: Unfolding, plan: Plan, words: str) -> None:
    agreed = read_consent(words)
    if agreed is not None or not reply_before_consent(on, words):
        _settle(on, plan, agreed, "voice")


def _take_words(on: Unfolding, plan: Plan, heard: Heard, words: str) -> None:
    """Take words in where they belong: to the answer before, to an earlier one, or as a new one."""
    state = on.state
    late = _turn_of_late_words(state, heard)
    # While the interviewer thinks, nothing was replied yet that the words could be new words to.
    goes_on = heard.goes_on or state.thinking is not None
    if goes_on and _can_go_on(state, words):
        _go_on(on, plan, heard, words)
    elif late is not None:
        _add_late(on, plan, heard, late, words)
    elif state.is_paused:
        raise PausedNow
    elif state.status == "wrapping_up":
        _keep_aside(on, plan, heard, words)
    elif not _is_before_question(on, plan, heard, words):
        _note_speech(on, heard, len(state.turns) + 1)
        conversation.answer(on, plan, words, is_draft=heard.is_draft)


def press(on: Unfolding, plan: Plan, key: str) -> None:
    """Take in a key of the telephone: yes and no while consent is asked, wishes while people talk."""
    status = on.state.status
    if status == "consent_pending":
        _settle(on, plan, _YES_OR_NO.get(key), "dtmf")
    elif status == "in_progress" and on.state.is_end_asked and key in _YES_OR_NO:
        settle(on, plan, wants_to_end=_YES_OR_NO[key])
    elif status == "in_progress":
        wish = _wish(on.state, key)
        if wish is not None:
            conversation.hear(on, plan, wish)


def may_listen(state: Session) -> bool:
    """Whether the candidate's sound may go to an engine now: never before they agreed.

    Who comes by telephone is heard while they are asked, since their yes is all they can say. In a pause
    the wish to go on is listened for, and nothing else is kept.
    """
    if state.status == "consent_pending":
        return state.transport in ("phone", "livekit")
    return state.status in ("in_progress", "wrapping_up")


def expects_of(state: Session) -> Expects:
    """Return what is to be listened for now."""
    return "yes_or_no" if state.status == "consent_pending" else "anything"


def _wish(state: Session, key: str) -> said.ClientFrame | None:
    match key:
        case "*":
            return said.Repeat()
        case "5":
            return said.Resume() if state.is_paused else said.Pause()
        case "7":
            return said.Skip()
        case _:
            return None


def _settle(on: Unfolding, plan: Plan, agreed: bool | None, method: events.ByEar) -> None:
    if agreed is None:
        raise ConsentFirst
    conversation.settle_consent(on, plan, accepted=agreed, method=method)


def _is_request(state: Session, words: str) -> bool:
    """Whether words ask something of the interviewer and are no part of an answer."""
    if state.is_paused and read_going_on(words):
        return True
    request = read_candidate_request(words)
    return request is not None and not request.has_answer


# -- where words belong ------------------------------------------------------------------------


def _can_go_on(state: Session, words: str) -> bool:
    """Whether the latest words of the candidate can be taken back and taken again with these."""
    before = state.before_answer
    if before is None:
        return False
    place = len(before.turns)
    is_ours = all(
        turn.role == "agent" and turn.said_by == "interviewer" for turn in state.turns[place + 1 :]
    )
    last = state.last_turn
    if state.status == "wrapping_up" and (last is None or last.ends not in _TAKEN_BACK):
        return False
    return is_ours and state.taken_by is None and _fits(state.turns[place].text, words)


def _turn_of_late_words(state: Session, heard: Heard) -> events.TurnCompleted | None:
    """Return the turn that these words belong to, where the talk has gone on since."""
    is_older = 0 < heard.after_turn < (open_turn(state) or 0)
    if not (heard.is_late or is_older):
        return None
    after = [
        turn for turn in state.counted if turn.role == "candidate" and turn.turn > heard.after_turn
    ]
    meant = [turn for turn in after if turn.parent_turn == heard.after_turn] or after[:1]
    return meant[-1] if meant and _fits(meant[-1].text, kept_words(heard.text)) else None


def _go_on(on: Unfolding, plan: Plan, heard: Heard, words: str) -> None:
    before = on.state.before_answer
    assert before is not None  # noqa: S101 - it was looked at
    turn = on.state.turns[len(before.turns)]
    text = _joined(turn.text, words)
    stop_thinking(on)
    if on.state.is_paused:
        resume(on)
    is_time_up = on.state.status == "wrapping_up" and ended_by(on.state) == "time"
    question = turn.question_id or ""
    asked = open_text(before, plan)
    is_new = turn.reading != "makes_request"
    understood = understand(
        text,
        before,
        question_of(plan, question),
        plan,
        asked=asked,
        said_before=turn.text if is_new else "",
    )
    _note_speech(on, heard, turn.turn)
    on.add(
        events.TurnAmended(
            turn=turn.turn,
            reason="went_on",
            text=text,
            reading=understood.reading,
            found=understood.found,
            answer_end=understood.answer_end,
            dropped=tuple(each.turn for each in on.state.turns[turn.turn :]),
            is_draft=turn.is_draft or heard.is_draft,
        )
    )
    if is_time_up:
        end(on, plan, "time")
    else:
        conversation.react(on, plan, understood)


def _add_late(
    on: Unfolding, plan: Plan, heard: Heard, turn: events.TurnCompleted, words: str
) -> None:
    text = _joined(turn.text, words)
    read = conversation.read_again(turn, text, plan)
    _note_speech(on, heard, turn.turn)
    on.add(
        events.TurnAmended(
            turn=turn.turn,
            reason="late",
            text=text,
            reading=read.reading,
            found=read.found,
            answer_end=read.answer_end,
            is_draft=turn.is_draft or heard.is_draft,
        )
    )
    unheard = not_heard(on.state, plan, heard)
    if unheard is not None and on.state.status == "in_progress":
        on.add(events.QuestionNotHeard(turn=unheard.turn, remark=None, is_said_again=True))


def _is_before_question(on: Unfolding, plan: Plan, heard: Heard, words: str) -> bool:
    """Whether the question was not heard when this was said; then it is asked again."""
    if heard.is_late and any(
        turn.role == "candidate" and turn.is_dropped for turn in on.state.turns[heard.after_turn :]
    ):  # the rest of what was said then
        _keep_unheard(on, heard, words, question=open_turn(on.state) or 0, says_it=False)
        return True
    unheard = not_heard(on.state, plan, heard)
    if unheard is None or is_request(on.state, words, unheard):
        return False
    _keep_unheard(on, heard, words, question=unheard.turn, says_it=True)
    return True


def _keep_unheard(on: Unfolding, heard: Heard, words: str, *, question: int, says_it: bool) -> None:
    """Keep what was said before a question was heard: it answers nothing, and nobody is judged by it."""
    turn = len(on.state.turns) + 1
    resume(on)
    _note_speech(on, heard, turn)
    on.add(
        events.TurnCompleted(
            turn=turn, role="candidate", kind="remark", text=words, is_draft=heard.is_draft
        ),
        events.QuestionNotHeard(turn=question, remark=turn, is_said_again=says_it),
    )


def _keep_aside(on: Unfolding, plan: Plan, heard: Heard, words: str) -> None:
    """Keep what is said after the goodbye: it answers nothing, and is not lost."""
    turn = len(on.state.turns) + 1
    _note_speech(on, heard, turn)
    on.add(
        events.TurnCompleted(
            turn=turn, role="candidate", kind="remark", text=words, is_draft=heard.is_draft
        )
    )
    closing = next((each.turn for each in on.state.counted if each.kind == "closing"), 0)
    if on.state.aloud.uttered_of(closing) is not None:
        conclude(on, plan)


def _note_speech(on: Unfolding, heard: Heard, turn: int) -> None:
    on.add(
        events.SpeechStarted(turn=turn, offset_ms=heard.began_ms),
        events.SpeechEnded(turn=turn, offset_ms=heard.ended_ms),
    )
    for segment, piece in enumerate(heard.pieces, start=1):
        on.add(
            events.SpeechRecognised(
                turn=turn,
                segment=segment,
                text=kept_words(piece.text),
                start_ms=piece.start_ms,
                end_ms=piece.end_ms,
                engine=piece.engine,
                model=piece.model,
                latency_ms=piece.latency_ms,
                confidence=piece.confidence,
                is_draft=heard.is_draft,
            )
        )


def _joined(first: str, rest: str) -> str:
    return f"{first.rstrip()} {rest}"


def _fits(first: str, rest: str) -> bool:
    return len(_joined(first, rest).encode("utf-8", "replace")) <= MOST_BYTES
