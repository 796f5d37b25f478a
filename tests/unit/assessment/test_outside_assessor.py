"""The example of an outside assessor: what it quotes stands, by the platform's own rules."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.unit.assessment.stories import OUTAGE, RUBRIC, interview

from vivavoce.app.runs.routes import RunResultRequest
from vivavoce.assessment.domain.external_evidence import EvidenceItem, score_external_evidence
from vivavoce.assessment.domain.scorer import prepare_transcript
from vivavoce.assessment.domain.transcript_masking import mask_transcript
from vivavoce.contracts.plan import rubric_to_document
from vivavoce.contracts.transcript import ScorerInfo

_FILE = Path(__file__).parents[3] / "examples" / "outside_assessor.py"
_SPEC = importlib.util.spec_from_file_location("outside_assessor", _FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
example = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(example)

TALK = interview(("q1", OUTAGE.plain))
NAMES = ("Ada",)


def assessor_input() -> dict[str, Any]:
    """Return what a run of kind ``assessment`` has as its input."""
    texts = mask_transcript(TALK, NAMES)
    turns = [
        {"turn": turn.turn, "role": turn.role, "text": text, "questionId": turn.question_id}
        for turn, text in zip(TALK.turns, texts, strict=True)
    ]
    return {"language": "en", "turns": turns, "rubric": rubric_to_document(RUBRIC)}


def test_everything_it_quotes_is_found_and_scored() -> None:
    found = example.assess(assessor_input())
    body = RunResultRequest.model_validate({"assessor": "example", "evidence": found})

    reading = prepare_transcript(TALK, RUBRIC, masked_names=NAMES)
    items = [EvidenceItem(**item.model_dump()) for item in body.evidence or ()]
    scored = score_external_evidence(
        reading, items, NAMES, scorer=ScorerInfo(kind="example", version="1")
    )

    assert len(found) >= 2
    assert [one.reason for one in scored.rejected if one.reason == "not_verbatim"] == []
    assert scored.scorecard.competencies[0].score is not None


def test_it_hands_in_one_result_for_each_waiting_run(capsys: pytest.CaptureFixture[str]) -> None:
    handed_in: dict[str, Any] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            handed_in[request.url.path] = json.loads(request.content)
            return httpx.Response(200, json={"dropped": [{"index": 1, "reason": "screened"}]})
        if request.url.path == "/api/v1/runs":
            assert request.url.params["kind"] == "assessment"
            return httpx.Response(200, json={"data": [{"id": "a1"}], "total": 1})
        return httpx.Response(200, json={"id": "a1", "input": assessor_input()})

    with httpx.Client(
        base_url="http://edge/api/v1", transport=httpx.MockTransport(answer)
    ) as platform:
        example.assess_waiting(platform)

    result = RunResultRequest.model_validate(handed_in["/api/v1/runs/a1/result"])
    assert result.assessor == "example assessor v1"
    assert result.evidence
    assert "a1 200 [{'index': 1, 'reason': 'screened'}]" in capsys.readouterr().out
