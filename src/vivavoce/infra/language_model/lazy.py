"""Opens the installation's language model without loading a model library where none is configured."""

from __future__ import annotations

import importlib

from vivavoce.infra.language_model.port import LanguageModel, ModelRequest, ModelResponse, Output
from vivavoce.infra.language_model.usage import MetricsUsageRecorder, UsageRecorder
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock


def open_language_model(
    settings: Settings, clock: Clock, *, usage_recorder: UsageRecorder | None = None
) -> LazyLanguageModel | None:
    """Return the language model, or None unless ``LLM_BASE_URL`` and ``LLM_MODEL`` are both set."""
    if not settings.llm_base_url or not settings.llm_model:
        return None
    return LazyLanguageModel(settings, clock, usage_recorder or MetricsUsageRecorder())


class LazyLanguageModel:
    """Loads the model library (1.2 s, 70 MB) with the first request."""

    def __init__(self, settings: Settings, clock: Clock, usage_recorder: UsageRecorder) -> None:
        self._settings = settings
        self._clock = clock
        self._usage_recorder = usage_recorder
        self._model: LanguageModel | None = None

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return the response of the loaded model; errors as in ``LanguageModel.generate``."""
        return await self.load().generate(task)

    def load(self) -> LanguageModel:
        """Return the language model, loading it at the first call."""
        if self._model is None:
            module = importlib.import_module("vivavoce.infra.language_model.openai_compatible")
            key = self._settings.llm_api_key
            language_model: LanguageModel = module.OpenAiCompatibleLanguageModel(
                base_url=self._settings.llm_base_url,
                api_key=key.get_secret_value() if key else "",
                models=[
                    model
                    for model in (self._settings.llm_model, self._settings.llm_fallback_model)
                    if model
                ],
                clock=self._clock,
                usage_recorder=self._usage_recorder,
            )
            self._model = language_model
        return self._model
