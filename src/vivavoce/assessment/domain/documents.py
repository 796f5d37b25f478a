"""The scorer's JSON: parse transcripts and rubrics with precise errors, serialize scorecards."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, get_args

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import LEVELS, QuestionKind, Rubric, rubric_from_document
from vivavoce.contracts.transcript import (
    CompetencyScore,
    Evidence,
    QuestionResult,
    Scorecard,
    ScorecardFlag,
    ScoreRange,
    SpeakerRole,
    Transcript,
    TranscriptTurn,
)
from vivavoce.kernel.errors import FieldError, InvalidRequestError

_ROLES: dict[str, SpeakerRole] = {"agent": "agent", "candidate": "candidate"}


class MalformedTranscriptError(InvalidRequestError):
    """The transcript is not valid."""

    code = "transcript_malformed"


class MalformedRubricError(InvalidRequestError):
    """The rubric is not valid."""

    code = "rubric_malformed"


class _InvalidFieldError(Exception):
    """One field is invalid."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.error = FieldError(field=field, code="invalid", message=message)


def parse_transcript(document: object) -> Transcript:
    """Return the transcript of a JSON document, or raise ``MalformedTranscriptError`` with the field."""
    try:
        return _parse_transcript(document)
    except _InvalidFieldError as fault:
        raise MalformedTranscriptError(str(fault), errors=(fault.error,)) from None


def parse_rubric(document: object) -> Rubric:
    """Return the rubric of a JSON document, or raise ``MalformedRubricError`` with the field."""
    try:
        checked = _require_object(document, "rubric")
        _check_rubric(checked)
        return _infer_knowledge_questions(rubric_from_document(checked), checked)
    except _InvalidFieldError as fault:
        raise MalformedRubricError(str(fault), errors=(fault.error,)) from None


def _infer_knowledge_questions(rubric: Rubric, document: Mapping[str, Any]) -> Rubric:  # Any: JSON
    """Treat a question with expected points as a knowledge question if the file does not give its kind."""
    listed = [*document.get("questions", ())]
    for competency in document["competencies"]:
        listed += competency.get("questions", ())
    ids_with_kind = {raw["id"] for raw in listed if "kind" in raw}
    return replace(
        rubric,
        questions=tuple(
            replace(question, kind="knowledge")
            if question.expected_points and question.id not in ids_with_kind
            else question
            for question in rubric.questions
        ),
    )


def serialize_scorecard(scorecard: Scorecard) -> Json:
    """Return the scorecard in the JSON format of the ``score`` command."""
    return {
        "overall_score": scorecard.overall_score,
        "recommendation": scorecard.recommendation,
        "competencies": [
            _serialize_competency(competency) for competency in scorecard.competencies
        ],
        "flags": [_serialize_flag(flag) for flag in scorecard.flags],
        "scorer": {"kind": scorecard.scorer.kind, "version": scorecard.scorer.version},
    }


def serialize_full_scorecard(scorecard: Scorecard) -> Json:
    """Return ``serialize_scorecard`` with weights, requirements, confidence and questions, for screens."""
    return {
        **serialize_scorecard(scorecard),
        "overall_range": (
            None if scorecard.overall_range is None else _serialize_range(scorecard.overall_range)
        ),
        "competencies": [
            {
                **_serialize_competency(competency),
                "weight": competency.weight,
                "is_required": competency.is_required,
                "minimum_acceptable_score": competency.minimum_acceptable_score,
                "confidence": competency.confidence,
                **_serialize_range(competency.score_range),
                "evidence": [_serialize_full_evidence(item) for item in competency.evidence],
            }
            for competency in scorecard.competencies
        ],
        "questions": [_serialize_question(question) for question in scorecard.questions],
        "flags": [{"turn": None, **_serialize_flag(flag)} for flag in scorecard.flags],
        "provenance": None if scorecard.provenance is None else asdict(scorecard.provenance),
    }


def _serialize_competency(competency: CompetencyScore) -> Json:
    return {
        "name": competency.name,
        "score": competency.score,
        "insufficient_evidence": competency.insufficient_evidence,
        "evidence": [_serialize_evidence(item) for item in competency.evidence],
    }


