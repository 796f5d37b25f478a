"""What hiring managers say about a job, as lines of an advertisement."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.intake.ad_wording import list_own_words, write_ad_lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("So basically they run the bar in the evenings.", ("You run the bar in the evenings.",)),
        ("Oh, and a driving licence", ("A driving licence.",)),
        ("She has to like people, I guess.", ("You have to like people.",)),
        ("He is the first one in the morning.", ("You are the first one in the morning.",)),
        (
            "The person owns the budget and plans the shifts.",
            ("You own the budget and plan the shifts.",),
        ),
        ("We need someone who can weld.", ("You can weld.",)),
        ("They plan their own day.", ("You plan your own day.",)),
        (
            "They should know their way around a laser.",
            ("You should know your way around a laser.",),
        ),
        (
            "If it's Python, great, if not they'll learn it.",
            ("If it's Python, great, if not you'll learn it.",),
        ),
        (
            "I mean, somebody who drives the digger and isn't too proud to shovel.",
            ("You drive the digger.", "You aren't too proud to shovel."),
        ),
        (
            "They need two years in a shop, and they have to lift 20 kg.",
            ("You need two years in a shop.", "You have to lift 20 kg."),
        ),
        (
            "They're done by two and they've got Sundays off.",
            ("You're done by two.", "You've got Sundays off."),
        ),
        ("Been here since 1987.", ("We have been here since 1987.",)),
        (
            "Guests come before they are hungry, and they stay.",
            ("Guests come before they are hungry, and they stay.",),
        ),
        ("The person zorbles the crates.", ("The person zorbles the crates.",)),
    ],
)
def test_who_is_spoken_of_is_spoken_to(said: str, lines: tuple[str, ...]) -> None:
    assert write_ad_lines([said]) == lines
    assert list_own_words([said]) == ()


@pytest.mark.parametrize(
    "said",
    [
        "I'd be happy if complaints went down.",
        "They report to me.",
        "My wife does the rota.",
        "Last year we paid late.",
    ],
)
def test_what_managers_say_of_themselves_stays_in_their_own_words(said: str) -> None:
    assert write_ad_lines([said]) == ()
    assert list_own_words([said]) == (said,)


def test_nothing_is_left_of_a_filler() -> None:
    assert write_ad_lines(["So, basically.", "Well"]) == ()
