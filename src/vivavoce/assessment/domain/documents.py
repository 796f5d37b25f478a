"""The scorer's JSON: transcripts and rubrics in, scorecards out, faults named."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import LEVELS, QuestionKind, Rubric, rubric_from_document
from vivavoce.contracts.scorecard import CompetencyScore, Evidence, Flag, Scorecard
from vivavoce.contracts.transcript import Speaker, Transcript, Turn
from vivavoce.kernel.errors import FieldError, Malformed

_ROLES: dict[str, Speaker] = {"agent": "agent", "candidate": "candidate"}


class MalformedTranscript(Malformed):
    """The transcript cannot be read as it is."""

    code = "malformed_transcript"


class MalformedRubric(Malformed):
    """The rubric cannot be read as it is."""

    code = "malformed_rubric"


class _Fault(Exception):
    """One field is not as it should be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.error = FieldError(field=field, code="invalid", message=message)


def transcript_from_document(document: object) -> Transcript:
    """Return the transcript of a JSON document, or raise ``MalformedTranscript`` with the field."""
    try:
        return _transcript(document)
    except _Fault as fault:
        raise MalformedTranscript(str(fault), errors=(fault.error,)) from None


def checked_rubric(document: object) -> Rubric:
    """Return the rubric of a JSON document, or raise ``MalformedRubric`` with the field."""
    try:
        checked = _object(document, "rubric")
        _check_rubric(checked)
        return _with_kinds(rubric_from_document(checked), checked)
    except _Fault as fault:
        raise MalformedRubric(str(fault), errors=(fault.error,)) from None


def _with_kinds(rubric: Rubric, document: Mapping[str, Any]) -> Rubric:  # Any: JSON
    """Read a question with expected points as knowledge, where the file does not say its kind."""
    listed = [*document.get("questions", ())]
    for competency in document["competencies"]:
        listed += competency.get("questions", ())
    told = {raw["id"] for raw in listed if "kind" in raw}
    return replace(
        rubric,
        questions=tuple(
            replace(one, kind="knowledge") if one.expected_points and one.id not in told else one
            for one in rubric.questions
        ),
    )


def scorecard_document(scorecard: Scorecard) -> Json:
    """Return the scorecard as the ``score`` command prints it."""
    return {
        "overall_score": scorecard.overall_score,
        "recommendation": scorecard.recommendation,
        "competencies": [_competency_document(one) for one in scorecard.competencies],
        "flags": [_flag_document(one) for one in scorecard.flags],
        "scorer": {"kind": scorecard.scorer.kind, "version": scorecard.scorer.version},
    }


def full_document(scorecard: Scorecard) -> Json:
    """Return the scorecard for screens: all of ``scorecard_document``, and what surrounds it."""
    return {
        **scorecard_document(scorecard),
        "competencies": [
            {
                **_competency_document(one),
                "weight": one.weight,
                "is_required": one.is_required,
                "minimum_acceptable_score": one.minimum_acceptable_score,
                "confidence": one.confidence,
                "evidence": [
                    {
                        **_evidence_document(item),
                        "is_deficit": item.is_deficit,
                        "found": list(item.found),
                    }
                    for item in one.evidence
                ],
            }
            for one in scorecard.competencies
        ],
        "flags": [{"turn": None, **_flag_document(one)} for one in scorecard.flags],
    }


def _competency_document(one: CompetencyScore) -> Json:
    return {
        "name": one.name,
        "score": one.score,
        "insufficient_evidence": one.insufficient_evidence,
        "evidence": [_evidence_document(item) for item in one.evidence],
    }


def _evidence_document(item: Evidence) -> Json:
    return {
        "quote": item.quote,
        "turn": item.turn,
        "start": item.start,
        "end": item.end,
        "sub_dimension": item.sub_dimension,
        "level": item.level,
    }


def _flag_document(flag: Flag) -> Json:
    told: Json = {"kind": flag.kind, "detail": flag.detail}
    return told if flag.turn is None else {"kind": flag.kind, "turn": flag.turn, **told}


def _transcript(document: object) -> Transcript:
    checked = _object(document, "transcript")
    turns: list[Turn] = []
    for place, raw in enumerate(_list(checked.get("turns"), "turns")):
        turns.append(_turn(raw, f"turns[{place}]", after=turns[-1].turn if turns else 0))
    return Transcript(language=_text(checked.get("language", "en"), "language"), turns=tuple(turns))


def _turn(raw: object, field: str, *, after: int) -> Turn:
    checked = _object(raw, field)
    number = checked.get("turn")
    if not isinstance(number, int) or isinstance(number, bool):
        raise _Fault(f"{field}.turn", "must be a whole number")
    if number <= after:
        raise _Fault(f"{field}.turn", f"must be greater than {after}, the turn before it")
    role = _ROLES.get(_text(checked.get("role"), f"{field}.role"))
    if role is None:
        raise _Fault(f"{field}.role", 'must be "agent" or "candidate"')
    question_id = checked.get("questionId")
    is_cut = checked.get("isCut", False)
    if not isinstance(is_cut, bool):
        raise _Fault(f"{field}.isCut", "must be true or false")
    return Turn(
        turn=number,
        role=role,
        text=_text(checked.get("text"), f"{field}.text"),
        question_id=None if question_id is None else _text(question_id, f"{field}.questionId"),
        is_cut=is_cut,
    )


