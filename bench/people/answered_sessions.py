"""Sessions with the answers that others gave to whole plans, to draw follow-ups from for readers.

``python -m bench.people.answered_sessions FOLDER`` holds one session of each plan of ``plan_answers.toml`` for
its strong, its decent and its empty answers, and writes the event logs. The authors of the answers saw the
posting and the question only, so each answer is to its question, which a script's answer often is not. They
wrote no answers to follow-ups: the candidate has nothing to add, and each question has one follow-up at most.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from bench.follow_ups import write_log
from bench.people.plans import plan_from_rubric
from bench.people.sessions import START, start_session
from bench.plan_answers import KINDS, AnsweredPlan, AnswerKind, load_answered_plans
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer import conversation
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.wire.client_frames import TextFrame

NOTHING_TO_ADD = "I don't know."
_ANSWER_S = 45


def hold_answered_session(answered: AnsweredPlan, kind: AnswerKind) -> list[events.SessionEvent]:
    """Return the log of a session in which each question gets its answer of this kind."""
    plan = plan_from_rubric(answered.rubric)
    pending = start_session(plan, f"{answered.posting}-{kind}")
    log, now = [record.event for record in pending.records], START
    while not pending.state.is_over and pending.state.status == "in_progress":
        asked = pending.state.turns[-1]
        is_new = asked.kind == "question"
        text = answered.answers[asked.question_id or ""][kind] if is_new else NOTHING_TO_ADD
        now += timedelta(seconds=_ANSWER_S)
        pending = PendingEvents(pending.state, now)
        conversation.apply_client_frame(pending, plan, TextFrame(text))
        log += [record.event for record in pending.records]
    return log


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the logs of all sessions into a folder."""
    parser = argparse.ArgumentParser(prog="python -m bench.people.answered_sessions")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    held: Mapping[str, list[events.SessionEvent]] = {
        f"{plan.posting}-{kind}": hold_answered_session(plan, kind)
        for plan in load_answered_plans()
        for kind in KINDS
    }
    for name, log in held.items():
        write_log(log, folder / f"{name}.jsonl")
    count = sum(
        isinstance(event, events.TurnCompleted) and event.kind == "follow_up"
        for log in held.values()
        for event in log
    )
    print(f"{len(held)} sessions, {count} follow-ups")
    return 0


if __name__ == "__main__":
    sys.exit(main())
