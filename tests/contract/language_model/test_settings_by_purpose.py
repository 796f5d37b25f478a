"""A purpose can have its own effort, limit of output tokens and fallback; all are checked at the start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from tests.fakes.model_families import SteppingClock, model_of

from vivavoce.app.wiring.model_scoring import read_certified_setup
from vivavoce.infra.language_model.lazy import open_language_model
from vivavoce.infra.language_model.openai_compatible import OpenAiCompatibleLanguageModel
from vivavoce.infra.language_model.options import read_model_options
from vivavoce.infra.language_model.port import ModelRequest
from vivavoce.infra.language_model.purposes import PURPOSES_BY_SETTING
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.testing.hosted_families import openai_reasoning

ENDPOINT = {"LLM_BASE_URL": "http://127.0.0.1:1/v1", "LLM_MODEL": "m"}
EFFORTS, LIMITS = "LLM_REASONING_EFFORT_BY_PURPOSE", "LLM_MAX_OUTPUT_TOKENS_BY_PURPOSE"
FALLBACKS = "LLM_FALLBACK_MODEL_BY_PURPOSE"


class Words(BaseModel):
    question: str


def given(**named: str) -> Settings:
    return Settings.model_validate(ENDPOINT | named)


def request(purpose: str, max_output_tokens: int = 1500) -> ModelRequest[Words]:
    return ModelRequest(
        purpose=purpose,
        instructions="Write.",
        input='{"own_words": "x", "criterion": "c", "reason": "r"}',
        output_type=Words,
        find_problems=lambda _: (),
        deadline_s=20,
        max_output_tokens=max_output_tokens,
    )


def model_with(**named: str) -> OpenAiCompatibleLanguageModel:
    family = openai_reasoning()
    return OpenAiCompatibleLanguageModel(
        base_url=family.base_url,
        api_key="",
        models=["m", "spare"],
        clock=SteppingClock(),
        record_usage=lambda _: None,
        options=read_model_options(given(**named)),
        transport=family.transport(),
    )


def test_each_purpose_has_its_own_effort_and_the_others_the_usual_one() -> None:
    model = model_with(
        LLM_REASONING_EFFORT="low",
        LLM_SPEECH_REASONING_EFFORT="minimal",
        **{EFFORTS: "plan=medium, panel=none, review=minimal, score=high"},
    )

    efforts = {
        purpose: model.shape_of(request(purpose)).effort
        for purpose in ("plan", "compose", "perspective", "rubric", "artifact", "review", "score")
    }

    assert efforts == {
        "plan": "medium",
        "compose": "minimal",
        "perspective": "none",
        "rubric": "none",
        "artifact": "low",
        "review": "minimal",
        "score": "high",
    }


def test_the_limit_of_a_purpose_replaces_the_platforms_own() -> None:
    model = model_with(**{LIMITS: "plan=3000, speech=100, review=900"})

    limits = {
        purpose: model.shape_of(request(purpose)).max_output_tokens
        for purpose in ("plan", "compose", "review", "score")
    }

    assert limits == {"plan": 3000, "compose": 100, "review": 900, "score": 1500}


def test_the_fallback_of_a_purpose_replaces_the_usual_one() -> None:
    model = model_with(LLM_PLAN_MODEL="planner", **{FALLBACKS: "plan=spare-2, speech=none"})

    models = {purpose: model.models_for(purpose) for purpose in ("plan", "compose", "artifact")}

    assert models == {"plan": ("planner", "spare-2"), "compose": ("m",), "artifact": ("m", "spare")}


async def test_the_effort_of_a_purpose_reaches_the_endpoint() -> None:
    family = openai_reasoning()
    model = model_of(family, **{EFFORTS: "plan=high"})

    await model.generate(request("plan"))
    await model.generate(request("artifact"))

    efforts = [body.get("reasoning_effort") for body in family.asked if is_answered(body, family)]
    assert efforts[0] == "high"
    assert efforts[-1] != "high"


def is_answered(body: dict[str, Any], family: Any) -> bool:
    return all(refuse(body, None) is None for refuse in family.refuse)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (EFFORTS, "speech=low", '"speech" is not one of its purposes'),
        (EFFORTS, "plan=maximum", '"maximum" for plan is not possible'),
        (EFFORTS, "plan", '"plan" is not a name and a value'),
        (LIMITS, "plan=50", "100 to 100000"),
        (LIMITS, "plan=many", "100 to 100000"),
        (LIMITS, "interview=500", '"interview" is not one of its purposes'),
        (FALLBACKS, "score=spare", '"score" is not one of its purposes'),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start(name: str, value: str, words: str) -> None:
    with pytest.raises(InvalidSettingError, match=words):
        open_language_model(given(**{name: value}), SteppingClock())


@pytest.mark.parametrize("named", [{EFFORTS: "score=high"}, {LIMITS: "score=3000"}])
def test_a_certificate_holds_for_the_effort_and_the_limit_of_scores(named: dict[str, str]) -> None:
    assert read_certified_setup(given(**named)) != read_certified_setup(given())


@pytest.mark.parametrize("named", [{EFFORTS: "plan=high"}, {LIMITS: "plan=3000"}])
def test_a_certificate_holds_whatever_other_purposes_have(named: dict[str, str]) -> None:
    assert read_certified_setup(given(**named)) == read_certified_setup(given())


def test_the_guide_says_how_alerts_and_logs_name_each_purpose() -> None:
    guide = (Path(__file__).parents[3] / "docs/how-to/connect-a-model.md").read_text("utf-8")

    for setting, names in PURPOSES_BY_SETTING.items():
        purpose = setting.removeprefix("llm_").removesuffix("_model")
        assert f"| `{purpose}` | {', '.join(f'`{name}`' for name in names)} |" in guide
