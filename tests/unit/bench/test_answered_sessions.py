"""Sessions with answers of others: each question gets its own answer, and at most one follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from bench.people.answered_sessions import NOTHING_TO_ADD, hold_answered_session, main
from bench.plan_answers import KINDS, AnsweredPlan, AnswerKind, load_answered_plans
from bench.rating import list_follow_ups, read_session

from vivavoce.live.domain.events import FollowupChosen, SessionEvent, TurnCompleted
from vivavoce.live.domain.interviewer.given_details import presumes_act


@pytest.fixture(scope="module")
def plans() -> list[AnsweredPlan]:
    return list(load_answered_plans())


@pytest.mark.parametrize("kind", KINDS)
def test_each_question_gets_its_answer_and_at_most_one_follow_up(
    plans: list[AnsweredPlan], kind: AnswerKind
) -> None:
    plan = plans[0]
    turns = [each for each in hold_answered_session(plan, kind) if isinstance(each, TurnCompleted)]

    asked = [turn.question_id for turn in turns if turn.kind == "question"]
    said = {turn.parent_turn: turn.text for turn in turns if turn.role == "candidate"}

    assert asked == [question.id for question in plan.rubric.questions]
    for turn in turns:
        if turn.kind == "question":
            assert said[turn.turn] == plan.answers[turn.question_id or ""][kind]
        elif turn.kind == "follow_up":
            assert said[turn.turn] == NOTHING_TO_ADD


def test_an_answer_without_an_act_leads_to_a_first_act_and_not_to_what_came_next(
    plans: list[AnsweredPlan],
) -> None:
    logs = {plan.posting: hold_answered_session(plan, "empty") for plan in plans}

    assert {posting: fault for posting, log in logs.items() if (fault := _find_fault(log))} == {}


def _find_fault(log: Sequence[SessionEvent]) -> str:
    """Return what is wrong with the follow-ups of a session; an empty text where nothing is."""
    chosen = [each for each in log if isinstance(each, FollowupChosen) and each.is_asked]
    asked = [each for each in log if isinstance(each, TurnCompleted) and each.kind == "follow_up"]
    if not asked or len(chosen) != len(asked):
        return f"{len(chosen)} chosen, {len(asked)} asked"
    presuming = [
        turn.text
        for decision, turn in zip(chosen, asked, strict=True)
        if decision.element == "own_action" and presumes_act(turn.text)
    ]
    return "; ".join(presuming)


def test_readers_draw_from_the_written_logs(
    plans: list[AnsweredPlan], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 0

    items = [
        item
        for file in sorted(tmp_path.glob("*.jsonl"))
        for item in list_follow_ups(file.stem, read_session(file))
    ]
    assert capsys.readouterr().out == f"{3 * len(plans)} sessions, {len(items)} follow-ups\n"
    assert len(items) > len(plans)
