"""Short replies to the interviewer's own questions: whether to end, and whether to go on."""

from __future__ import annotations

import pytest

from vivavoce.live.domain.interviewer.short_replies import (
    is_resume_request,
    parse_end_confirmation,
)


@pytest.mark.parametrize(
    "text", ["yes", "Yes, please.", "yeah end it", "sure", "um yes stop", "end"]
)
def test_a_yes_ends(text: str) -> None:
    assert parse_end_confirmation(text) is True


@pytest.mark.parametrize(
    "text", ["no", "No, let's go on.", "nope", "continue", "no don't end it", "not yet", "uh go on"]
)
def test_a_no_goes_on(text: str) -> None:
    assert parse_end_confirmation(text) is False


@pytest.mark.parametrize(
    "text", ["I led the project with two colleagues and we shipped it in May.", "the queue grew"]
)
def test_an_answer_is_neither_yes_nor_no(text: str) -> None:
    assert parse_end_confirmation(text) is None


@pytest.mark.parametrize("text", ["go on", "okay I'm ready", "let's continue", "um i am back"])
def test_a_pause_ends_with_a_word(text: str) -> None:
    assert is_resume_request(text)


@pytest.mark.parametrize(
    "text", ["I'm not ready yet", "mom put the kettle on", "I shipped it in May"]
)
def test_what_is_said_in_a_pause_is_no_wish_to_go_on(text: str) -> None:
    assert not is_resume_request(text)
