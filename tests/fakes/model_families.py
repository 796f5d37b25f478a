"""The product's own client of a model, before an imitated family of endpoints."""

from __future__ import annotations

from tests.simulated_clock import SimulatedClock

from vivavoce.infra.language_model.openai_compatible import OpenAiCompatibleLanguageModel
from vivavoce.infra.language_model.options import list_models, read_model_options
from vivavoce.infra.language_model.port import record_usage
from vivavoce.infra.settings import Settings
from vivavoce.testing.protocol import Family


class SteppingClock(SimulatedClock):
    """Sleeping takes no real time, and is remembered."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._now = 0.0

    def monotonic(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._now += seconds


def model_of(
    family: Family, clock: SimulatedClock | None = None, **settings: object
) -> OpenAiCompatibleLanguageModel:
    """Return the client; the family offers the further models of ``settings``, such as LLM_SPEECH_MODEL."""
    family.other_models = tuple(
        str(value)
        for name, value in settings.items()
        if name.endswith("_MODEL") and name != "LLM_MODEL"
    )
    given = Settings.model_validate(
        {
            "LLM_BASE_URL": family.base_url,
            "LLM_API_KEY": family.key,
            "LLM_MODEL": family.model,
            "LLM_QUERY": family.query,
            **settings,
        }
    )
    return OpenAiCompatibleLanguageModel(
        base_url=family.base_url,
        api_key="",
        models=list_models(given),
        clock=clock or SteppingClock(),
        record_usage=record_usage,
        options=read_model_options(given),
        transport=family.transport(),
    )