def _check_rubric(document: Mapping[str, Any]) -> None:  # Any: JSON
    names: list[str] = []
    listed = _list(document.get("competencies"), "competencies")
    if not listed:
        raise _Fault("competencies", "must have at least one competency")
    for place, raw in enumerate(listed):
        field = f"competencies[{place}]"
        names.append(_check_competency(_object(raw, field), field))
        if names[-1] in names[:-1]:
            raise _Fault(f"{field}.name", "is there twice")
    if not any(raw["weight"] > 0 for raw in listed):
        raise _Fault("competencies", "must have at least one weight above 0")
    _check_thresholds(document.get("thresholds", (80, 65, 50)))
    asked = [
        (f"questions[{place}]", raw)
        for place, raw in enumerate(_list(document.get("questions", []), "questions"))
    ]
    for place, raw in enumerate(listed):
        inner = f"competencies[{place}].questions"
        for at, question in enumerate(_list(raw.get("questions", []), inner)):
            checked = _object(question, f"{inner}[{at}]")
            asked.append((f"{inner}[{at}]", {**checked, "competency": raw["name"]}))
    _check_questions(asked, names)


def _check_competency(raw: Mapping[str, Any], field: str) -> str:  # Any: JSON
    name = _filled(raw.get("name"), f"{field}.name")
    if _number(raw.get("weight"), f"{field}.weight") < 0:
        raise _Fault(f"{field}.weight", "must not be below 0")
    if not isinstance(raw.get("is_required", False), bool):
        raise _Fault(f"{field}.is_required", "must be true or false")
    minimum = raw.get("minimum_acceptable_score")
    if minimum is not None:
        within = _number(minimum, f"{field}.minimum_acceptable_score")
        if not 1 <= within <= 5:
            raise _Fault(f"{field}.minimum_acceptable_score", "must be from 1 to 5")
    sides = _list(raw.get("sub_dimensions", []), f"{field}.sub_dimensions")
    for place, side in enumerate(sides):
        _check_side(side, f"{field}.sub_dimensions[{place}]")
    return name


def _check_side(side: object, field: str) -> None:
    checked = _object(side, field)
    _filled(checked.get("name"), f"{field}.name")
    levels = _object(checked.get("indicators"), f"{field}.indicators")
    for level, text in levels.items():
        _check_level(level, f"{field}.indicators")
        _text(text, f"{field}.indicators.{level}")
    for level, said in _object(checked.get("signals", {}), f"{field}.signals").items():
        _check_level(level, f"{field}.signals")
        for place, phrase in enumerate(_list(said, f"{field}.signals.{level}")):
            _text(phrase, f"{field}.signals.{level}[{place}]")


def _check_level(level: object, field: str) -> None:
    if level not in LEVELS:
        raise _Fault(field, f'has a level "{level}"; levels are "1" to "5"')


def _check_questions(asked: Sequence[tuple[str, object]], names: Sequence[str]) -> None:
    known: set[str] = set()
    for field, raw in asked:
        checked = _object(raw, field)
        question_id = _filled(checked.get("id"), f"{field}.id")
        if question_id in known:
            raise _Fault(f"{field}.id", "is there twice")
        known.add(question_id)
        _text(checked.get("text"), f"{field}.text")
        if _text(checked.get("competency"), f"{field}.competency") not in names:
            raise _Fault(f"{field}.competency", "is not one of the competencies")
        if checked.get("kind", "knowledge") not in get_args(QuestionKind):
            raise _Fault(f"{field}.kind", f"must be one of {', '.join(get_args(QuestionKind))}")
        points = _list(checked.get("expected_points", []), f"{field}.expected_points")
        for place, point in enumerate(points):
            _filled(point, f"{field}.expected_points[{place}]")
        for whole in ("order", "time_budget_s"):
            if whole in checked:
                _number(checked[whole], f"{field}.{whole}")


def _check_thresholds(raw: object) -> None:
    if not isinstance(raw, list | tuple) or len(raw) != 3:
        raise _Fault("thresholds", "must be three numbers")
    strong, hire, maybe = (_number(one, f"thresholds[{at}]") for at, one in enumerate(raw))
    if not strong >= hire >= maybe:
        raise _Fault("thresholds", "must not rise")


def _object(raw: object, field: str) -> dict[str, Any]:  # Any: JSON
    if not isinstance(raw, dict):
        raise _Fault(field, "must be an object")
    return raw


def _list(raw: object, field: str) -> list[Any]:  # Any: JSON
    if not isinstance(raw, list):
        raise _Fault(field, "must be a list")
    return raw


def _text(raw: object, field: str) -> str:
    if not isinstance(raw, str):
        raise _Fault(field, "must be a text")
    return raw


def _filled(raw: object, field: str) -> str:
    text = _text(raw, field)
    if not text.strip():
        raise _Fault(field, "must not be empty")
    return text


def _number(raw: object, field: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise _Fault(field, "must be a number")
    return float(raw)
