"""The built-in scorer on a transcript of half an hour."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import Figure, report
from vivavoce.app.demo.scripted_candidates import PREPARED_ANSWERS
from vivavoce.assessment.facade import score_files

_RUBRIC = Path(__file__).parents[1] / "examples" / "scoring" / "rubric.json"
_WORDS = 3600
"""Half an hour at 150 words a minute, four fifths of it the candidate's."""


def transcript() -> dict[str, object]:
    """Return half an hour of Dana's stories, told in turn until the time is over."""
    turns: list[dict[str, object]] = []
    words = count = 0
    while words < _WORDS:
        story = PREPARED_ANSWERS[count % len(PREPARED_ANSWERS)]
        count += 1
        asked = f"Tell me about {', '.join(sorted(story.keywords)[:4])}, case {count}."
        turns.append({"turn": len(turns) + 1, "role": "agent", "text": asked})
        for text in (story.opening, *story.details):
            told = f"In case {count}: {text}"
            turns.append({"turn": len(turns) + 1, "role": "candidate", "text": told})
            words += len(told.split())
    return {"language": "en", "turns": turns}


async def _run(file: Path) -> list[Figure]:
    began = time.perf_counter()
    score_files(file, _RUBRIC)
    alone = time.perf_counter() - began
    began = time.perf_counter()
    words = (sys.executable, "-m", "vivavoce", "score", str(file), "--rubric", str(_RUBRIC))
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0
    return [
        Figure("scoring", alone, "s", budget=2),
        Figure("`vivavoce score` from its start to its end", time.perf_counter() - began, "s"),
    ]


async def main(*, quick: bool = False) -> None:
    document = transcript()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "transcript.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        method = (
            f"{_WORDS} words of a candidate (half an hour), the rubric of examples/scoring;"
            " in this process, then as a command of its own."
        )
        await report("Scoring", method, lambda: _run(file), runs=1 if quick else 3)


if __name__ == "__main__":
    asyncio.run(main())
