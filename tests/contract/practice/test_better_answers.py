"""A review's better answers in the words of a model: of a scripted one, and of imitated endpoints."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from tests.fakes.model_families import model_of
from tests.fakes.practice_interviews import told
from tests.fakes.scripted_language_model import ScriptedLanguageModel
from tests.unit.practice.test_review_composition import reviewed

from vivavoce.assessment.domain.transcript_masking import mask_answers
from vivavoce.infra.language_model.port import LanguageModel, ModelRequest, ModelResponse, Output
from vivavoce.live.domain.interviewer.question_guard import find_improper_words
from vivavoce.practice.adapters.model_answer_writer import ModelAnswerWriter, WordedLines
from vivavoce.practice.usecases.word_better_answers import WordBetterAnswers
from vivavoce.testing.better_answers import UNFAITHFUL_REWORDINGS
from vivavoce.testing.families import FAMILIES
from vivavoce.testing.hosted_families import openai_chat
from vivavoce.testing.protocol import Family

NAMES = ("Zoe Example", "Example", "Zoe")
ANSWER = (
    "Last winter the checkout of our shop was down. Basically I read the logs. I asked Zoe Example for help. "
    "We did not lose an order."
)
BAD, GOOD = "I saved the company.", "Basically I read the logs, and I asked Zoe Example for help."


def review_of(*answers: str) -> dict[str, Any]:
    return reviewed(told({f"q{n}": text for n, text in enumerate(answers or (ANSWER,), start=1)}))


def questions_of(review: dict[str, Any]) -> list[dict[str, Any]]:
    return list(review["deep_analysis"]["per_question"])


async def word(
    model: LanguageModel, review: dict[str, Any], *, wait_s: float = 20
) -> dict[str, Any]:
    words = WordBetterAnswers(
        ModelAnswerWriter(model, deadline_s=wait_s),
        mask_texts=mask_answers,
        find_improper=find_improper_words,
        wait_s=wait_s,
    )
    return await words(review, NAMES)


def lines_of(review: dict[str, Any]) -> list[str]:
    return str(questions_of(review)[0]["better_answer"]).split("\n")


def scripted(*texts: Sequence[str]) -> ScriptedLanguageModel:
    return ScriptedLanguageModel([WordedLines(lines=list(text)) for text in texts])


def masked(line: str) -> str:
    return line.replace("Zoe Example", "Name1")


@pytest.fixture(params=FAMILIES, ids=lambda family: family.__name__)
def family(request: pytest.FixtureRequest) -> Family:
    made: Callable[[], Family] = request.param
    return made()


async def test_an_accepted_wording_names_the_model_and_its_instructions() -> None:
    review = review_of()
    tidy = [masked(line.replace("Basically ", "")) for line in lines_of(review)]
    model = scripted(tidy)

    after = await word(model, review)

    [question] = questions_of(after)
    assert question["better_answer"] == "\n".join(
        line.replace("Basically ", "") for line in lines_of(review)
    )
    assert question["better_answer_author"]["kind"] == "model"
    assert question["better_answer_author"]["model"] == "scripted"
    assert question["better_answer_author"]["prompt"].startswith("better_answer_v1 ")
    assert {**after, "deep_analysis": None} == {**review, "deep_analysis": None}


async def test_a_model_gets_one_answer_without_names_and_without_a_score() -> None:
    review = review_of(ANSWER, "I helped the guest. I was calm and I did not shout.")
    model = scripted()

    await word(model, review)

    assert len(model.asked) == 2
    for request in model.asked:
        material = json.loads(request.input)
        assert set(material) == {"question", "answer_lines"}
        assert "Zoe" not in request.input
        assert "Example" not in request.input
        assert (request.purpose, request.max_retries) == ("review", 1)


async def test_a_refused_wording_is_asked_for_once_more() -> None:
    review = review_of()
    lines = [masked(line) for line in lines_of(review)]
    bad = [f"{lines[0]} It saved two million.", *lines[1:]]
    tidy = [line.replace("Basically ", "") for line in lines]

    assert questions_of(await word(scripted(bad, tidy), review)) != questions_of(review)
    assert await word(scripted(bad, bad, tidy), review) == review


async def test_a_silent_model_leaves_the_rules_text() -> None:
    review = review_of()

    assert await word(ScriptedLanguageModel([]), review) == review


async def test_no_model_is_asked_about_a_review_without_answers() -> None:
    model = scripted()
    review = review_of("")

    assert await word(model, review) == review
    assert model.asked == []


class LateForOne:
    """Never answers about the first question; fails in an unforeseen way if there is no other."""

    def __init__(self, tidy: ScriptedLanguageModel, *, is_broken: bool = False) -> None:
        self._tidy = tidy
        self._is_broken = is_broken

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        if "logs" not in task.input:
            return await self._tidy.generate(task)
        if self._is_broken:
            raise RuntimeError
        await asyncio.Event().wait()
        raise AssertionError


@pytest.mark.parametrize("is_broken", [False, True])
async def test_a_late_or_broken_answer_keeps_no_other_from_its_wording(is_broken: bool) -> None:
    review = review_of(ANSWER, "I basically helped the guest in the hall and I called the manager.")
    second = [
        line.replace("basically ", "")
        for line in questions_of(review)[1]["better_answer"].split("\n")
    ]
    model = LateForOne(scripted(second), is_broken=is_broken)

    first, other = questions_of(await word(model, review, wait_s=1.0))

    assert first == questions_of(review)[0]
    assert other["better_answer_author"]["kind"] == "model"


async def test_every_family_of_endpoints_can_word_a_better_answer(family: Family) -> None:
    review = review_of()

    [question] = questions_of(await word(model_of(family), review))

    assert question["better_answer_author"] == {
        "kind": "model",
        "model": family.model,
        "prompt": question["better_answer_author"]["prompt"],
    }
    assert "I read the logs, and then I asked Zoe Example for help." in question["better_answer"]


@pytest.mark.parametrize("name", sorted(UNFAITHFUL_REWORDINGS))
async def test_an_unfaithful_model_leaves_the_rules_text(name: str) -> None:
    family = openai_chat()
    family.reword = UNFAITHFUL_REWORDINGS[name]
    review = review_of()

    assert await word(model_of(family), review) == review
    assert len(family.asked) == 2
