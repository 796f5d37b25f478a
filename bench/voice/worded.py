"""How long a candidate who speaks waits for a question that a model words: last word to first sound.

The model is imitated: its first token comes after 650 ms, and then 40 tokens a second, with four characters to a
token. Everything else is real, as in ``voice.whole``: sockets, an edge of its own process, PostgreSQL, the
product's client of the model with its limits and its question guard.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from tests.database import KEYS, cloned_database, drop, fresh_tenant
from tests.fakes.live_edge import started
from tests.infrastructure import Ground, open_ground

from bench.measure import Figure, percentile, report
from bench.voice import stage
from bench.voice.callers import Caller, Tally, at_tempo
from bench.voice.whole import House, a_house, said_in_frames
from vivavoce.app.serving import bind_socket, serve_app
from vivavoce.infra.telemetry import set_up_logging
from vivavoce.kernel.ids import InterviewId
from vivavoce.testing.answers import material_of
from vivavoce.voice.domain.turns.speech_activity import ENDPOINTING_DELAYS

_FIRST_TOKEN_S, _TOKENS_PER_S, _CHARACTERS_PER_TOKEN = 0.65, 40.0, 4
_BUDGET_S = 2.0
_TALKS, _SECONDS = 4, 30.0
_WORDINGS = {
    "OWNERSHIP": "Which part of changing the release process did you do on your own?",
    "RESULT": "What was different for the people around you once the process had changed?",
    "MEASURE": "How did you find out that it was two times faster afterwards?",
    "REASON": "Why did you change the release process in that way and in no other?",
    "SPECIFICS": "Which step of the release process did you change first, and when was that?",
    "DEPTH": "What happens in the release process when one of its steps goes wrong?",
}
METHOD = (
    f"{_TALKS} talks at once, twice, on one edge process. The model's first token comes after"
    f" {_FIRST_TOKEN_S * 1000:.0f} ms, then {_TOKENS_PER_S:.0f} tokens/s; words {stage.STT_S * 1000:.0f} ms after the"
    f" end of speech, first sound of a sentence {stage.TTS_S * 1000:.0f} ms. Time from the last voiced frame sent"
    " to the first frame of the reply received; the pause of"
    f" {ENDPOINTING_DELAYS['normal'].min_delay_s:g} s that is granted on purpose is in it. The candidates and the"
    " model run on the same machine."
)


@asynccontextmanager
async def imitated_model() -> AsyncIterator[str]:
    """Serve the model on loopback; yield its address."""
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def complete(request: Request) -> dict[str, Any]:  # Any: JSON
        body = await request.json()
        text = _WORDINGS[material_of(body)["reason"]]
        tokens = len(text) / _CHARACTERS_PER_TOKEN
        await asyncio.sleep(_FIRST_TOKEN_S + tokens / _TOKENS_PER_S)
        message = {"role": "assistant", "content": text}
        return {
            "id": "imitated",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {
                "prompt_tokens": 400,
                "completion_tokens": round(tokens),
                "total_tokens": 400,
            },
        }

    bound = bind_socket("imitated model", "127.0.0.1", 0, "none")
    async with serve_app(app, bound):
        yield f"http://127.0.0.1:{bound.port}/v1"


class Listener(Caller):
    """A candidate who notes what each question was, and how long it took to come."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # Any: those of a caller
        super().__init__(*arguments, **named)
        self.texts: dict[int, str] = {}
        self.waited: list[tuple[int, float]] = []

    def _note(self, frame: dict[str, Any]) -> None:
        super()._note(frame)
        if frame.get("role") == "agent" and isinstance(frame.get("turn"), int):
            self.texts[frame["turn"]] = frame["text"]

    def _hear(self, raw: bytes) -> None:
        before = len(self._tally.waits_s)
        super()._hear(raw)
        if len(self._tally.waits_s) > before and self._turn is not None:
            self.waited.append((self._turn, self._tally.waits_s[-1]))

    def list_waits(self, *, is_worded: bool) -> list[float]:
        """Return the waits for questions that the model worded, or for the others."""
        worded = set(_WORDINGS.values())
        return [took for turn, took in self.waited if (self.texts.get(turn) in worded) == is_worded]


async def _hold(ground: Ground, house: House, said: list[bytes], seconds: float) -> list[Listener]:
    tenant, tally, callers = fresh_tenant(), Tally(), []
    for _ in range(_TALKS):
        opened = await started(
            ground, tenant, interview_id=InterviewId(uuid4()), accepted_consent_version="2026-11"
        )
        way = f"ws://127.0.0.1:{house.port}/ws?sessionId={opened.handle}&tenantId={tenant}"
        callers.append(Listener(lambda after, way=way: f"{way}&lastEventId={after}", said, tally))
    talking = [asyncio.ensure_future(at_tempo(list(callers), 3600))]
    for caller in callers:
        talking.append(asyncio.ensure_future(caller.talk()))
        await asyncio.sleep(0.7)
    await asyncio.sleep(seconds)
    for task in talking:
        task.cancel()
    await asyncio.gather(*talking, return_exceptions=True)
    if tally.errors:
        raise RuntimeError(f"the edge answered with errors: {tally.errors}")
    return callers


async def _run(ground: Ground, house: House, said: list[bytes], crowds: int) -> list[Figure]:
    callers = [
        caller for _ in range(crowds) for caller in await _hold(ground, house, said, _SECONDS)
    ]
    worded = [took for caller in callers for took in caller.list_waits(is_worded=True)]
    if not worded:
        raise RuntimeError(
            "the model worded no question in time: this machine is too busy to measure"
        )
    others = [took for caller in callers for took in caller.list_waits(is_worded=False)]
    return [
        Figure("answer -> first sound of a worded question, p50", percentile(worded, 0.5), "s"),
        Figure(
            "answer -> first sound of a worded question, p95",
            percentile(worded, 0.95),
            "s",
            budget=_BUDGET_S,
        ),
        Figure("the same for planned questions, p95", percentile(others, 0.95), "s"),
        Figure("worded questions", len(worded), "", more_is_better=True),
        Figure("planned questions", len(others), "", more_is_better=True),
    ]


async def main(*, quick: bool = False) -> None:
    """Print the figures."""
    set_up_logging("warning", file=Path(os.devnull))
    said, database = said_in_frames(), cloned_database("worded")
    try:
        async with (
            open_ground(database.app_url, KEYS) as ground,
            imitated_model() as address,
            a_house(database, "stubs", model=address) as house,
        ):
            await _hold(ground, house, said, 12.0)  # what is loaded once is loaded
            await report(
                "A spoken question that a model words",
                METHOD,
                lambda: _run(ground, house, said, 1 if quick else 2),
                runs=1 if quick else 3,
            )
    finally:
        drop(database)
