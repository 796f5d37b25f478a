"""Postings as they arrive from forms and converters: cut, shouted, shuffled. Each one gets a sound plan."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from bench.plans.postings import HELD_OUT_POSTINGS, POSTINGS, Posting, load_postings, plan_posting
from tests.samples import examples, in_turn

_POSTINGS = (*load_postings(POSTINGS), *load_postings(HELD_OUT_POSTINGS))
_STRAY = (
    "-",
    "\u2022",
    "and",
    "Help",
    "help",
    "You will",
    "to",
    "Must",
    "The hard part:",
    ":",
    "(",
    "of",
)
_LEVELS = ("JUNIOR", "MID", "SENIOR", "LEAD")


def _damage(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(lines))
        words = lines[at].split()
        lines[at] = rng.choice(
            [
                " ".join(words[: rng.randint(0, 3)]),
                " ".join(words[rng.randrange(len(words)) :]) if words else "",
                " ".join(rng.sample(words, len(words))),
                lines[at].upper(),
                lines[at].replace(",", "").replace(".", " "),
                "- " + lines[at].lower(),
                f"{rng.choice(_STRAY)}\n{lines[at]}",
            ]
        )
    return "\n".join(lines)


@pytest.mark.parametrize("seed", in_turn(range(examples(48)), 3))
def test_a_damaged_posting_is_planned(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - damages are drawn, not secrets
    whole: Posting = rng.choice(_POSTINGS)
    posting = replace(whole, text=_damage(whole.text, rng), level=rng.choice(_LEVELS))

    planned = plan_posting(posting)

    assert planned.violations == ()
    headings = {one.name for one in planned.plan.rubric.competencies}
    assert {one.competency for one in planned.plan.questions} == headings
