"""Reading some metrics of a process that has many."""

from __future__ import annotations

from vivavoce.infra.metrics import (
    CONNECTIONS_LIMIT,
    INTERVIEW_COST,
    SHARED_METRICS,
    collect_samples,
)


def test_only_samples_of_the_names_asked_for_are_read() -> None:
    CONNECTIONS_LIMIT.set(1024)
    INTERVIEW_COST.labels("text").observe(0)
    names = frozenset({"http_connections_limit", "interview_cost_dollars_count"})

    samples = list(collect_samples(names))

    assert {sample.name for sample in samples} == names
    assert {s.value for s in samples if s.name == "http_connections_limit"} == {1024}


def test_a_name_without_samples_is_left_out() -> None:
    assert list(collect_samples(frozenset({"no_such_metric"}))) == []


def test_values_that_all_processes_share_are_read_by_name_too() -> None:
    SHARED_METRICS.publish({"outbox_oldest_seconds": {"": 61.0}, "jobs_waiting": {"default": 2}})

    samples = list(collect_samples(frozenset({"outbox_oldest_seconds"})))
    SHARED_METRICS.clear()

    assert [(sample.name, sample.value) for sample in samples] == [("outbox_oldest_seconds", 61.0)]
