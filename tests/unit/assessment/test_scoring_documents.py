"""The files of the score command: what is read, what is refused, and in which words."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.assessment.stories import OUTAGE, card

from vivavoce.assessment.domain.documents import (
    MalformedRubricError,
    MalformedTranscriptError,
    parse_rubric,
    parse_transcript,
    serialize_scorecard,
)
from vivavoce.assessment.facade import UnreadableFileError, score_files


def transcript(**change: Any) -> dict[str, Any]:
    turn = {"turn": 1, "role": "candidate", "text": "We did it.", "questionId": "q1", **change}
    return {"language": "en", "turns": [turn]}


def rubric(**change: Any) -> dict[str, Any]:
    side = {"name": "S", "indicators": {"1": "bad", "5": "good"}, "signals": {"5": ["did it"]}}
    competency = {"name": "C", "weight": 1, "sub_dimensions": [side], **change}
    question = {"id": "q1", "text": "What?", "competency": "C", "expected_points": ["one"]}
    return {"competencies": [competency], "questions": [question]}


def test_the_scorecard_has_exactly_the_keys_of_the_format() -> None:
    document = serialize_scorecard(card(("q1", f"{OUTAGE.plain} Scratch that."), ("q2", "Hm.")))
    scorecard = serialize_scorecard(card(("q1", OUTAGE.plain)))

    assert set(document) == {
        "overall_score",
        "recommendation",
        "competencies",
        "flags",
        "scorer",
    }
    first = scorecard["competencies"][0]
    assert set(first) == {"name", "score", "insufficient_evidence", "evidence"}
    assert set(first["evidence"][0]) == {
        "quote",
        "turn",
        "start",
        "end",
        "sub_dimension",
        "level",
    }
    assert document["flags"][0].keys() == {"kind", "turn", "detail"}
    assert set(document["scorer"]) == {"kind", "version"}
    assert json.loads(json.dumps(document)) == document


def test_a_transcript_document_is_read_as_it_stands() -> None:
    read = parse_transcript(transcript())

    assert read.language == "en"
    assert (read.turns[0].role, read.turns[0].question_id) == ("candidate", "q1")
    assert parse_transcript(transcript(questionId=None)).turns[0].question_id is None


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ([], "transcript"),
        ({}, "turns"),
        ({"turns": {}}, "turns"),
        ({"turns": ["hello"]}, "turns[0]"),
        ({"turns": [], "language": 3}, "language"),
        (transcript(turn="1"), "turns[0].turn"),
        (transcript(turn=True), "turns[0].turn"),
        (transcript(turn=0), "turns[0].turn"),
        (transcript(role="bot"), "turns[0].role"),
        (transcript(role=None), "turns[0].role"),
        (transcript(text=None), "turns[0].text"),
        (transcript(questionId=7), "turns[0].questionId"),
        (transcript(isInterrupted="yes"), "turns[0].isInterrupted"),
        ({"turns": transcript()["turns"] * 2}, "turns[1].turn"),
    ],
)
def test_a_malformed_transcript_is_refused_with_the_field(document: object, field: str) -> None:
    with pytest.raises(MalformedTranscriptError) as refused:
        parse_transcript(document)

    assert [error.field for error in refused.value.errors] == [field]
    assert field in str(refused.value)


def broken_rubric(path: str, value: object) -> dict[str, Any]:
    document = rubric()
    at: Any = document
    *steps, last = path.replace("]", "").replace("[", ".").split(".")
    for step in steps:
        at = at[int(step) if step.isdigit() else step]
    at[int(last) if last.isdigit() and isinstance(at, list) else last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("competencies", "C"),
        ("competencies", []),
        ("competencies[0]", 1),
        ("competencies[0].name", " "),
        ("competencies[0].weight", "heavy"),
        ("competencies[0].weight", -1),
        ("competencies[0].weight", float("nan")),
        ("competencies[0].is_required", "yes"),
        ("competencies[0].minimum_acceptable_score", 6),
        ("competencies[0].sub_dimensions", {}),
        ("competencies[0].sub_dimensions[0].name", None),
        ("competencies[0].sub_dimensions[0].indicators", ["bad"]),
        ("competencies[0].sub_dimensions[0].indicators.5", 5),
        ("competencies[0].sub_dimensions[0].signals.5", "did it"),
        ("competencies[0].sub_dimensions[0].signals.5", [1]),
        ("questions", {}),
        ("questions[0].id", ""),
        ("questions[0].text", None),
        ("questions[0].competency", "D"),
        ("questions[0].expected_points", "one"),
        ("questions[0].expected_points", [""]),
        ("questions[0].order", "first"),
        ("questions[0].kind", "riddle"),
        ("thresholds", [1, 2]),
        ("thresholds", [50, 65, 80]),
    ],
)
def test_a_malformed_rubric_is_refused_with_the_field(path: str, value: object) -> None:
    with pytest.raises(MalformedRubricError) as refused:
        parse_rubric(broken_rubric(path, value))

    assert refused.value.errors[0].field.startswith(path)


def test_levels_other_than_one_to_five_are_refused() -> None:
    with pytest.raises(MalformedRubricError, match='level "6"'):
        parse_rubric(broken_rubric("competencies[0].sub_dimensions[0].indicators", {"6": "x"}))


def test_names_and_ids_must_differ() -> None:
    twice = rubric()
    with pytest.raises(MalformedRubricError, match="twice"):
        parse_rubric({**twice, "competencies": twice["competencies"] * 2})
    with pytest.raises(MalformedRubricError, match="twice"):
        parse_rubric({**twice, "questions": twice["questions"] * 2})


def test_weights_of_nothing_are_refused() -> None:
    with pytest.raises(MalformedRubricError, match="weight above 0"):
        parse_rubric(rubric(weight=0))


def test_questions_may_stand_inside_their_competency() -> None:
    document = rubric(questions=[{"id": "q9", "text": "Why?"}])

    assert [question.id for question in parse_rubric(document).questions] == ["q1", "q9"]


def test_points_without_a_kind_are_knowledge_and_a_kind_that_is_told_stands() -> None:
    document = rubric()
    assert parse_rubric(document).questions[0].kind == "knowledge"

    document["questions"][0]["kind"] = "failure"
    assert parse_rubric(document).questions[0].kind == "failure"

    document["questions"][0].pop("expected_points")
    document["questions"][0].pop("kind")
    assert parse_rubric(document).questions[0].kind == "behavioral"


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    good.write_text(json.dumps(rubric()))
    bad = {"not.json": b"{", "binary.json": b"\xff\xfe{", "deep.json": b"[" * 99999}
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableFileError, match=name):
            score_files(tmp_path / name, good)
    with pytest.raises(UnreadableFileError, match="No such file"):
        score_files(tmp_path / "missing.json", good)


def test_two_good_files_give_a_scorecard(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps(transcript()))
    (tmp_path / "r.json").write_text(json.dumps(rubric()))

    scored = score_files(tmp_path / "t.json", tmp_path / "r.json")

    assert scored["competencies"][0]["insufficient_evidence"] == "too_short"
