"""Blind rating of questions and follow-ups by two readers: draw a sheet, read two filled ones back.

``python -m bench.rating draw --seed 7 --sheet sheet.md --origins origins.json`` draws questions of the plans for
the labeled postings, and follow-ups of recorded sessions (``--sessions``, one event log a file). The sheet names
no planner and no model; the origins are in a file of their own that readers do not get.

``python -m bench.rating compare first.md second.md`` prints the shares of each reader and their agreement.

Readers are independent of the authors. A sheet quotes answers: draw it from sessions whose speakers agreed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.plans.postings import PlannedPosting, load_postings, plan_postings
from vivavoce.live.domain.event_codec import EncodedEvent, decode
from vivavoce.live.domain.events import SessionEvent, TurnCompleted

RATINGS = ("0", "1", "2")
QUESTION, FOLLOW_UP = "question", "follow-up"
RATING_KEYS = {
    QUESTION: {
        "0": "bad: it could be asked for any job or is meant for another one, asks what another question of the "
        "sheet asks for the same job, or is not good English",
        "1": "usable: it fits the job, and an interviewer could ask it",
        "2": "good: it is about this job's own work, and the answer would tell strong candidates from weak ones",
    },
    FOLLOW_UP: {
        "0": "bad: no person would ask it: it asks for what was said, repeats a question, ignores what the "
        "candidate asked, or gives the good answer away",
        "1": "usable: a person could ask it here",
        "2": "good: it takes up what the candidate said and asks for what is missing",
    },
}
GOALS = {QUESTION: "bad ≤ 3 %, good ≥ 60 %", FOLLOW_UP: "bad ≤ 5 %"}
_ITEM = re.compile(r"^## (?P<number>\d+)\. (?P<kind>question|follow-up)$", re.MULTILINE)
_RATING = re.compile(r"^Rating:[ \t]*(?P<rating>.*)$", re.MULTILINE)


class RatingSheetError(ValueError):
    """A sheet cannot be read, or two sheets do not belong together."""


@dataclass(frozen=True, slots=True)
class RatingItem:
    """A question or follow-up to rate; ``lines`` are what a reader sees, ``origin`` is what they do not see."""

    kind: str
    lines: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """The ratings of one reader by item number; ``fingerprint`` is the same for copies of one sheet."""

    fingerprint: str
    kinds: Mapping[int, str]
    ratings: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two readers rated the same items; ``kappa`` is None where chance alone would agree on all."""

    count: int
    first: Counter[str]
    second: Counter[str]
    agreed: int
    kappa: float | None


def list_questions(planned: Sequence[PlannedPosting]) -> list[RatingItem]:
    """Return every question of the plans with the lines of its job."""
    return [
        RatingItem(
            QUESTION,
            (
                f"Job: {each.posting.title}",
                *(f"- {_to_line(line)}" for line in each.posting.work_lines),
                "",
                f"Question: {_to_line(question.text)}",
            ),
            f"{each.posting.id} {question.id}",
        )
        for each in planned
        for question in each.plan.questions
    ]


def list_follow_ups(name: str, events: Sequence[SessionEvent]) -> list[RatingItem]:
    """Return every follow-up of the interviewer in a session with what came before it.

    That is the question, the answer and, where the candidate asked for something, what the interviewer replied.
    """
    items, said, remarks = [], dict[int, str](), dict[int, str]()
    questions: dict[str | None, str] = {}
    for event in events:
        if not isinstance(event, TurnCompleted):
            continue
        said[event.turn] = event.text
        if event.kind == "question":
            questions[event.question_id] = event.text
        if event.kind == "remark" and event.role == "agent":
            remarks[event.turn] = event.text
        if event.kind == "follow_up" and event.speaker == "interviewer":
            parent = event.parent_turn or 0
            replies = (
                f"Reply: {_to_line(text)}" for turn, text in remarks.items() if turn > parent
            )
            lines = (
                f"Question: {_to_line(questions.get(event.question_id, ''))}",
                f"Answer: {_to_line(said.get(parent, ''))}",
                *replies,
                f"Follow-up: {_to_line(event.text)}",
            )
            items.append(RatingItem(FOLLOW_UP, lines, f"{name} turn {event.turn}"))
    return items


def read_session(file: Path) -> list[SessionEvent]:
    """Return the events of a stored session: one JSON object a line."""
    lines = map(json.loads, file.read_text("utf-8").splitlines())
    return [
        decode(EncodedEvent(line["type"], line["v"], line["open"], line["personal"]))
        for line in lines
    ]


def draw_items(items: Sequence[RatingItem], count: int, *, seed: int) -> list[RatingItem]:
    """Return ``count`` items in random order, the same ones for a seed; all if there are fewer."""
    return random.Random(seed).sample(list(items), min(count, len(items)))


def write_sheet(items: Sequence[RatingItem]) -> str:
    """Return a sheet to fill in: the key of each kind, and the items without their origins."""
    parts = [
        "# Rating sheet",
        "",
        'Rate each item by itself. Write 0, 1 or 2 after "Rating:" and change nothing else.',
    ]
    for kind in dict.fromkeys(item.kind for item in items):
        parts += ["", *write_key(kind)]
    for number, item in enumerate(items, 1):
        parts += ["", f"## {number}. {item.kind}", "", *item.lines, "", "Rating:"]
    return "\n".join(parts) + "\n"


def write_key(kind: str) -> list[str]:
    """Return the lines that say what each rating of a kind means."""
    return [
        f"Key for each {kind}:",
        *(f"- {rating} = {text}" for rating, text in RATING_KEYS[kind].items()),
    ]


