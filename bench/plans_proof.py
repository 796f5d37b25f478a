"""The proof of plans: what the built-in planner writes for labeled job postings.

``python -m bench.plans_proof`` plans each posting as a complete request of 30 minutes and prints the figures
beside those of the committed baseline. It ends with status 1 if a goal is missed.

No figure says that a question is good: ``bench.rating`` is for that.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.plans.groups import check_estimate, count_estimated
from bench.plans.measures import measure_plans
from bench.plans.postings import (
    HELD_OUT_POSTINGS,
    MINUTES,
    POSTINGS,
    PlannedPosting,
    load_postings,
    plan_postings,
)
from bench.proof_figures import (
    ProofFigure,
    format_baseline,
    format_count,
    format_goal,
    load_baseline,
    store_baseline,
)

BASELINE = Path(__file__).parent / "results" / "plans_proof.json"
_HELD_OUT_NOTICE = """\
These are the held-out postings. A person runs this once, when the planner is done, and writes the figures
down. A second run after a change to the planner measures nothing any more."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and return the exit status."""
    asked = _parse_arguments(arguments)
    if asked.held_out:
        print(_HELD_OUT_NOTICE)
    planned = plan_postings(load_postings(HELD_OUT_POSTINGS if asked.held_out else POSTINGS))
    figures = measure_plans(planned)
    baseline = {} if asked.held_out else load_baseline(BASELINE)
    print("\n".join(write_report(planned, figures, baseline)))
    for figure in figures:
        if figure.key in asked.show:
            print("\n".join(("", f"## {figure.name}", *figure.examples)))
    if asked.write_baseline:
        planners = sorted({each.plan.planner for each in planned})
        store_baseline(figures, BASELINE, measured={"planner": planners, "postings": len(planned)})
    return 0 if all(figure.is_reached for figure in figures) else 1


def write_report(
    planned: Sequence[PlannedPosting],
    figures: Sequence[ProofFigure],
    baseline: Mapping[str, Mapping[str, int]],
) -> list[str]:
    """Return the lines of the report: how it was measured, the table, and how many goals are reached."""
    planners = Counter(each.plan.planner for each in planned)
    estimated, questions = count_estimated(planned)
    lines = [
        "",
        "## Plans",
        f"{len(planned)} postings, {MINUTES} minutes, {questions} questions, by "
        f"{', '.join(planners)}; skills matched by words",
        f"Groups: {questions - estimated} named by the plan, {estimated} estimated by the nearest question set; "
        f"the estimate is right for {check_estimate():.0%} of the sets' own questions",
        "",
        f"{'figure':<47} {'then':>12} {'now':>12} {'goal':>7}",
    ]
    for figure in figures:
        verdict = "" if figure.is_reached else "  MISSED"
        lines.append(
            f"{figure.name:<47} {format_baseline(baseline, figure.key):>12} {format_count(figure):>12} "
            f"{format_goal(figure):>7}{verdict}"
        )
    goals = [figure for figure in figures if figure.goal is not None]
    reached = sum(figure.is_reached for figure in goals)
    return [*lines, "", "* a goal of this bench", f"{reached} of {len(goals)} goals reached"]


def _parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.plans_proof", description=__doc__.partition("\n")[0]
    )
    parser.add_argument(
        "--held-out",
        action="store_true",
        help="measure the held-out postings instead: for a person, once, when the planner is done",
    )
    parser.add_argument(
        "--write-baseline", action="store_true", help="store the figures as the column 'then'"
    )
    parser.add_argument(
        "--show", action="append", default=[], metavar="FIGURE", help="list what a figure counts against the plans"
    )  # fmt: skip
    asked = parser.parse_args(arguments)
    if asked.held_out and (asked.write_baseline or asked.show):
        parser.error("the held-out postings are measured, never shown, and are no baseline")
    return asked


if __name__ == "__main__":
    sys.exit(main())