def _serialize_range(score_range: ScoreRange | None) -> Json:
    if score_range is None:
        return {"low": None, "high": None}
    return {"low": score_range.low, "high": score_range.high}


def _serialize_evidence(item: Evidence) -> Json:
    return {
        "quote": item.quote,
        "turn": item.turn,
        "start": item.start,
        "end": item.end,
        "sub_dimension": item.sub_dimension,
        "level": item.level,
    }


def _serialize_full_evidence(item: Evidence) -> Json:
    return {
        **_serialize_evidence(item),
        "is_deficit": item.is_deficit,
        "found": list(item.found),
    }


def _serialize_question(question: QuestionResult) -> Json:
    return {
        "question_id": question.question_id,
        "competency": question.competency,
        "score": question.score,
        "level": question.level,
        "insufficient_evidence": question.insufficient_evidence,
        "elements": [asdict(element) for element in question.elements],
        "cap": question.cap,
        "reason": question.reason,
        "is_confirmation_needed": question.is_confirmation_needed,
        "evidence": [_serialize_full_evidence(item) for item in question.evidence],
    }


def _serialize_flag(flag: ScorecardFlag) -> Json:
    document: Json = {"kind": flag.kind, "detail": flag.detail}
    return document if flag.turn is None else {"kind": flag.kind, "turn": flag.turn, **document}


def _parse_transcript(document: object) -> Transcript:
    checked = _require_object(document, "transcript")
    turns: list[TranscriptTurn] = []
    for place, raw in enumerate(_require_list(checked.get("turns"), "turns")):
        turns.append(_parse_turn(raw, f"turns[{place}]", after=turns[-1].turn if turns else 0))
    return Transcript(
        language=_require_text(checked.get("language", "en"), "language"), turns=tuple(turns)
    )


def _parse_turn(raw: object, field: str, *, after: int) -> TranscriptTurn:
    checked = _require_object(raw, field)
    number = checked.get("turn")
    if not isinstance(number, int) or isinstance(number, bool):
        raise _InvalidFieldError(f"{field}.turn", "must be an integer")
    if number <= after:
        raise _InvalidFieldError(
            f"{field}.turn", f"must be greater than {after}, the turn before it"
        )
    role = _ROLES.get(_require_text(checked.get("role"), f"{field}.role"))
    if role is None:
        raise _InvalidFieldError(f"{field}.role", 'must be "agent" or "candidate"')
    question_id = checked.get("questionId")
    is_cut = checked.get("isInterrupted", False)
    if not isinstance(is_cut, bool):
        raise _InvalidFieldError(f"{field}.isInterrupted", "must be true or false")
    return TranscriptTurn(
        turn=number,
        role=role,
        text=_require_text(checked.get("text"), f"{field}.text"),
        question_id=None
        if question_id is None
        else _require_text(question_id, f"{field}.questionId"),
        is_interrupted=is_cut,
    )


def _check_rubric(document: Mapping[str, Any]) -> None:  # Any: JSON
    names: list[str] = []
    listed = _require_list(document.get("competencies"), "competencies")
    if not listed:
        raise _InvalidFieldError("competencies", "must have at least one competency")
    for place, raw in enumerate(listed):
        field = f"competencies[{place}]"
        names.append(_check_competency(_require_object(raw, field), field))
        if names[-1] in names[:-1]:
            raise _InvalidFieldError(f"{field}.name", "appears twice")
    if not any(raw["weight"] > 0 for raw in listed):
        raise _InvalidFieldError("competencies", "must have at least one weight above 0")
    _check_thresholds(document.get("thresholds", (80, 65, 50)))
    asked = [
        (f"questions[{place}]", raw)
        for place, raw in enumerate(_require_list(document.get("questions", []), "questions"))
    ]
    for place, raw in enumerate(listed):
        inner = f"competencies[{place}].questions"
        for at, question in enumerate(_require_list(raw.get("questions", []), inner)):
            checked = _require_object(question, f"{inner}[{at}]")
            asked.append((f"{inner}[{at}]", {**checked, "competency": raw["name"]}))
    _check_questions(asked, names)


