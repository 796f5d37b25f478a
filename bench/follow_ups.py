"""Follow-ups in sessions of twenty scripted people, and what is wrong with them by a rule list.

``python -m bench.follow_ups`` holds a session of every scripted person on virtual time, with a plan made from
the question sets of their trade, and prints how many follow-ups have each mark. ``--show 'MARK'`` lists them,
``--draw N --seed S`` prints N follow-ups to read, and ``--sessions FOLDER`` writes the event logs, from which
``bench.rating`` draws a sheet for readers.

No mark says that a follow-up is good: ``bench.rating`` is for that.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench.people.marks import MARKS, MarkedFollowup, count_marks, mark_session
from bench.people.scripts import load_people
from bench.people.sessions import HeldSession, hold_session
from vivavoce.live.domain.event_codec import encode
from vivavoce.live.domain.events import SessionEvent

MOST_MARKED = {
    "asks for what was said": 0.13,
    "asks for details without a story": 0.02,
    "repeats": 0.0,
    "ignores a question": 0.05,
    "leaks the rubric": 0.02,
    "takes up wrongly": 0.0,
    "sounds like an examination": 0.0,
}
"""The largest accepted share of each mark; a lower one belongs here as soon as it is reached."""


def hold_sessions(*, seed: int) -> list[HeldSession]:
    """Return one session of every scripted person."""
    return [hold_session(person, session_id=f"{person.name}-{seed}") for person in load_people()]


def find_exceeded(followups: Sequence[MarkedFollowup]) -> list[str]:
    """Return the marks that more follow-ups have than is accepted."""
    counts = count_marks(followups)
    return [mark for mark, most in MOST_MARKED.items() if counts[mark] > most * len(followups)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and return 1 if a mark is on more follow-ups than accepted."""
    asked = _parse_arguments(arguments)
    held = [
        session
        for seed in range(asked.seed, asked.seed + asked.rounds)
        for session in hold_sessions(seed=seed)
    ]
    followups = [followup for session in held for followup in mark_session(session)]
    print("\n".join(write_report(followups)))
    for followup in followups:
        if asked.show in followup.marks:
            print(_write_item(followup))
    drawn = random.Random(asked.seed).sample(followups, min(asked.draw, len(followups)))
    for number, followup in enumerate(drawn, 1):
        print(f"{number}.{_write_item(followup)}")
    if asked.sessions is not None:
        for session in held:
            write_log(session.log, asked.sessions / f"{session.state.created.session_id}.jsonl")
    return 1 if find_exceeded(followups) else 0


def write_report(followups: Sequence[MarkedFollowup]) -> list[str]:
    """Return the lines of the report."""
    counts, reasons = count_marks(followups), Counter(each.reason for each in followups)
    lines = [
        "",
        "## Follow-ups",
        f"{len(followups)} follow-ups in sessions of {len(load_people())} scripted people; "
        + ", ".join(f"{reason} {count}" for reason, count in reasons.most_common()),
        f"without a mark: {sum(not each.marks for each in followups)}",
        "",
        f"{'mark':<36} {'count':>6} {'share':>7} {'most':>6}",
    ]
    for mark, count in counts.items():
        share = count / len(followups)
        verdict = "" if share <= MOST_MARKED[mark] else "  EXCEEDED"
        lines.append(f"{mark:<36} {count:>6} {share:>7.1%} {MOST_MARKED[mark]:>6.0%}{verdict}")
    return lines


def _write_item(followup: MarkedFollowup) -> str:
    marks = f"  ({', '.join(followup.marks)})" if followup.marks else ""
    return (
        f" {followup.person}\n   Question: {followup.question}\n   Answer: {followup.answer}\n"
        f"   Follow-up: {followup.text}{marks}"
    )


def write_log(log: Sequence[SessionEvent], file: Path) -> None:
    """Write an event log, one event a line."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(encode(event))) for event in log]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.follow_ups", description="Marks against follow-ups."
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=1, help="sessions of each person")
    parser.add_argument("--show", choices=list(MARKS), metavar="MARK", help="list what has a mark")
    parser.add_argument("--draw", type=int, default=0, metavar="N", help="follow-ups to read")
    parser.add_argument("--sessions", type=Path, metavar="FOLDER", help="write event logs")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
