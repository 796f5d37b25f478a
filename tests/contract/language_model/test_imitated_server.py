"""The server of imitated models: every family over HTTP, faults by schedule, readers, and its command."""

from __future__ import annotations

import asyncio
import json
import re
import sys

import pytest
from tests.contract.language_model.test_families import word_with
from tests.contract.language_model.test_faults import request
from tests.fakes.model_families import SteppingClock, model_of

from vivavoce.assessment.adapters.model_finder import ModelFinder
from vivavoce.assessment.domain.model_evidence.calls import prepare_calls
from vivavoce.assessment.domain.qualification.material import load_material
from vivavoce.assessment.domain.qualification.probes import build_probes
from vivavoce.assessment.usecases.qualify_model import QualifyModel
from vivavoce.infra.language_model.lazy import LazyLanguageModel
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelUnavailableError,
    collect_usage,
)
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock
from vivavoce.testing import FAMILIES, MUTANTS, ImitatedModels, build_models, serve_imitated_models
from vivavoce.testing.answers import QUESTION, QUESTIONS, answer_for
from vivavoce.testing.faults import FAULT_NAMES, InvalidScheduleError, parse_schedule
from vivavoce.testing.hosted_families import azure_with_prompt_shield
from vivavoce.testing.oracle import OracleLanguageModel, find_reader
from vivavoce.testing.protocol import CHARACTERS_PER_TOKEN, Family

SLUGS = [make().slug for make in FAMILIES]


def test_every_family_cites_where_its_behavior_is_described() -> None:
    uncited = [make.__name__ for make in FAMILIES if "https://" not in (make.__doc__ or "")]

    assert len(FAMILIES) >= 14
    assert uncited == []


def client_of(
    models: ImitatedModels, slug: str = "openai-chat", clock: Clock | None = None
) -> LazyLanguageModel:
    """Return the product's client as the printed settings would open it."""
    family: Family = models.families[slug]
    given = {
        "LLM_BASE_URL": models.url_of(slug),
        "LLM_API_KEY": family.key,
        "LLM_MODEL": family.model,
        "LLM_QUERY": family.query,
    }
    return LazyLanguageModel(Settings.model_validate(given), clock or SteppingClock())


async def failure_code(models: ImitatedModels) -> str:
    with pytest.raises((ModelUnavailableError, ModelFailedError)) as failed:
        await client_of(models).generate(request())
    return failed.value.failure.code


def test_there_are_at_least_fourteen_families_each_with_an_address_of_its_own() -> None:
    assert len(set(SLUGS)) == len(FAMILIES) >= 14
    assert all(re.fullmatch(r"[\w.-]+", slug) for slug in SLUGS)


async def test_a_family_words_a_follow_up_over_http_and_says_that_it_is_imitated() -> None:
    worded, expected = {}, {}
    async with serve_imitated_models() as models:
        for slug in SLUGS:
            expected[slug] = (QUESTION, f"imitated-{models.families[slug].model}")
            with collect_usage() as spent:
                question = await word_with(client_of(models, slug))  # type: ignore[arg-type]
            worded[slug] = (question, spent[-1].reported_model)

    assert worded == expected


def test_a_question_that_was_asked_before_is_not_worded_again() -> None:
    talk: list[dict[str, str]] = []
    for question in QUESTIONS:
        material = {"own_words": "How did it end?", "talk": talk}
        assert answer_for({}, material) == question
        talk = [*talk, {"who": "interviewer", "said": f"All right. {question}"}]


async def test_an_answer_is_streamed() -> None:
    async with serve_imitated_models() as models:
        endpoint, *_ = client_of(models).load()
        speed = await endpoint.measure(request())

    material = json.loads(request().input)
    answer = json.dumps(answer_for({"text": {"schema": {}}}, material))
    assert speed.output_tokens == len(answer) // CHARACTERS_PER_TOKEN + 1


