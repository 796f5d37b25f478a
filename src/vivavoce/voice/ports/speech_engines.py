"""The speech engines of one connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vivavoce.contracts.voice import AnswerMode, EngineReport, VoicePreferences
from vivavoce.voice.ports.engines import SttEngine, TtsPipeline

SendEngineReport = Callable[[EngineReport], None]


def ignore_engine_report(news: EngineReport) -> None:
    """Discard the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEngines:
    """The engines of one connection; None where no engine is available."""

    stt: SttEngine | None
    tts: TtsPipeline | None
    tts_name: str | None = None
    """Name of the preferred TTS engine."""
    draft_engines: frozenset[str] = frozenset()
    """Names of STT engines whose words must be checked."""

    def choose_answer_mode(self, wish: VoicePreferences) -> AnswerMode:
        """Return the requested answer mode, or the best one that the STT engine allows."""
        if self.stt is None:
            return "typed"
        return wish.answer_mode or ("draft" if self.stt.is_draft else "spoken")


class SpeechEnginesFactory(Protocol):
    """Creates the engines of a connection."""

    async def create(self, report: SendEngineReport) -> SpeechEngines:
        """Return the engines of a new connection; they send failovers and failures to ``report``."""

    async def warm_up(self) -> None:
        """Start the preferred engines that run locally, without sending them a request."""
