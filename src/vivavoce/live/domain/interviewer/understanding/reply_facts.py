"""What the interviewer knows about this interview when it replies; None means that it is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from vivavoce.kernel.translation import ENGLISH
from vivavoce.live.domain.events import UtteranceAct


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFacts:
    """Facts of one interview at the time of a reply."""

    open_question: str
    """The question that was asked last, word for word."""
    language: str = ENGLISH
    """The language that the interviewer speaks."""
    plainer_question: str | None = None
    """What the question asks for, in plain words."""
    can_probe: bool = True
    """Whether the open question is unanswered, and there is time to come at it in another way."""
    asks_for_story: bool = False
    """Whether the open question asks for something that happened once."""
    gives_case: bool = False
    """Whether the open question puts a case or a task that the candidate need not have had."""
    acknowledged_feelings: int = 0
    """How often the interviewer has said in this interview that something sounds hard or sad."""
    has_acknowledged_feeling: bool = False
    """Whether the interviewer has said at the open question that something sounds hard or sad."""
    organization: str | None = None
    minutes_left: int | None = None
    questions_left: int | None = None
    """Number of questions after the open one."""
    decided_by: Literal["staff", "self", "none"] | None = None
    """Who decides on the outcome; with 'none' nothing is decided about the candidate."""
    result: Literal["assessment", "artifacts"] = "assessment"
    """What is made of the answers; 'artifacts' are drafts that the candidate corrects."""
    read_by: Literal["staff", "person"] | None = None
    """Who can read the transcript: the organization's staff, or only the candidate."""
    retention_days: int | None = None
    has_video: bool = False
    """Whether the candidate's camera is recorded."""
    has_voice_recording: bool = False
    """Whether the sound of the candidate's voice is recorded."""
    can_request_person: bool | None = None
    """Whether staff are notified when the candidate asks for a person."""
    has_requested_person: bool = False
    is_paused: bool = False
    pauses_left: int = 0
    pause_minutes: int = 0
    """Maximum length of a pause."""
    has_answers: bool = False
    """Whether the candidate has answered a question, so that something is kept after an end."""
    way_back: Literal["link", "page", "none"] | None = None
    """How the candidate can start again after an end without an answer; 'none' if they cannot."""
    is_spoken: bool = False
    can_write: bool = True
    """Whether the candidate can type answers and read the questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyCounters:
    """How often each act came before this utterance."""

    in_interview: Mapping[UtteranceAct, int] = field(default_factory=dict)
    at_question: Mapping[UtteranceAct, int] = field(default_factory=dict)
    """The same, since the open question was first asked."""
