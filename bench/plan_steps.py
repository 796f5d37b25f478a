"""Plans and revisions by a model that answers at once: calls, tokens of each, and how soon passages are found."""

from __future__ import annotations

import json
import logging
import statistics
import time
from dataclasses import replace

import structlog
from tests.fakes.plan_steps import Json, StepModel
from tests.unit.planning.postings import Posting, load_postings

from bench.measure import Figure, percentile, report
from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.profiles import PRACTICE_PROFILE
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
_TOKENS_PER_S, _FIRST_TOKEN_S, _PLAN_DEADLINE_S = 40, 0.65, 30
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
            *await _measure_practice(postings),
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


async def _measure_practice(postings: tuple[Posting, ...]) -> list[Figure]:
    """Measure plans of 15 minutes, whose seven questions a model writes itself, as long as the rules' are."""
    calls, read, outlines, parts, sums = [], [], [], [], []
    for posting in postings:
        model = StepModel(_write_all)
        brief = PlanBrief(
            position=posting.title,
            level="MID",
            job_description=posting.text,
            duration_minutes=15,
            profile=PRACTICE_PROFILE.name,
            interview_type="role_related",
            question_count=PRACTICE_PROFILE.question_counts[15],
        )
        await ModelPlanner(model).plan(brief, validate_skills((), load_skill_catalog()))
        calls.append(len(model.requests))
        read += [count_tokens(one.instructions + one.input) for one in model.requests]
        first, *later = [count_tokens(json.dumps(answer)) for answer in model.answered]
        outlines.append(first)
        parts.append(max(later))
        sums.append(first + sum(later))
    slowest = [first + part for first, part in zip(outlines, parts, strict=True)]
    return [
        Figure("requests of a practice plan, median", statistics.median(calls), ""),
        Figure("requests of a practice plan, most", max(calls), ""),
        Figure("tokens that a request of practice reads, most", max(read), ""),
        Figure("tokens that all its answers have, median", statistics.median(sums), ""),
        Figure("tokens of the first answer and the longest later one, most", max(slowest), ""),
        Figure("tokens of one answer, most", max(parts), "", budget=MAX_STEP_TOKENS),
        Figure(
            f"the plan at {_TOKENS_PER_S} tokens a second, slowest",
            2 * _FIRST_TOKEN_S + max(slowest) / _TOKENS_PER_S,
            "s",
            budget=_PLAN_DEADLINE_S,
        ),
    ]


def _write_all(material: Json, answer: Json) -> Json:
    """Return an answer that writes each question itself, with as many words as those of the rules."""
    if material["step"] != "questions":
        return answer
    points = ["A point of a good answer in eight words"] * 4
    probes = ["What did you look at before that, and why?"] * 4
    asked = [one["text"] for one in material["bank"]][: material["questions"]]
    written = [
        {
            "bank_id": None,
            "text": text,
            "kind": "behavioral",
            "skill": None,
            "line": None,
            "expected_points": points,
            "probes": probes,
        }
        for text in asked
    ]
    return {"sub_dimensions": [], "questions": written} if written else answer


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
