"""A model that copied a quote wrongly is asked once more; after that, the guards drop the item."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.assessment.bicycle_shop import DECENT, build_rubric, interview

from vivavoce.assessment.adapters.model_finder import ModelFinder
from vivavoce.assessment.domain.model_evidence.calls import EvidenceCall, prepare_calls
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    Output,
)

RIGHT = DECENT.split(". ")[0]
WRONG = " ".join(["Certainly,", *RIGHT.split()[:-1], "something else"])


class CorrectedModel:
    """Gives these quotes one after another, until one is accepted."""

    def __init__(self, quotes: list[str], **more: Any) -> None:
        self._quotes = quotes
        self._more = more
        self.complaints: list[list[str]] = []

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        side = json.loads(task.input)["sides"][0]["side"]
        for quote in self._quotes[: task.max_retries + 1]:
            item = {"side": side, "level": 3, "quote": quote, **self._more}
            output = task.output_type.model_validate({"items": [item]})  # type: ignore[attr-defined]
            problems = list(task.find_problems(output))
            self.complaints.append(problems)
            if not problems:
                return ModelResponse(output=output, model="corrected", usages=())
        raise ModelFailedError


@pytest.fixture
def call() -> EvidenceCall:
    [found, *_] = prepare_calls(interview(DECENT), build_rubric(), ())
    return found


async def read_quotes(model: CorrectedModel, call: EvidenceCall) -> set[str]:
    reading = await ModelFinder(model, deadline_s=5)([call])
    return {item.quote for vote in reading.votes[0].votes for item in vote}


async def test_a_quote_that_is_in_no_turn_is_complained_about_once(call: EvidenceCall) -> None:
    model = CorrectedModel([WRONG, RIGHT])

    quotes = await read_quotes(model, call)

    assert quotes == {RIGHT}
    assert len(model.complaints) == 6
    assert sum("Item 1: the quote is in no turn." in str(each) for each in model.complaints) == 3


async def test_an_invented_quote_is_left_to_the_guards(call: EvidenceCall) -> None:
    model = CorrectedModel([WRONG, WRONG])

    assert await read_quotes(model, call) == {WRONG}


async def test_a_right_quote_with_other_marks_needs_no_second_request(call: EvidenceCall) -> None:
    model = CorrectedModel([RIGHT.upper()])

    await read_quotes(model, call)

    assert model.complaints == [[]] * 3


async def test_an_unknown_side_is_never_accepted(call: EvidenceCall) -> None:
    with pytest.raises(ModelFailedError):
        await read_quotes(CorrectedModel([RIGHT] * 3, side="another"), call)
