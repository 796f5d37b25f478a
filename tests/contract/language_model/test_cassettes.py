"""Calls of a model are recorded without secrets, and replayed as they came: answers, refusals and faults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.contract.language_model.test_families import evaluate_with, word_with
from tests.contract.language_model.test_faults import request
from tests.fakes.model_families import SteppingClock

from vivavoce.assessment.adapters.model_finder import ModelFinder
from vivavoce.assessment.domain.model_evidence.calls import prepare_calls
from vivavoce.assessment.domain.qualification.certificate import IMITATED_PREFIX
from vivavoce.assessment.domain.qualification.material import load_material
from vivavoce.assessment.domain.qualification.probes import build_probes
from vivavoce.cli.qualify import qualify
from vivavoce.infra.language_model.lazy import LazyLanguageModel, open_language_model
from vivavoce.infra.language_model.options import REPLAYED_PREFIX
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelUnavailableError,
    collect_usage,
)
from vivavoce.infra.production_rules import refuse_recorded_models
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.testing import build_models, serve_imitated_models
from vivavoce.testing.answers import QUESTION
from vivavoce.testing.faults import parse_schedule
from vivavoce.testing.oracle import find_reader
from vivavoce.testing.server import ImitatedModels

KEY = "sk-secret-key-of-ours"


def build_models_with_key(**options: Any) -> ImitatedModels:
    """Return the families as they are served, each with the key that these tests look for."""
    models = build_models(**options)
    for family in models.families.values():
        family.key = KEY
    return models


def client_of(url: str, model: str, **more: object) -> LazyLanguageModel:
    given = {"LLM_BASE_URL": url, "LLM_API_KEY": KEY, "LLM_MODEL": model, **more}
    return LazyLanguageModel(Settings.model_validate(given), SteppingClock())


async def record(folder: Path, *, faults: str = "", slug: str = "openai-gpt-5") -> tuple[str, str]:
    """Record a follow-up and an evaluation; return the address and the model, which are gone then."""
    async with serve_imitated_models(
        build_models_with_key(faults=parse_schedule(faults))
    ) as models:
        url, model = models.url_of(slug), models.families[slug].model
        client = client_of(url, model, LLM_RECORD=folder, LLM_HEADERS="X-Team: hiring-secret")
        await word_with(client)  # type: ignore[arg-type]
        await evaluate_with(client)  # type: ignore[arg-type]
    return url, model


async def test_a_recorded_run_is_replayed_without_the_endpoint(tmp_path: Path) -> None:
    url, model = await record(tmp_path)
    client = client_of(url, model, LLM_REPLAY=tmp_path)

    with collect_usage() as spent:
        question = await word_with(client)  # type: ignore[arg-type]
        await evaluate_with(client)  # type: ignore[arg-type]

    assert question == QUESTION
    assert all(usage.output_tokens for usage in spent)
    assert {usage.reported_model for usage in spent} == {f"imitated-imitated-{model}"}


async def test_a_replay_repeats_itself(tmp_path: Path) -> None:
    url, model = await record(tmp_path)
    questions = [
        await word_with(client_of(url, model, LLM_REPLAY=tmp_path))  # type: ignore[arg-type]
        for _ in range(2)
    ]

    assert questions == [QUESTION, QUESTION]


async def test_the_n_th_answer_to_a_question_is_replayed_n_th(tmp_path: Path) -> None:
    async with serve_imitated_models(
        build_models_with_key(faults=parse_schedule("2:refusal"))
    ) as models:
        url = models.url_of("openai-chat")
        client = client_of(url, "gpt-4o-mini", LLM_RECORD=tmp_path)
        await client.generate(request())
        with pytest.raises(ModelFailedError):
            await client.generate(request())
    client = client_of(url, "gpt-4o-mini", LLM_REPLAY=tmp_path)

    assert (await client.generate(request())).output.question == QUESTION
    for _ in range(2):
        with pytest.raises(ModelFailedError) as failed:
            await client.generate(request())
        assert failed.value.failure.code == "refused"


async def test_a_fault_is_replayed_with_its_cause_and_its_pause(tmp_path: Path) -> None:
    url, model = await record(tmp_path, faults="1:rate-limit")
    clock = SteppingClock()
    given = {"LLM_BASE_URL": url, "LLM_API_KEY": KEY, "LLM_MODEL": model, "LLM_REPLAY": tmp_path}

    client = LazyLanguageModel(Settings.model_validate(given), clock)

    assert await word_with(client) == QUESTION  # type: ignore[arg-type]
    assert clock.slept == [pytest.approx(1.0)]


async def test_no_secret_is_recorded_and_only_the_owner_reads_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    await record(folder)
    files = [file for file in folder.rglob("*") if file.is_file()]
    text = "".join(file.read_text("utf-8") for file in files)

    assert files
    assert KEY not in text
    assert "hiring-secret" not in text
    assert "127.0.0.1" not in text
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    kept: list[dict[str, Any]] = [json.loads(file.read_text("utf-8")) for file in files]
    assert all(set(one) <= {"request", "response", "failure"} for one in kept)


async def test_what_was_not_recorded_fails_and_says_so(tmp_path: Path) -> None:
    url, model = await record(tmp_path)
    client = client_of(url, model, LLM_REPLAY=tmp_path)

    with pytest.raises(ModelUnavailableError) as failed:
        await client.generate(request())

    assert failed.value.failure.provider_code == "not_recorded"


def test_a_replayed_model_gets_no_real_certificate() -> None:
    assert REPLAYED_PREFIX == IMITATED_PREFIX


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"LLM_RECORD": "a", "LLM_REPLAY": "b"}, "both set"),
        ({"LLM_REPLAY": "/does/not/exist"}, "not a folder"),
    ],
)
def test_folders_that_cannot_be_used_are_refused(given: dict[str, str], words: str) -> None:
    settings = Settings.model_validate(
        {"LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_MODEL": "m", **given}
    )

    with pytest.raises(InvalidSettingError, match=words):
        open_language_model(settings, SteppingClock())


@pytest.mark.parametrize("name", ["LLM_RECORD", "LLM_REPLAY"])
def test_production_records_and_replays_nothing(name: str) -> None:
    given = {name: "folder"}

    refuse_recorded_models(Settings.model_validate(given))
    with pytest.raises(InvalidSettingError, match=name):
        refuse_recorded_models(Settings.model_validate({**given, "VIVAVOCE_PROFILE": "production"}))


async def test_a_qualification_is_recorded_and_replayed_with_the_same_votes(tmp_path: Path) -> None:
    probes = build_probes(load_material())[:4]
    calls = [
        call
        for probe in probes
        for call in prepare_calls(probe.transcript, probe.exercise.rubric, probe.masked_names)
    ]
    served = build_models_with_key(read_evidence=find_reader("unstable"))
    async with serve_imitated_models(served) as models:
        url = models.url_of("openai-chat")
        live = await ModelFinder(client_of(url, "gpt-4o-mini", LLM_RECORD=tmp_path), deadline_s=5)(
            calls
        )

    again = await ModelFinder(client_of(url, "gpt-4o-mini", LLM_REPLAY=tmp_path), deadline_s=5)(
        calls
    )

    assert again.votes == live.votes
    assert again.model.startswith(IMITATED_PREFIX)


def test_the_command_takes_one_of_the_two_folders(tmp_path: Path) -> None:
    run = CliRunner().invoke(qualify, ["--record", str(tmp_path), "--replay", str(tmp_path)])

    assert run.exit_code == 2
    assert "not both" in run.output