def read_sheet(text: str) -> FilledSheet:
    """Return the ratings of a filled sheet; raise ``RatingSheetError`` if one is missing or none of 0, 1, 2."""
    text = text.replace("\r\n", "\n")
    heads = list(_ITEM.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    kinds, ratings, wrong = {}, {}, []
    for head, end in zip(heads, ends, strict=True):
        number = int(head["number"])
        rating = _RATING.search(text, head.end(), end)
        kinds[number] = head["kind"]
        ratings[number] = rating["rating"].strip() if rating else ""
        if ratings[number] not in RATINGS:
            wrong.append(f'{number} ("{ratings[number]}")')
    if not heads:
        raise RatingSheetError("This is no rating sheet: it has no items.")
    if wrong:
        raise RatingSheetError(f"Write 0, 1 or 2 as the rating of: {', '.join(wrong)}.")
    blank = "\n".join(line.rstrip() for line in _RATING.sub("Rating:", text).strip().splitlines())
    return FilledSheet(hashlib.sha256(blank.encode()).hexdigest(), kinds, ratings)


def compare_sheets(first: FilledSheet, second: FilledSheet) -> dict[str, Agreement]:
    """Return the agreement of two readers by kind of item.

    Raises ``RatingSheetError`` if the sheets differ in anything but their ratings.
    """
    if first.fingerprint != second.fingerprint:
        raise RatingSheetError("The sheets differ in more than their ratings.")
    return {
        kind: compute_agreement(
            [rating for number, rating in first.ratings.items() if first.kinds[number] == kind],
            [rating for number, rating in second.ratings.items() if second.kinds[number] == kind],
        )
        for kind in dict.fromkeys(first.kinds.values())
    }


def compute_agreement(first: Sequence[str], second: Sequence[str]) -> Agreement:
    """Return the agreement of two readers on the same items, with Cohen's kappa (unweighted)."""
    count, ours, theirs = len(first), Counter(first), Counter(second)
    agreed = sum(one == other for one, other in zip(first, second, strict=True))
    by_chance = sum(ours[rating] * theirs[rating] for rating in RATINGS) / count**2
    kappa = None if by_chance == 1 else (agreed / count - by_chance) / (1 - by_chance)
    return Agreement(count, ours, theirs, agreed, kappa)


def write_comparison(found: Mapping[str, Agreement]) -> list[str]:
    """Return a table of the shares of both readers, and their agreement."""
    lines = [f"{'':<10} {'items':>5} {'reader':>7} {'bad':>6} {'usable':>7} {'good':>6}"]
    for kind, each in found.items():
        for place, counts in enumerate((each.first, each.second), 1):
            bad, usable, good = (counts[rating] / each.count for rating in RATINGS)
            lines.append(
                f"{kind:<10} {each.count:>5} {place:>7} {bad:>6.0%} {usable:>7.0%} {good:>6.0%}"
            )
        kappa = "not defined" if each.kappa is None else f"{each.kappa:.2f}"
        lines.append(
            f"  agreement {each.agreed / each.count:.0%}, Cohen's kappa {kappa}; goal: {GOALS[kind]}"
        )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw a sheet or compare two, and return the exit status."""
    asked = _parse_arguments(arguments)
    if asked.command == "draw":
        _draw(asked)
        return 0
    try:
        sheets = [read_sheet(file.read_text("utf-8")) for file in (asked.first, asked.second)]
        found = compare_sheets(*sheets)
    except RatingSheetError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(write_comparison(found)))
    return 0


def _draw(asked: argparse.Namespace) -> None:
    drawn: list[RatingItem] = []
    if asked.questions:
        questions = list_questions(plan_postings(load_postings()))
        drawn += draw_items(questions, asked.questions, seed=asked.seed)
    if asked.sessions:
        files = sorted(asked.sessions.glob("*.jsonl"))
        follow_ups = [
            each for file in files for each in list_follow_ups(file.stem, read_session(file))
        ]
        drawn += draw_items(follow_ups, asked.follow_ups, seed=asked.seed)
    asked.sheet.write_text(write_sheet(drawn), "utf-8")
    origins = {"seed": asked.seed, "items": {n: item.origin for n, item in enumerate(drawn, 1)}}
    asked.origins.write_text(json.dumps(origins, indent=2) + "\n", "utf-8")
    counts = Counter(item.kind for item in drawn)
    print(f"seed {asked.seed}: {', '.join(f'{n} {kind}s' for kind, n in counts.items())}")
    for kind in counts:
        print("\n".join(write_key(kind)))


def _parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.rating", description="Blind rating.")
    commands = parser.add_subparsers(dest="command", required=True)
    draw = commands.add_parser(
        "draw", help="write a sheet for readers, and the origins of its items"
    )
    draw.add_argument("--seed", type=int, required=True)
    draw.add_argument("--questions", type=int, default=40, metavar="N")
    draw.add_argument("--follow-ups", type=int, default=40, metavar="N")
    draw.add_argument("--sessions", type=Path, metavar="FOLDER", help="recorded sessions, *.jsonl")
    draw.add_argument("--sheet", type=Path, required=True, metavar="FILE")
    draw.add_argument("--origins", type=Path, required=True, metavar="FILE")
    compare = commands.add_parser("compare", help="read two filled sheets: shares and agreement")
    compare.add_argument("first", type=Path)
    compare.add_argument("second", type=Path)
    return parser.parse_args(arguments)


def _to_line(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    sys.exit(main())
