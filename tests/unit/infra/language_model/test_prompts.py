"""Instructions for models are versioned files with definitions and examples, and their digest is logged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import vivavoce
from vivavoce.infra.language_model.language_names import name_language
from vivavoce.infra.language_model.port import ModelUsage, record_usage
from vivavoce.infra.language_model.prompts import load_prompt

PACKAGE = Path(vivavoce.__file__).parent
FILES = sorted(file for file in PACKAGE.rglob("prompts/*.md"))
SOURCE = "".join(file.read_text("utf-8") for file in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_of_instructions_has_a_version_is_used_and_treats_its_input_as_material(
    file: Path,
) -> None:
    text = " ".join(file.read_text("utf-8").split())

    assert re.fullmatch(r"[a-z_]+_v\d+", file.stem)
    assert re.search(f"[\"']{file.stem}[\"']", SOURCE)
    continues_others = {"practice_v3", "new_language_v1"}
    assert "material" in text or file.stem in continues_others


@pytest.mark.parametrize(
    "name",
    ["compose_v2", "perspective_v2", "rubric_v2", "artifact_v2", "outline_v1", "questions_v1"],
)
def test_instructions_define_their_terms_and_give_a_good_and_a_bad_example(name: str) -> None:
    [file] = [file for file in FILES if file.stem == name]
    text = file.read_text("utf-8")

    assert "Example" in text
    assert re.search(r"Definitions|What each reason asks for", text)


def test_the_follow_up_prompt_defines_every_reason_that_a_model_words() -> None:
    text = load_prompt("vivavoce.live.adapters", "compose_v2").text

    for reason in ("OWNERSHIP", "RESULT", "MEASURE", "REASON", "SPECIFICS", "DEPTH"):
        assert f"- `{reason}`: " in text


def test_a_digest_changes_with_the_words_and_is_logged_with_the_call() -> None:
    prompt = load_prompt("vivavoce.live.adapters", "compose_v2")
    usage = ModelUsage(
        purpose="compose",
        model="m",
        calls=1,
        input_tokens=1,
        output_tokens=1,
        duration_ms=1,
        is_successful=True,
        prompt=prompt.label,
    )

    with capture_logs() as logs:
        record_usage(usage)

    assert logs[0]["prompt"] == f"compose_v2 {prompt.digest}"
    assert re.fullmatch(r"[0-9a-f]{8}", prompt.digest)
    assert type(prompt)(prompt.name, f"{prompt.text} ").digest != prompt.digest


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("de", "German (de)"),
        ("de-AT", "German (de-AT)"),
        ("en-GB", "British English (en-GB)"),
        ("xx", "the language with the code xx"),
    ],
)
def test_a_language_is_named(code: str, name: str) -> None:
    assert name_language(code) == name
