"""Rules on lines that their authors have not read: no worse than measured (goals: the README beside)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from tests.samples import part_of

from vivavoce.contracts.unlawful_demands import find_unlawful_ground
from vivavoce.live.domain.interviewer.request_handling import REQUEST_KINDS
from vivavoce.live.domain.interviewer.understanding.detection import understand
from vivavoce.planning.domain.hiring.job_tasks import CLEAR_SCORE
from vivavoce.planning.domain.job_analysis.task_groups import GroupScore, choose_group, rank_groups
from vivavoce.planning.domain.occupations import match_occupation

ABOUT_PROCESS = {"duration", "next_steps", "who_decides", "other"}
"""One author labeled them alike."""
DATA = Path(__file__).parents[1] / "data"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "held_out" / name).read_text("utf-8").splitlines()]


def test_the_held_out_lines_are_unchanged() -> None:
    listed = (DATA / "held_out.sha256").read_text("utf-8").splitlines()
    kept = dict(reversed(line.split()) for line in listed)

    there = [
        path
        for path in (DATA / "held_out").rglob("*")
        if path.suffix in {".jsonl", ".toml", ".tsv"}
    ]

    assert {
        path.relative_to(DATA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in there
    } == {name: digest for name, digest in kept.items() if name.startswith("held_out/")}


@pytest.mark.parametrize(
    ("name", "least_right", "most_alarms"),
    part_of(
        [
            ("candidate_requests.jsonl", 271, 6),
            ("candidate_requests_2.jsonl", 283, 5),
            ("candidate_requests_3.jsonl", 194, 2),
            ("candidate_requests_4.jsonl", 196, 1),
            ("candidate_requests_5.jsonl", 296, 2),
            ("candidate_requests_6.jsonl", 393, 0),
            ("candidate_requests_7.jsonl", 391, 2),
            ("candidate_requests_8.jsonl", 231, 1),
            ("candidate_requests_10.jsonl", 198, 0),
            ("candidate_requests_11.jsonl", 197, 0),
        ],
        5,
    ),
)
def test_requests_are_recognized_no_worse_than_measured(
    name: str, least_right: int, most_alarms: int
) -> None:
    lines = rows(name)
    labels = {one["act"] for one in lines}

    def act_of(text: str) -> str:
        kinds: list[str | None] = [REQUEST_KINDS.get(act) for act in understand(text).acts]
        if "process" in labels:
            kinds = ["process" if kind in ABOUT_PROCESS else kind for kind in kinds]
        return next((kind for kind in reversed(kinds) if kind in labels), "answer")

    right = sum(act_of(one["text"]) == one["act"] for one in lines if one["act"] != "answer")
    alarms = sum(act_of(one["text"]) != "answer" for one in lines if one["act"] == "answer")

    assert right >= least_right
    assert alarms <= most_alarms


SIMPLER = {"wants_simpler", "asks_about_question", "asks_about_case"}
REACTIONS = {
    "end": {"wants_end"},
    "pause": {"wants_pause"},
    "person": {"wants_person"},
    "is_machine": {"asks_machine"},
    "data": {"asks_data"},
    "duration": {"asks_time", "asks_count"},
    "repeat": {"wants_repeat", *SIMPLER},
    "explain": SIMPLER,
    "slower": {"wants_slower"},
    "louder": {"wants_louder"},
    "skip": {"wants_skip", "refuses_other", "refuses_confidential"},
    "more_time": {"wants_pause"},
    "complaint": {"complains", "abuse", "distress", "wants_person"},
    "result": {"asks_next", "asks_who_decides"},
    "job_question": {"asks_other_process"},
}
"""What the interviewer may understand by each kind of request of the ninth set."""
ANSWERING = {
    "answer",
    "partial_experience",
    "never_had",
    "not_own_task",
    "lacks_means",
    "does_not_know",
}
"""What it may understand by an answer."""


@pytest.mark.parametrize(
    ("language", "least_right", "most_alarms"), [("en", 130, 2), ("de", 74, 0)]
)
def test_all_kinds_of_requests_get_the_right_reaction_no_less_than_measured(
    language: str, least_right: int, most_alarms: int
) -> None:
    lines = [one for one in rows("candidate_requests_9.jsonl") if one["language"] == language]
    found = [(one["act"], understand(one["text"], language=language)) for one in lines]

    right = sum(acts.main_act in REACTIONS[kind] for kind, acts in found if kind != "answer")
    alarms = sum(not ANSWERING.issuperset(acts.acts) for kind, acts in found if kind == "answer")

    assert right >= least_right
    assert alarms <= most_alarms


@pytest.mark.parametrize(
    ("name", "least_found", "most_alarms"),
    [
        ("demands.jsonl", 182, 4),
        ("demands_2.jsonl", 272, 12),
        ("demands_3.jsonl", 284, 2),
        ("demands_4.jsonl", 196, 0),
        ("demands_5.jsonl", 71, 0),
        ("demands_6.jsonl", 144, 4),
        ("demands_7.jsonl", 148, 3),
        ("demands_8.jsonl", 147, 3),
        ("demands_9.jsonl", 265, 5),
        ("demands_10.jsonl", 136, 1),
        ("demands_11.jsonl", 173, 6),
        ("demands_12.jsonl", 170, 1),
        ("demands_13.jsonl", 225, 12),
    ],
)
def test_demands_are_found_no_worse_than_measured(
    name: str, least_found: int, most_alarms: int
) -> None:
    lines = rows(name)
    found = sum(find_unlawful_ground(one["text"]) is not None for one in lines if one["unlawful"])
    alarms = sum(
        find_unlawful_ground(one["text"]) is not None for one in lines if not one["unlawful"]
    )

    assert found >= least_found
    assert alarms <= most_alarms


def test_competencies_of_tasks_are_found_no_worse_than_measured() -> None:
    text = (DATA / "held_out" / "tasks.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines()]

    found = [(find_task_group(task, position), groups.split()) for position, groups, task in lines]

    assert sum(one is not None and one.group in groups for one, groups in found) >= 515
    sure = [(one.group, groups) for one, groups in found if one and one.score >= CLEAR_SCORE]
    assert len(sure) >= 350
    assert sum(group in groups for group, groups in sure) >= 0.96 * len(sure)


def find_task_group(task: str, position: str) -> GroupScore | None:
    match = match_occupation(position)
    return choose_group(rank_groups(task, prior=match.occupation.groups if match else ()))
