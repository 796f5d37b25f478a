"""An answer in plain words is read without what models put around them."""

from __future__ import annotations

import pytest

from vivavoce.infra.language_model.output_reading import read_output

QUESTION = 'What did "ready" mean to you?'


@pytest.mark.parametrize(
    "answer",
    [
        QUESTION,
        f"\n {QUESTION}  \n",
        f'"{QUESTION}"',
        f"\u201c{QUESTION}\u201d",
        f"```\n{QUESTION}\n```",
        f"<think>What about {{this}}?</think>\n{QUESTION}",
        '{"question": "What did \\"ready\\" mean to you?"}',
        '```json\n{"result": {"question": "What did \\"ready\\" mean to you?"}}\n```',
    ],
)
def test_the_words_are_read_without_what_is_around_them(answer: str) -> None:
    assert read_output(answer, str) == (QUESTION, ())


@pytest.mark.parametrize("answer", ["", "  \n", "<think>Hm.</think>", '""', "```\n```"])
def test_an_answer_without_words_is_a_problem(answer: str) -> None:
    assert read_output(answer, str) == (None, ("The answer is empty.",))


def test_braces_in_a_sentence_stay() -> None:
    said = 'What does {"a": "b"} stand for?'

    assert read_output(said, str) == (said, ())


def test_json_with_more_than_one_text_is_left_for_the_guard() -> None:
    said = '{"question": "Why?", "note": "because"}'

    assert read_output(said, str) == (said, ())
