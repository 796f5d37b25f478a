"""What one connection hears and speaks with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vivavoce.contracts.voice import AnswerMode, EngineReport, VoicePreferences
from vivavoce.voice.ports.engines import SttEngine, TtsPipeline

SendEngineReport = Callable[[EngineReport], None]


def ignore_engine_report(news: EngineReport) -> None:
    """Report to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEngines:
    """The engines of one connection; None where none can be had."""

    stt: SttEngine | None
    tts: TtsPipeline | None
    tts_name: str | None = None
    """Who is asked to speak first."""
    draft_engines: frozenset[str] = frozenset()
    """Recognisers whose words have to be checked."""

    def choose_answer_mode(self, wish: VoicePreferences) -> AnswerMode:
        """Return how answers are given: as wished, or as well as the ears allow."""
        if self.stt is None:
            return "typed"
        return wish.answer_mode or ("draft" if self.stt.is_draft else "spoken")


class SpeechEnginesFactory(Protocol):
    """Makes the engines of a connection."""

    async def create(self, report: SendEngineReport) -> SpeechEngines:
        """Return new ears and a new mouth, which ``report`` what becomes of their engines."""

    async def warm_up(self) -> None:
        """Have the engines of first choice started that run here; none is asked anything."""
