"""Plans and revisions by a model that answers at once: calls, tokens of each, and how soon passages are found."""

from __future__ import annotations

import json
import logging
import statistics
import time
from dataclasses import replace

import structlog
from tests.fakes.plan_steps import StepModel
from tests.unit.planning.postings import Posting, load_postings

from bench.measure import Figure, percentile, report
from vivavoce.contracts.interview import PlanBrief
from vivavoce.infra.embeddings import find_embedder
from vivavoce.planning.adapters.model_planner import ModelPlanner
from vivavoce.planning.adapters.passage_index import build_passage_index
from vivavoce.planning.adapters.stepwise_planner import MAX_STEP_TOKENS
from vivavoce.planning.domain.passages import (
    MAX_PASSAGE_TOKENS,
    MAX_PASSAGES,
    count_tokens,
    split_passages,
)
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills

_MAX_FIND_MS = 50
_LINES_OF_A_COMPETENCY = 3
_WISHES = (
    "Add a question about teamwork, please.",
    "Replace question 2 with one about a complaint.",
    "Make it 45 minutes, with more cases of this job.",
)
_METHOD = (
    f"Requests are counted for plans of 30 minutes. A model may write {MAX_STEP_TOKENS} tokens to each. Tokens\n"
    "are estimated at four characters each. Passages are found in the texts of many postings at once,\n"
    f"by the title and {_LINES_OF_A_COMPETENCY} lines of another posting, one search after the other. Processor time\n"
    "does not count what other programs do meanwhile."
)


async def main(*, quick: bool = False) -> None:
    """Print the figures; ``quick`` plans four postings instead of twenty."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    postings = load_postings(is_cross_check=True)[: 4 if quick else 20]

    async def run() -> list[Figure]:
        return [
            *await _measure_plans(postings),
            *await _measure_revisions(postings),
            *await _measure_passages(quick=quick),
        ]

    await report("Plans in steps", _METHOD, run, runs=1 if quick else 3)


async def _measure_plans(postings: tuple[Posting, ...]) -> list[Figure]:
    calls, tokens = [], []
    for posting in postings:
        model = StepModel()
        brief = PlanBrief(position=posting.title, level="MID", job_description=posting.text)
        await ModelPlanner(model).plan(brief, validate_skills((), load_skill_catalog()))
        calls.append(len(model.requests))
        tokens += [count_tokens(one.instructions + one.input) for one in model.requests]
    return [
        Figure("requests of a plan, median", statistics.median(calls), ""),
        Figure("requests of a plan, most", max(calls), ""),
        Figure("tokens that a request reads, median", statistics.median(tokens), ""),
        Figure("tokens that a request reads, most", max(tokens), ""),
    ]


async def _measure_revisions(postings: tuple[Posting, ...]) -> list[Figure]:
    calls, read, written = [], [], []
    for posting in postings:
        brief = PlanBrief(position=posting.title, level="MID", job_description=posting.text)
        skills = validate_skills((), load_skill_catalog())
        first = plan_interview(brief, skills)
        for wish in _WISHES:
            model = StepModel()
            await ModelPlanner(model).plan(replace(brief, previous=first, comments=wish), skills)
            calls.append(len(model.requests))
            read += [count_tokens(one.instructions + one.input) for one in model.requests]
            written += [count_tokens(json.dumps(answer)) for answer in model.answered]
    return [
        Figure("requests of a revision, most", max(calls), ""),
        Figure("tokens that a revision reads, median", statistics.median(read), ""),
        Figure("tokens that a revision reads, most", max(read), "", budget=MAX_STEP_TOKENS),
        Figure("tokens that the answer has, most", max(written), "", budget=MAX_STEP_TOKENS),
    ]


async def _measure_passages(*, quick: bool) -> list[Figure]:
    known, asked = load_postings(is_cross_check=False), load_postings(is_cross_check=True)
    passages = split_passages("job", "\n\n".join(posting.text for posting in known))
    embedder = find_embedder()
    index = await build_passage_index(passages, embedder)
    took_ms, worked_ms, most_tokens = [], [], 0
    for posting in asked[: 5 if quick else 20]:
        lines = posting.text.splitlines()
        for place in range(min(len(lines), 10)):
            query = "\n".join([posting.title, *lines[place : place + _LINES_OF_A_COMPETENCY]])
            began, worked = time.perf_counter(), time.process_time()
            [found] = await index.find([query])
            took_ms.append((time.perf_counter() - began) * 1000)
            worked_ms.append((time.process_time() - worked) * 1000)
            most_tokens = max(most_tokens, sum(one.tokens for one in found))
    how = embedder.name if embedder else "words"
    return [
        Figure(f"passages searched, at most {MAX_PASSAGES}", len(passages), ""),
        Figure(f"finding by {how}, p95", percentile(took_ms, 0.95), "ms", budget=_MAX_FIND_MS),
        Figure("processor time of finding, median", statistics.median(worked_ms), "ms"),
        Figure("processor time of finding, p95", percentile(worked_ms, 0.95), "ms"),
        Figure("tokens of the found passages, most", most_tokens, "", budget=MAX_PASSAGE_TOKENS),
    ]