async def test_requests_fail_by_schedule_and_recover() -> None:
    async with serve_imitated_models(
        build_models(faults=parse_schedule("1:rate-limit, */3:error"))
    ) as models:
        client, clock = None, SteppingClock()
        client = client_of(models, clock=clock)
        for _ in range(3):
            assert (await client.generate(request())).output.question == QUESTION

    assert models.failed == [(1, "rate-limit"), (3, "error")]
    assert models.requests == 5
    assert clock.slept[0] == pytest.approx(1), "Retry-After is obeyed"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("quota", "quota_exhausted"),
        ("key", "key_refused"),
        ("unknown-model", "model_not_found"),
        ("context-length", "context_too_long"),
        ("content-filter", "content_filtered"),
        ("refusal", "refused"),
        ("truncated", "truncated"),
        ("prose", "invalid_answer"),
        ("error", "endpoint_error"),
        ("overloaded", "loading"),
        ("page", "endpoint_error"),
        ("rate-limit", "rate_limited"),
    ],
)
async def test_a_fault_is_seen_as_what_it_is(name: str, code: str) -> None:
    async with serve_imitated_models(build_models(faults=parse_schedule(f"*/1:{name}"))) as models:
        assert await failure_code(models) == code


async def test_a_fault_can_hang() -> None:
    async with serve_imitated_models(build_models(faults=parse_schedule("1:hang"))) as models:
        with pytest.raises(ModelUnavailableError) as failed:
            await client_of(models).generate(request(deadline_s=0.3))

    assert failed.value.failure.code == "timeout"
    assert "hang" in FAULT_NAMES


async def test_a_model_behind_a_content_filter_can_qualify() -> None:
    probes = build_probes(load_material())
    family = azure_with_prompt_shield()
    family.read_evidence = find_reader("oracle")
    orders = [probe for probe in probes if probe.property_name == "orders"]
    bases = {probe.base for probe in orders}
    told = [probe for probe in probes if probe.property_name == "labels" or probe.id in bases]
    qualify = QualifyModel(
        read_evidence=ModelFinder(model_of(family), deadline_s=20), clock=SteppingClock()
    )

    run = await qualify([*told, *orders], properties=["labels", "coverage", "orders"])

    stopped = [each for each in run.results if each.unread == "content_filtered"]
    assert 10 < len(stopped) < 60
    assert {each.probe.property_name for each in stopped} == {"orders"}
    assert run.is_passed
    assert run.model == f"imitated-{family.model}"
    assert {usage.failure.code for usage in run.usages if usage.failure} == {"content_filtered"}


@pytest.mark.parametrize("text", ["3:sulks", "rate-limit", "0:error", "*/x:error", "3"])
def test_a_schedule_that_cannot_be_read_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(InvalidScheduleError) as refused:
        parse_schedule(text)

    assert f'"{text}"' in str(refused.value)


@pytest.mark.parametrize("reader", ["oracle", "constant", "obeying orders"])
async def test_a_reader_finds_over_http_what_it_finds_in_the_process(reader: str) -> None:
    probes = [probe for probe in build_probes(load_material()) if probe.property_name == "orders"][
        :3
    ]
    calls = [
        call
        for probe in probes
        for call in prepare_calls(probe.transcript, probe.exercise.rubric, probe.masked_names)
    ]
    here = OracleLanguageModel(probes, MUTANTS.get(reader))
    async with serve_imitated_models(build_models(read_evidence=find_reader(reader))) as models:
        there = await ModelFinder(client_of(models), deadline_s=5)(calls)

    assert there.votes == (await ModelFinder(here, deadline_s=5)(calls)).votes
    assert there.model == "imitated-gpt-4o-mini"


async def test_the_command_serves_and_prints_what_to_set() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "vivavoce.testing", "--port", "0", "--reader", "quotes"),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        printed = ""
        async with asyncio.timeout(60):
            while "export LLM_BASE_URL" not in printed:
                printed += (await process.stdout.readline()).decode()
        (settings,) = re.findall(r"^export (.*)$", printed, re.MULTILINE)
        given = dict(part.split("=", 1) for part in settings.split())
        model = LazyLanguageModel(Settings.model_validate(given), SteppingClock())

        assert (await model.generate(request())).output.question == QUESTION
    finally:
        process.terminate()
        await process.wait()
    assert "Imitated models, for tests." in printed
    assert all(f"/{slug}/v1" in printed for slug in SLUGS)


async def test_an_unknown_address_names_the_families() -> None:
    async with serve_imitated_models() as models:
        given = {
            "LLM_BASE_URL": f"http://127.0.0.1:{models.port}/nothing/v1",
            "LLM_MODEL": "m",
        }
        model = LazyLanguageModel(Settings.model_validate(given), SteppingClock())
        with pytest.raises(ModelUnavailableError) as failed:
            await model.generate(request())

    assert failed.value.failure.status == 404
