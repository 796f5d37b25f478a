"""What one interview asks of a model, by purpose: requests, tokens, and dollars at example prices.

A whole platform holds an interview of 20 minutes with an imitated model that is certified: it plans, words
follow-ups and scores with three votes. Figures are what the platform recorded. The imitated endpoint counts a
token for every four characters; how much a model writes is made up, how much it reads is not.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from tests.database import cloned_database, drop
from tests.fakes.api_clients import Candidate
from tests.fakes.certificates import certify_endpoint
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.hiring import Hiring, hiring_at

from bench.measure import Figure, report
from vivavoce.app.demo.scripted_candidates import StrongCandidate, WeakCandidate
from vivavoce.testing.oracle import find_reader
from vivavoce.testing.server import build_models, serve_imitated_models

_FAMILY, _MINUTES, _PATIENCE_S = "openai-chat", 20, 300
_DOLLARS_PER_MILLION = {"llm_in": 0.15, "llm_out": 0.60}
_PURPOSES = ("plan", "compose", "assessment")
_METHOD = (
    f"One interview of {_MINUTES} minutes; every second answer is a weak one. Example prices:\n"
    f"${_DOLLARS_PER_MILLION['llm_in']:.2f} and ${_DOLLARS_PER_MILLION['llm_out']:.2f} for a million tokens in and out."
)
Usage = dict[tuple[str, str], float]
_USED = """
    SELECT purpose, kind, sum(quantity)
    FROM usage_record
    WHERE interview_id = %(interview)s
    GROUP BY purpose, kind
"""


async def main(*, quick: bool = False) -> None:
    """Print the figures."""
    await report("What an interview asks of a model", _METHOD, _run, runs=1 if quick else 3)


async def _run() -> list[Figure]:
    database = cloned_database("model_costs")
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            platform = RealPlatform(Path(folder) / "platform", database_url=database.owner_url)
            models = build_models(read_evidence=find_reader("oracle"))
            async with serve_imitated_models(models):
                family = models.families[_FAMILY]
                platform.settings = {
                    "LLM_BASE_URL": models.url_of(_FAMILY),
                    "LLM_API_KEY": family.key,
                    "LLM_MODEL": family.model,
                    "LLM_TEXT_QUESTION_DEADLINE_S": "20",
                }
                with standing(platform, ready_in_s=240):
                    await certify_endpoint(platform.own_settings)
                    family.asked.clear()
                    hiring = await hiring_at(platform.url)
                    await _hold_interview(hiring)
                    used = await _wait_for_usage(database.owner_url, hiring.interview_id)
            return _list_figures([_name_purpose(body) for body in family.asked], used)
    finally:
        drop(database)


async def _wait_for_usage(url: str, interview_id: str) -> Usage:
    """Return the tokens by purpose and kind, once an event has recorded those of each purpose."""
    used: Usage = {}
    async with asyncio.timeout(_PATIENCE_S):
        while not {purpose for purpose, _ in used} >= set(_PURPOSES):
            await asyncio.sleep(1)
            used = _read_usage(url, interview_id)
    return used


def _read_usage(url: str, interview_id: str) -> Usage:
    with psycopg.connect(url) as connection:
        rows = connection.execute(_USED, {"interview": interview_id})
        return {(purpose, kind): float(total) for purpose, kind, total in rows}


async def _hold_interview(hiring: Hiring) -> None:
    way = await hiring.approved(durationMinutes=_MINUTES)
    await hiring.consent(way)
    dana, other = StrongCandidate(), WeakCandidate()
    asked: list[str] = []

    def answer(frame: dict[str, Any]) -> str:  # Any: JSON
        asked.append(frame["text"])
        speaker = dana if len(asked) % 2 else other
        said: str = speaker.answer(frame["text"], is_follow_up=frame["kind"] != "question")
        return said

    await Candidate(await hiring.start(way), answer).take_interview(patience_s=_PATIENCE_S)
    await hiring.until("ASSESSMENT_PENDING")


def _name_purpose(body: dict[str, Any]) -> str:  # Any: JSON
    text = json.dumps(body)
    marks = {"own_words": "compose", "kind_of_question": "assessment"}
    return next((purpose for mark, purpose in marks.items() if mark in text), "plan")


def _list_figures(asked: list[str], used: Usage) -> list[Figure]:
    figures, total = [], 0.0
    for purpose in _PURPOSES:
        dollars = sum(
            used.get((purpose, kind), 0.0) * price / 1e6
            for kind, price in _DOLLARS_PER_MILLION.items()
        )
        total += dollars
        figures += [
            Figure(f"{purpose}: tokens read", used.get((purpose, "llm_in"), 0.0), ""),
            Figure(f"{purpose}: tokens written", used.get((purpose, "llm_out"), 0.0), ""),
            Figure(f"{purpose}: at the example prices", dollars * 100, "cents"),
        ]
    # The platform also plans an interview of its own at its first start, so plans are not counted here.
    figures += [Figure(f"{name}: requests", asked.count(name), "") for name in _PURPOSES[1:]]
    return [*figures, Figure("the interview, at the example prices", total * 100, "cents")]
