"""Events of the interview itself: consent, turns, the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vivavoce.contracts.plan import SpokenSentence, speak_with
from vivavoce.contracts.transcript import UtteranceAct
from vivavoce.contracts.voice import EndpointingMode
from vivavoce.kernel.translation import SpokenLanguage
from vivavoce.live.domain.events.base import (
    AgentSpeaker,
    BaseSessionEvent,
    CandidateRequestKind,
    ElementMatch,
    EndReason,
    EventActor,
    QuestionHint,
    ReasonCode,
    SessionFacts,
    SpeakerRole,
    TurnKind,
    UtteranceIntent,
    personal_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCreated(BaseSessionEvent):
    """A session was created for an interview, with the settings that apply until its end."""

    type: ClassVar[str] = "session.created"
    session_id: str
    interview_id: str
    run_id: str
    profile: str
    plan_id: str
    plan_version: int
    language: str
    attempt: int
    time_limit_s: int
    grace_s: int
    max_follow_ups: int
    question_count: int
    position: str
    company_name: str
    channel: str = "text"
    needs_consent: bool = True
    consent_text: str = ""
    consent_version: str = ""
    previous_session_id: str | None = None
    answered_before: tuple[str, ...] = ()
    """Questions that an earlier attempt of the same interview answered."""
    min_answered_share: float = 0.5
    """Share of mandatory questions that must be answered for an assessment; 0 means any one answer."""
    persona_id: str | None = None
    """The persona whose wording the interviewer uses; None means the default wording."""
    features: tuple[str, ...] = ("follow_ups",)
    """Names of the enabled abilities, as in ``contracts.abilities``."""
    priority: int = 0
    """Order of admission at full capacity: higher priority first, then first come, first served."""
    hints: tuple[QuestionHint, ...] = ()
    """Hints shown next to questions, for session types that offer hints."""
    result: Literal["assessment", "artifacts"] = "assessment"
    """What the session produces."""
    endpointing_mode: EndpointingMode = "normal"
    """The initial endpointing mode: how soon a pause ends a spoken answer."""
    facts: SessionFacts | None = None
    """Facts that the candidate may be given about this interview; None in older sessions."""
    sentences: tuple[SpokenSentence, ...] = ()
    """The interviewer's own sentences in the language, from the plan; none if the product has them."""

    @property
    def spoken_language(self) -> SpokenLanguage:
        """The language with the session's own sentences, for whatever the interviewer says."""
        return speak_with(self.language, self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRequested(BaseSessionEvent):
    """The candidate was shown the versioned consent text and asked to agree."""

    type: ClassVar[str] = "consent.requested"
    text: str
    text_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGranted(BaseSessionEvent):
    """The candidate gave consent, on the page before the session or in the session."""

    type: ClassVar[str] = "consent.granted"
    actor: ClassVar[EventActor] = "candidate"
    text_version: str
    method: Literal["door", "click", "frame", "typed", "voice", "dtmf"]
    """'door' and 'click': on the page before the session, where the text is shown; else in the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDeclined(BaseSessionEvent):
    """The candidate declined consent: nothing was recorded and nothing will be."""

    type: ClassVar[str] = "consent.declined"
    actor: ClassVar[EventActor] = "candidate"
    text_version: str
    method: Literal["frame", "typed", "voice", "dtmf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewClockStarted(BaseSessionEvent):
    """The interview clock started."""

    type: ClassVar[str] = "interview.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCompleted(BaseSessionEvent):
    """One turn of the conversation; assessments may quote only turns."""

    type: ClassVar[str] = "turn.completed"
    turn: int
    role: SpeakerRole
    kind: TurnKind
    text: str = personal_field()
    question_id: str | None = None
    parent_turn: int | None = None
    reason: ReasonCode | None = None
    variant: int | None = None
    """Index of the wording that the interviewer used."""
    suggested_s: int | None = None
    """Suggested length of the answer, in seconds."""
    client_message_id: str | None = None
    intent: UtteranceIntent | None = None
    acts: tuple[UtteranceAct, ...] = ()
    """What the candidate's words do, in their order; empty in older sessions."""
    elements: tuple[ElementMatch, ...] = ()
    speaker: AgentSpeaker = "interviewer"
    """Who spoke an agent turn: the interviewer, or a staff member who took over."""
    staff_id: str | None = None
    end_reason: EndReason | None = None
    """In a closing turn: why the interview ends."""
    answer_end: int | None = None
    """Offset in ``text`` where the candidate's answer ends and a request begins; None without a request."""
    is_draft: bool = False
    """The text comes from an inaccurate STT engine and was not checked."""
    amended: int = 0
    """How often the text was amended. Set by the fold, never stored."""
    is_dropped: bool = False
    """The turn is ignored: an agent turn that was barely heard before the candidate went on, or candidate
    speech from before the question was heard. Set by the fold, never stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRequested(BaseSessionEvent):
    """The candidate asked for something beside the open question, such as a pause, a person or a fact."""

    type: ClassVar[str] = "candidate.requested"
    actor: ClassVar[EventActor] = "candidate"
    request: CandidateRequestKind
    turn: int | None = None
    """The candidate's turn with the request; None before consent, when no text is stored."""
    reply: str = ""
    """The reply given before consent, when the interviewer has no turns yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSkipped(BaseSessionEvent):
    """A planned question was skipped, after it was asked or without asking it."""

    type: ClassVar[str] = "question.skipped"
    question_id: str
    skipped_by: Literal["candidate", "policy"]
    reason: Literal["asked", "covered", "time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRepeated(BaseSessionEvent):
    """The question was repeated at the candidate's request."""

    type: ClassVar[str] = "question.repeated"
    actor: ClassVar[EventActor] = "candidate"
    question_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionNotHeard(BaseSessionEvent):
    """The candidate spoke before they had heard the question; what they said is not an answer."""

    type: ClassVar[str] = "question.not_heard"
    turn: int
    """The interviewer's turn with the question."""
    remark_turn: int | None
    """The candidate's turn to ignore; None when the words belong to an earlier answer."""
    is_repeated: bool
    """Whether the question is spoken again; False when it is being spoken and was not interrupted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPaused(BaseSessionEvent):
    """The candidate paused; the interview clock is stopped."""

    type: ClassVar[str] = "clock.paused"
    actor: ClassVar[EventActor] = "candidate"
    reason: Literal["candidate", "request"]
    """'candidate' means by a button or key, 'request' means in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(BaseSessionEvent):
    """The clock runs again: the candidate resumed, or the pause reached its time limit."""

    type: ClassVar[str] = "clock.resumed"
    reason: Literal["candidate", "limit", "request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerWarningIssued(BaseSessionEvent):
    """The candidate was notified how much time is left."""

    type: ClassVar[str] = "timer.warning"
    remaining_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerExpired(BaseSessionEvent):
    """The time of the interview is used up."""

    type: ClassVar[str] = "timer.expired"
