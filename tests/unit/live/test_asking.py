"""Whoever asks for a person is heard; whoever tells of people is not mistaken for one."""

from __future__ import annotations

import pytest

from vivavoce.live.domain.interviewer.utterance_classifier import is_person_request


@pytest.mark.parametrize(
    "text",
    [
        "Can I talk to a person?",
        "I'd like to speak with a human, please.",
        "Could I talk to a real person instead?",
        "I want a human.",
        "Please connect me to a recruiter",
        "Is there anyone I can talk to?",
        "Can somebody help me?",
        "I don\u2019t want to talk to a bot.",
        "I would rather not speak to a machine.",
        "Let me talk to somebody from your team.",
        "Get me a human",
        "I would prefer a person",
    ],
)
def test_who_asks_for_a_person_is_heard(text: str) -> None:
    assert is_person_request(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I had to talk to a person who was angry at the desk.",
        "I talk to people all day.",
        "I like to talk to someone from the ward every morning.",
        "As a recruiter I speak with people.",
        "I asked to speak with a human being at the supplier.",
        "I told them to get me someone who knew the ward.",
        "We wanted a person for each bed.",
        "When patients want to talk to a person, I go to them.",
        "They need a person they can trust.",
        "Can I talk to a person? " + "And then it went on and on. " * 20,
    ],
)
def test_who_tells_of_people_is_not_mistaken(text: str) -> None:
    assert not is_person_request(text)
