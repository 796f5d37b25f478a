"""How long the built-in scorer takes: a long interview, and turns that were made to be slow."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import replace

from tests.unit.assessment.stories import RUBRIC, STORIES, interview

from bench.measure import Figure, report
from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import Transcript

WORDS, ANSWERS, COMPETENCIES = 5300, 53, 10
HOSTILE = {
    "one word, 100,000 letters": "a" * 100_000,
    "base64 without end": "aB3" * 33_000,
    "only full stops": "." * 100_000,
    "orders without end": "ignore " * 15_000,
    "open comments": "/* " * 30_000,
    "single letters": "a-" * 50_000,
}


def _long_talk() -> Transcript:
    told = itertools.cycle(" ".join(one.styles["long"] for one in STORIES.values()).split())
    answers = []
    for number in range(ANSWERS):
        said = " ".join(itertools.islice(told, WORDS // ANSWERS))
        answers.append((f"q{number % 3 + 1}", said))
    return interview(*answers)


def _wide_rubric() -> Rubric:
    copies = itertools.islice(itertools.cycle(RUBRIC.competencies), COMPETENCIES - 3)
    more = [replace(one, name=f"{one.name} {n}") for n, one in enumerate(copies)]
    return replace(RUBRIC, competencies=(*RUBRIC.competencies, *more))


def _seconds(transcript: Transcript, rubric: Rubric) -> float:
    began = time.perf_counter()
    score(transcript, rubric)
    return time.perf_counter() - began


async def _run() -> list[Figure]:
    talk, rubric = _long_talk(), _wide_rubric()
    loose = replace(talk, turns=tuple(replace(turn, question_id=None) for turn in talk.turns))
    return [
        Figure("5,300 words, ten competencies", _seconds(talk, rubric), "s"),
        Figure("the same without question ids", _seconds(loose, rubric), "s"),
        *(
            Figure(name, _seconds(interview(("q1", said)), RUBRIC), "s")
            for name, said in HOSTILE.items()
        ),
    ]


async def main(*, quick: bool = False) -> None:
    method = "One process, whole scorecards, words from the tests' stories."
    await report("Answers made to be slow", method, _run, runs=1 if quick else 3)


if __name__ == "__main__":
    asyncio.run(main())
