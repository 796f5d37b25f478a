"""The bench of the live wall: what it makes of a page's readings."""

from __future__ import annotations

import pytest
from bench.live_wall import Usage, measure_frames, measure_window


def test_a_window_is_read_in_shares_of_a_core_and_long_tasks_in_a_minute() -> None:
    before = Usage(at=100, script=2, layout=1, tasks=5, processor=6)
    after = Usage(at=110, script=2.5, layout=1.2, tasks=8.5, processor=8)

    figures = measure_window(before, after, [60, 90])

    read = {figure.name: (figure.value, figure.unit) for figure in figures}
    assert read == {
        "main thread": (pytest.approx(35), "%"),
        "its script": (pytest.approx(50), "ms/s"),
        "its style and layout": (pytest.approx(20), "ms/s"),
        "process of the page": (pytest.approx(20), "%"),
        "long tasks (over 50 ms)": (12, "a minute"),
        "their time": (900, "ms/minute"),
    }
    assert "MISSED" in figures[0].verdict(figures[0].value)


def test_frames_are_counted_between_the_first_and_the_last() -> None:
    rate, longest = measure_frames([1000, 1016, 1032, 1100])

    assert rate.value == pytest.approx(30)
    assert longest.value == 68
