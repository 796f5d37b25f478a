"""The interviewer quality report: how the interviewer conducted a session, read from its log. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.interviewer.answer_elements import list_expected_elements
from vivavoce.live.domain.session import Session, apply_event

SILENCE_THRESHOLD_S = 3.0
"""Seconds of waiting for the interviewer that count as silence when exceeded."""
BUDGET_TOLERANCE = 0.2
QualityWarning = Literal[
    "mandatory_not_asked",
    "mandatory_unanswered",
    "over_budget",
    "time_expired",
    "asked_twice",
    "silence",
    "model_failed",
    "connection_lost",
    "plan_unknown",
]
"""Issues that staff should check; all are about the interviewer or the system, not the candidate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionQuality:
    """Figures of one planned question; ``used_s`` is the interview time from it to the next question."""

    question_id: str
    is_mandatory: bool
    is_asked: bool
    is_answered: bool
    skip_reason: str | None
    budget_s: int
    used_s: float
    probes: int
    unproductive_probes: int
    repeats: int
    """How often the question was repeated at the candidate's request."""
    elements: int
    elements_found: int

    @property
    def is_over_budget(self) -> bool:
        """Whether it took more than its time budget plus the tolerance."""
        return self.used_s > self.budget_s * (1 + BUDGET_TOLERANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewerQualityReport:
    """Quality figures of one session.

    ``interruptions`` counts replies that cut the candidate off; None for sessions without voice.
    """

    status: str
    end_reason: str | None
    questions: tuple[QuestionQuality, ...]
    coverage: float | None
    """Share of the mandatory questions with an answer."""
    unanswered_mandatory: tuple[str, ...]
    probes: Mapping[str, int]
    """Follow-up questions asked, by reason."""
    stop_reasons: Mapping[str, int]
    """Decisions not to follow up, by reason."""
    unproductive_probes: int
    repeated_questions: int
    repeats: int
    talk_ratio: float | None
    """The candidate's share of the speaking time, or of all words in text sessions; None without any."""
    silences: int
    longest_silence_s: float
    interruptions: int | None
    used_s: float
    limit_s: int
    disconnects: int
    staff_turns: int
    warnings: tuple[QualityWarning, ...]


@dataclass(slots=True)
class _LogFindings:
    """Figures that are collected while reading the log."""

    spent: dict[str, float] = field(default_factory=dict)
    """Seconds of interview time by question id."""
    skip_reasons: dict[str, str] = field(default_factory=dict)
    silences: list[float] = field(default_factory=list)
    warnings: set[QualityWarning] = field(default_factory=set)
    followup_decisions: list[events.FollowupChosen] = field(default_factory=list)
    disconnects: int = 0
    interruptions: int = 0
    spoken_ms: Counter[str] = field(default_factory=Counter)
    """Milliseconds of speech by role."""
    open_question_id: str | None = None
    time_used: timedelta = timedelta(0)
    answered_at: datetime | None = None
    end_reason: str | None = None


def build_quality_report(
    log: Sequence[RecordedEvent], plan: InterviewPlan | None
) -> InterviewerQualityReport:
    """Return the quality report of a session; without ``plan``, per-question figures are left out.

    Raises ``ValueError`` for an empty log.
    """
    findings, state = _LogFindings(), None
    for record in log:
        state = apply_event(state, record)
        _read_event(findings, record, state)
    if state is None:
        raise ValueError("The log has no events.")
    questions = tuple(
        _question_quality(planned, state, findings) for planned in (plan.questions if plan else ())
    )
    mandatory = [question for question in questions if question.is_mandatory]
    twice = _count_repeated_questions(state)
    return InterviewerQualityReport(
        status=state.status,
        end_reason=findings.end_reason,
        questions=questions,
        coverage=_ratio(sum(question.is_answered for question in mandatory), len(mandatory)),
        unanswered_mandatory=tuple(
            question.question_id for question in mandatory if not question.is_answered
        ),
        probes=dict(
            Counter(
                decision.reason for decision in findings.followup_decisions if decision.is_asked
            )
        ),
        stop_reasons=dict(
            Counter(
                decision.reason for decision in findings.followup_decisions if not decision.is_asked
            )
        ),
        unproductive_probes=sum(thread.unproductive_probes for thread in state.asked_questions),
        repeated_questions=twice,
        repeats=sum(thread.repeats for thread in state.asked_questions),
        talk_ratio=_talk_ratio(state, findings),
        silences=len(findings.silences),
        longest_silence_s=max(findings.silences, default=0.0),
        interruptions=findings.interruptions if state.speech.has_used_voice else None,
        used_s=state.time_used(state.at).total_seconds(),
        limit_s=state.created.time_limit_s,
        disconnects=findings.disconnects,
        staff_turns=sum(turn.speaker == "staff" for turn in state.turns),
        warnings=_warnings(findings, questions, has_plan=plan is not None, twice=twice),
    )


def _read_event(findings: _LogFindings, record: RecordedEvent, state: Session) -> None:
    event, used = record.event, state.time_used(state.at)
    if findings.open_question_id is not None:
        spent_before_s = findings.spent.get(findings.open_question_id, 0.0)
        findings.spent[findings.open_question_id] = (
            spent_before_s + (used - findings.time_used).total_seconds()
        )
    findings.time_used = used
    match event:
        case events.TurnCompleted():
            _read_turn(findings, event, state.at)
        case events.QuestionSkipped():
            findings.skip_reasons[event.question_id] = f"{event.skipped_by}: {event.reason}"
        case events.FollowupChosen():
            findings.followup_decisions.append(event)
        case events.ConnectionLost():
            findings.disconnects += 1
            findings.answered_at = None
            findings.warnings.add("connection_lost")
        case (
            events.SpeechStarted()
            | events.SpeechEnded()
            | events.UtteranceSpoken()
            | events.TurnAmended()
        ):
            _read_speech_event(findings, event)
        case events.TimerExpired():
            findings.warnings.add("time_expired")
        case events.ModelRequestFailed():
            findings.warnings.add("model_failed")
        case events.SessionCompleted() | events.SessionAbandoned() | events.SessionFailed():
            findings.end_reason = event.reason
        case _:
            pass


def _read_speech_event(
    findings: _LogFindings,
    event: events.SpeechStarted | events.SpeechEnded | events.UtteranceSpoken | events.TurnAmended,
) -> None:
    match event:
        case events.SpeechStarted():
            findings.spoken_ms["candidate"] -= event.offset_ms
        case events.SpeechEnded():
            findings.spoken_ms["candidate"] += event.offset_ms
        case events.UtteranceSpoken():
            findings.spoken_ms["agent"] += event.spoken_ms
            if (event.waited_ms or 0) > SILENCE_THRESHOLD_S * 1000:
                findings.silences.append((event.waited_ms or 0) / 1000)
        case events.TurnAmended():
            findings.interruptions += event.reason == "went_on" and bool(event.dropped)


def _read_turn(findings: _LogFindings, turn: events.TurnCompleted, at: datetime) -> None:
    if turn.role == "candidate":
        findings.answered_at = at
        return
    if findings.answered_at is not None:
        waited_s = (at - findings.answered_at).total_seconds()
        findings.answered_at = None
        if waited_s > SILENCE_THRESHOLD_S:
            findings.silences.append(waited_s)
    if turn.kind == "question":
        findings.open_question_id = turn.question_id
    elif turn.kind == "closing":
        findings.open_question_id = None


def _question_quality(
    question: PlanQuestion, state: Session, findings: _LogFindings
) -> QuestionQuality:
    progress = next(
        (progress for progress in state.asked_questions if progress.question_id == question.id),
        None,
    )
    return QuestionQuality(
        question_id=question.id,
        is_mandatory=question.is_mandatory,
        is_asked=progress is not None,
        is_answered=question.id in state.answered_question_ids,
        skip_reason=findings.skip_reasons.get(question.id),
        budget_s=question.time_budget_s,
        used_s=findings.spent.get(question.id, 0.0),
        probes=progress.probes if progress else 0,
        unproductive_probes=progress.unproductive_probes if progress else 0,
        repeats=progress.repeats if progress else 0,
        elements=len(list_expected_elements(question)),
        elements_found=len(progress.found_elements) if progress else 0,
    )


def _warnings(
    findings: _LogFindings, questions: Sequence[QuestionQuality], *, has_plan: bool, twice: int
) -> tuple[QualityWarning, ...]:
    warnings = set(findings.warnings)
    mandatory = [question for question in questions if question.is_mandatory]
    is_so: dict[QualityWarning, bool] = {
        "mandatory_not_asked": any(not question.is_asked for question in mandatory),
        "mandatory_unanswered": any(not question.is_answered for question in mandatory),
        "over_budget": any(question.is_over_budget for question in questions),
        "asked_twice": twice > 0,
        "silence": bool(findings.silences),
        "plan_unknown": not has_plan,
    }
    warnings.update(warning for warning, holds in is_so.items() if holds)
    return tuple(sorted(warnings))


def _count_repeated_questions(state: Session) -> int:
    """Return how often the interviewer asked a question again in the same words, without a request."""
    counter = Counter(
        (turn.question_id, re.sub(r"\W+", " ", turn.text.lower()))
        for turn in state.counted_turns
        if turn.kind in ("question", "follow_up") and turn.text
    )
    return sum(count - 1 for count in counter.values())


def _talk_ratio(state: Session, findings: _LogFindings) -> float | None:
    heard_ms = findings.spoken_ms
    if heard_ms["candidate"] > 0 and heard_ms["agent"] > 0:
        return _ratio(heard_ms["candidate"], heard_ms.total())
    words = Counter[str]()
    for turn in state.counted_turns:
        words[turn.role] += len(turn.text.split())
    return _ratio(words["candidate"], words.total())


def _ratio(part: int, total: int) -> float | None:
    return round(part / total, 4) if total else None
