"""Carries out what the interviewer decided to reply: remarks, the open question again, pauses, moving on.

A request never counts as an answer and never uses up a question. While a staff member is in control, they
answer requests themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.translation import translate
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer import wording
from vivavoce.live.domain.interviewer.followup_policy import (
    FollowupDecision,
    FollowupMove,
    open_question_text,
)
from vivavoce.live.domain.interviewer.followup_wording import wording_seed
from vivavoce.live.domain.interviewer.interview_flow import (
    MAX_CONSECUTIVE_MODEL_FAILURES,
    InterviewNotInProgressError,
    ask_followup,
    end_interview,
    make_next_move,
    open_question_turn,
)
from vivavoce.live.domain.interviewer.pauses import pause_clock, resume_clock
from vivavoce.live.domain.interviewer.reply_inputs import count_acts, gather_reply_facts
from vivavoce.live.domain.interviewer.understanding import reply_wordings
from vivavoce.live.domain.interviewer.understanding.acts import (
    REQUESTS,
    ActSpan,
    UnderstoodUtterance,
)
from vivavoce.live.domain.interviewer.understanding.detection import understand
from vivavoce.live.domain.interviewer.understanding.recognized_acts import is_undecided
from vivavoce.live.domain.interviewer.understanding.reply_planning import (
    ReplyPlan,
    plan_reply,
    reply_before_start,
)
from vivavoce.live.domain.interviewer.utterance_reading import (
    InterpretedUtterance,
    interpret_recognized_act,
)
from vivavoce.live.domain.interviewer.wording import QuestionWording
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import QuestionProgress, Session

MAX_REPEATS = 5
MAX_REQUESTS_BEFORE_CONSENT = 20
"""Maximum number of requests that are answered before consent; after that only yes or no is accepted."""
REQUEST_KINDS: Mapping[events.UtteranceAct, events.CandidateRequestKind] = {
    "asks_machine": "is_machine",
    "asks_time": "duration",
    "asks_count": "duration",
    "asks_data": "data",
    "asks_who_decides": "who_decides",
    "asks_next": "next_steps",
    "asks_other_process": "other",
    "asks_about_question": "simpler",
    "asks_about_case": "simpler",
    "wants_person": "person",
    "wants_pause": "pause",
    "wants_end": "end",
    "wants_simpler": "simpler",
    "wants_slower": "slower",
    "wants_louder": "louder",
    "wants_writing": "writing",
    "distress": "distress",
}
"""The acts that are logged as requests; a wish to repeat or to skip has an event of its own."""


class TooManyRepeatsError(ConflictError):
    """This question cannot be repeated again. Answer it, or skip it."""

    code = "too_many_repeats"


def respond_to_utterance(
    pending: PendingEvents,
    plan: InterviewPlan,
    interpretation: InterpretedUtterance,
    *,
    can_ask_model: bool = True,
) -> None:
    """Reply to the candidate's last turn: do what they ask, or make the interviewer's next move.

    If the rules do not know the language, a model is asked for the act first. While a staff member is in
    control, requests are only logged.
    """
    if interpretation.wants_to_end is not None:
        resolve_end_confirmation(pending, plan, wants_to_end=interpretation.wants_to_end)
        return
    if interpretation.understood is None or interpretation.intent == "nothing":
        make_next_move(pending, plan, can_compose=can_ask_model)
        return
    if can_ask_model and _request_act(pending, interpretation.understood):
        return
    before = pending.state.state_before_answer or pending.state
    reply = plan_reply(
        interpretation.understood,
        gather_reply_facts(pending.state, plan, pending.now),
        count_acts(before),
    )
    _log_requests(pending, interpretation.acts, reply)
    if pending.state.taken_over_by is None:
        _carry_out(pending, plan, reply, can_compose=can_ask_model)


def respond_as_read(
    pending: PendingEvents, plan: InterviewPlan, turn: events.TurnCompleted
) -> None:
    """Respond to the candidate's last turn as the rules read it, without asking a model."""
    spans = tuple(ActSpan(act, 0, len(turn.text)) for act in turn.acts)
    read = InterpretedUtterance(turn.intent or "answer", UnderstoodUtterance(turn.text, spans))
    respond_to_utterance(pending, plan, read, can_ask_model=False)


def respond_to_recognized_act(
    pending: PendingEvents, plan: InterviewPlan, act: events.UtteranceAct
) -> bool:
    """Read the candidate's last turn as ``act``, and respond; return False if that is not possible."""
    turn, before = pending.state.turns[-1], pending.state.state_before_answer
    if before is None or turn.turn != len(before.turns) + 1 or turn.question_id is None:
        return False
    read = interpret_recognized_act(turn, act, before, plan)
    if read.intent == "asks_again" and require_question(pending).repeats >= MAX_REPEATS:
        return False
    if read.intent != "makes_request":
        resume_clock(pending)
    pending.add(
        events.TurnAmended(
            turn=turn.turn,
            reason="understood",
            text=turn.text,
            intent=read.intent,
            acts=read.acts or (act,),
            elements=read.elements,
            answer_end=read.answer_end,
            is_draft=turn.is_draft,
        )
    )
    respond_to_utterance(pending, plan, read, can_ask_model=False)
    return True


def _request_act(pending: PendingEvents, understood: UnderstoodUtterance) -> bool:
    """Request the act of the last turn from a model; return False if the rules decide."""
    state, deadline_s = pending.state, pending.composition_deadline_s
    if (
        deadline_s is None
        or not pending.can_recognize_acts
        or state.taken_over_by is not None
        or state.consecutive_recognition_failures >= MAX_CONSECUTIVE_MODEL_FAILURES
        or not is_undecided(understood, state.created.language)
    ):
        return False
    pending.add(
        events.ModelRequested(purpose="understand", turn=len(state.turns), deadline_s=deadline_s)
    )
    return True


