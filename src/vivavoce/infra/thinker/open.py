"""Finds the thinker of this installation without loading a model library where there is none."""

from __future__ import annotations

import importlib

from vivavoce.infra.settings import Settings
from vivavoce.infra.thinker.ledger import Ledger, MeteredLedger
from vivavoce.infra.thinker.port import Shape, Task, Thinker, Thought
from vivavoce.kernel.clock import Clock


def open_thinker(
    settings: Settings, clock: Clock, *, ledger: Ledger | None = None
) -> LateThinker | None:
    """Return the thinker, or None where ``LLM_BASE_URL`` and ``LLM_MODEL`` are not both set."""
    if not settings.llm_base_url or not settings.llm_model:
        return None
    return LateThinker(settings, clock, ledger or MeteredLedger())


class LateThinker:
    """Loads the model library (1.2 s, 70 MB) at the first thought."""

    def __init__(self, settings: Settings, clock: Clock, ledger: Ledger) -> None:
        self._settings = settings
        self._clock = clock
        self._ledger = ledger
        self._thinker: Thinker | None = None

    async def think(self, task: Task[Shape]) -> Thought[Shape]:
        """Think with the loaded thinker."""
        return await self.load().think(task)

    def load(self) -> Thinker:
        """Return the thinker, loaded now unless it was before."""
        if self._thinker is None:
            module = importlib.import_module("vivavoce.infra.thinker.compatible")
            key = self._settings.llm_api_key
            thinker: Thinker = module.CompatibleThinker(
                base_url=self._settings.llm_base_url,
                api_key=key.get_secret_value() if key else "",
                models=[
                    model
                    for model in (self._settings.llm_model, self._settings.llm_fallback_model)
                    if model
                ],
                clock=self._clock,
                ledger=self._ledger,
            )
            self._thinker = thinker
        return self._thinker