def _check_competency(raw: Mapping[str, Any], field: str) -> str:  # Any: JSON
    name = _require_non_empty_text(raw.get("name"), f"{field}.name")
    if _require_number(raw.get("weight"), f"{field}.weight") < 0:
        raise _InvalidFieldError(f"{field}.weight", "must not be below 0")
    if not isinstance(raw.get("is_required", False), bool):
        raise _InvalidFieldError(f"{field}.is_required", "must be true or false")
    minimum = raw.get("minimum_acceptable_score")
    if minimum is not None:
        within = _require_number(minimum, f"{field}.minimum_acceptable_score")
        if not 1 <= within <= 5:
            raise _InvalidFieldError(f"{field}.minimum_acceptable_score", "must be from 1 to 5")
    sides = _require_list(raw.get("sub_dimensions", []), f"{field}.sub_dimensions")
    for place, side in enumerate(sides):
        _check_sub_dimension(side, f"{field}.sub_dimensions[{place}]")
    return name


def _check_sub_dimension(sub_dimension: object, field: str) -> None:
    checked = _require_object(sub_dimension, field)
    _require_non_empty_text(checked.get("name"), f"{field}.name")
    levels = _require_object(checked.get("indicators"), f"{field}.indicators")
    for level, text in levels.items():
        _check_level(level, f"{field}.indicators")
        _require_text(text, f"{field}.indicators.{level}")
    for level, signals in _require_object(checked.get("signals", {}), f"{field}.signals").items():
        _check_level(level, f"{field}.signals")
        for place, phrase in enumerate(_require_list(signals, f"{field}.signals.{level}")):
            _require_text(phrase, f"{field}.signals.{level}[{place}]")


def _check_level(level: object, field: str) -> None:
    if level not in LEVELS:
        raise _InvalidFieldError(field, f'has a level "{level}"; levels are "1" to "5"')


def _check_questions(questions: Sequence[tuple[str, object]], names: Sequence[str]) -> None:
    known: set[str] = set()
    for field, raw in questions:
        checked = _require_object(raw, field)
        question_id = _require_non_empty_text(checked.get("id"), f"{field}.id")
        if question_id in known:
            raise _InvalidFieldError(f"{field}.id", "appears twice")
        known.add(question_id)
        _require_text(checked.get("text"), f"{field}.text")
        if _require_text(checked.get("competency"), f"{field}.competency") not in names:
            raise _InvalidFieldError(f"{field}.competency", "is not one of the competencies")
        if checked.get("kind", "knowledge") not in get_args(QuestionKind):
            raise _InvalidFieldError(
                f"{field}.kind", f"must be one of {', '.join(get_args(QuestionKind))}"
            )
        points = _require_list(checked.get("expected_points", []), f"{field}.expected_points")
        for place, point in enumerate(points):
            _require_non_empty_text(point, f"{field}.expected_points[{place}]")
        for name in ("order", "time_budget_s"):
            if name in checked:
                _require_number(checked[name], f"{field}.{name}")


def _check_thresholds(raw: object) -> None:
    if not isinstance(raw, list | tuple) or len(raw) != 3:
        raise _InvalidFieldError("thresholds", "must be three numbers")
    strong, hire, maybe = (
        _require_number(threshold, f"thresholds[{at}]") for at, threshold in enumerate(raw)
    )
    if not strong >= hire >= maybe:
        raise _InvalidFieldError("thresholds", "must not increase")


def _require_object(raw: object, field: str) -> dict[str, Any]:  # Any: JSON
    if not isinstance(raw, dict):
        raise _InvalidFieldError(field, "must be an object")
    return raw


def _require_list(raw: object, field: str) -> list[Any]:  # Any: JSON
    if not isinstance(raw, list):
        raise _InvalidFieldError(field, "must be a list")
    return raw


def _require_text(raw: object, field: str) -> str:
    if not isinstance(raw, str):
        raise _InvalidFieldError(field, "must be a string")
    return raw


def _require_non_empty_text(raw: object, field: str) -> str:
    text = _require_text(raw, field)
    if not text.strip():
        raise _InvalidFieldError(field, "must not be empty")
    return text


def _require_number(raw: object, field: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise _InvalidFieldError(field, "must be a number")
    return float(raw)