def _log_requests(
    pending: PendingEvents, acts: tuple[events.UtteranceAct, ...], reply: ReplyPlan
) -> None:
    """Log the requests that get a reply; a wish for a person is logged beside a more urgent one, too."""
    logged = [act for act in acts if act in reply.acts or act == "wants_person"]
    for kind in dict.fromkeys(REQUEST_KINDS[act] for act in logged if act in REQUEST_KINDS):
        pending.add(events.CandidateRequested(request=kind, turn=len(pending.state.turns)))


def _carry_out(
    pending: PendingEvents, plan: InterviewPlan, reply: ReplyPlan, *, can_compose: bool
) -> None:
    if reply.next == "pause":
        pause_clock(pending, source="request")
    if reply.say:
        _say_remark(pending, reply.say)
    match reply.next:
        case "continue":
            make_next_move(pending, plan, can_compose=can_compose and not reply.say)
        case "ask" if not (pending.state.is_paused and reply.say):
            resume_clock(pending, source="request")
            _continue_interview(pending, plan, reply.ask)
        case "probe":
            _probe(pending, reply)
        case "repeat":
            repeat_question(pending, plan)
        case "move_on":
            skip_question(pending, plan)
        case _:
            pass  # the interviewer waits for the candidate


def resolve_end_confirmation(
    pending: PendingEvents, plan: InterviewPlan, *, wants_to_end: bool
) -> None:
    """Apply the answer to the end confirmation: end the interview or continue it."""
    resume_clock(pending, source="request")
    if wants_to_end:
        end_interview(pending, plan, "candidate_ended")
        return
    _say_remark(pending, _draw(reply_wordings.RESUMED, pending.state))
    again = _draw(reply_wordings.QUESTION_AGAIN, pending.state)
    _continue_interview(
        pending, plan, again.replace("{question}", open_question_text(pending.state, plan))
    )


def answer_request_before_consent(pending: PendingEvents, plan: InterviewPlan, text: str) -> bool:
    """Answer a request that is made before consent; return whether ``text`` was one and was answered.

    The text is not stored, only the kind of request.
    """
    state = pending.state
    understood = understand(text, language=state.created.spoken_language)
    acts = [act for act in understood.acts if act in REQUESTS]
    if not acts or state.requests_before_consent >= MAX_REQUESTS_BEFORE_CONSENT:
        return False
    facts = gather_reply_facts(state, plan, pending.now)
    reply = reply_before_start(acts[-1], facts, understood.words_of(acts[-1]))
    ask = translate(reply_wordings.CONSENT_QUESTION, state.created.spoken_language)
    pending.add(events.CandidateRequested(request=REQUEST_KINDS[acts[-1]], reply=f"{reply} {ask}"))
    return True


def repeat_question(pending: PendingEvents, plan: InterviewPlan) -> None:
    """Say the open question once more because the candidate asked to hear it.

    Raises ``InterviewNotInProgressError`` before the first question, and ``TooManyRepeatsError``.
    """
    progress = require_question(pending)
    if progress.repeats >= MAX_REPEATS:
        raise TooManyRepeatsError
    resume_clock(pending)
    words = wording.repeat_question(
        open_question_text(pending.state, plan), **wording_seed(pending.state)
    )
    pending.add(events.QuestionRepeated(question_id=progress.question_id))
    _put_question(pending, progress, words)


def skip_question(pending: PendingEvents, plan: InterviewPlan) -> None:
    """Leave the open question as the candidate wishes; raise ``InterviewNotInProgressError`` without one."""
    progress = require_question(pending)
    resume_clock(pending)
    pending.add(
        events.QuestionSkipped(
            question_id=progress.question_id, skipped_by="candidate", reason="asked"
        )
    )
    make_next_move(pending, plan)


def require_question(pending: PendingEvents) -> QuestionProgress:
    """Return the progress of the current question, or raise ``InterviewNotInProgressError``."""
    if pending.state.current_question is None:
        raise InterviewNotInProgressError("No question was asked yet.")
    return pending.state.current_question


def _probe(pending: PendingEvents, reply: ReplyPlan) -> None:
    """Come at the open question in another way."""
    progress = require_question(pending)
    decision = FollowupDecision(
        turn=len(pending.state.turns), question_id=progress.question_id, reason="NO_ANSWER"
    )
    ask_followup(pending, FollowupMove(decision=decision, wording=QuestionWording(reply.ask, None)))


def _continue_interview(pending: PendingEvents, plan: InterviewPlan, ask: str) -> None:
    """Make the next move if an answer still needs a reply; otherwise put the open question as ``ask``."""
    before = len(pending.state.turns)
    make_next_move(pending, plan, can_compose=False)
    state = pending.state
    has_moved = len(state.turns) > before or state.pending_model_request is not None
    if has_moved or state.status != "in_progress" or state.taken_over_by is not None:
        return
    if state.current_question is not None:
        _put_question(pending, state.current_question, QuestionWording(ask, None))


def _put_question(
    pending: PendingEvents, progress: QuestionProgress, words: QuestionWording
) -> None:
    pending.add(
        events.TurnCompleted(
            turn=len(pending.state.turns) + 1,
            role="agent",
            kind="repeat",
            text=words.text,
            question_id=progress.question_id,
            parent_turn=open_question_turn(pending.state),
            variant=words.variant,
        )
    )


def _say_remark(pending: PendingEvents, text: str) -> None:
    pending.add(
        events.TurnCompleted(
            turn=len(pending.state.turns) + 1, role="agent", kind="remark", text=text, answer_end=0
        )
    )


def _draw(options: Sequence[str], state: Session) -> str:
    return wording.select_wording(options, **wording_seed(state)).text
