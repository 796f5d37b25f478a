"""Write the plans of ``docs/plans`` again: each page keeps its posting and the comments on unchanged questions.

``python -m bench.plans.pages`` prints how many questions kept their comment. It never writes a comment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from bench.plans.postings import POSTINGS, PlannedPosting, load_postings, plan_postings
from vivavoce.contracts.plan import PlanQuestion

PAGES = Path(__file__).parents[2] / "docs" / "plans"
_ASKED = re.compile(
    r"^- \*\*(?P<text>.+?)\*\* .*\n(?P<comments>(?:  \*Comment:\*.*\n?)*)", re.MULTILINE
)


def main() -> int:
    """Renew every page and print the counts."""
    pages = {path: path.read_text("utf-8") for path in sorted(PAGES.glob("*.md"))}
    titles = {text.partition("\n")[0].removeprefix("# "): path for path, text in pages.items()}
    planned = plan_postings([one for one in load_postings(POSTINGS) if one.title in titles])
    kept = total = 0
    for one in planned:
        path = titles[one.posting.title]
        comments = find_comments(pages[path])
        path.write_text(renew_page(pages[path], one, comments), "utf-8")
        asked = [question.text for question in one.plan.questions]
        kept += sum(text in comments for text in asked)
        total += len(asked)
    print(f"{len(planned)} plans, {total} questions, {kept} with a comment")
    return 0


def find_comments(page: str) -> dict[str, str]:
    """Return the comments of a page by the question that they are about."""
    return {
        found["text"]: found["comments"].rstrip("\n")
        for found in _ASKED.finditer(page)
        if found["comments"]
    }


def renew_page(page: str, planned: PlannedPosting, comments: Mapping[str, str]) -> str:
    """Return the page with the planner's current plan below the posting."""
    head = page[: page.index("## Plan\n")]
    plan = planned.plan
    lines = ["## Plan", ""]
    for competency in plan.rubric.competencies:
        lines += [f"### {competency.name} ({100 * competency.weight:.0f} %)", ""]
        for question in plan.questions:
            if question.competency == competency.name:
                lines += _write_question(question, comments)
        lines.append("")
    notes = [f"- {note}" for note in plan.notes]
    return head + "\n".join([*lines, "Notes of the planner:", "", *notes, ""])


def _write_question(question: PlanQuestion, comments: Mapping[str, str]) -> list[str]:
    reason = question.origin.reason if question.origin else ""
    line = f"- **{question.text}** {reason}".rstrip()
    return [line, *([comments[question.text]] if question.text in comments else [])]


if __name__ == "__main__":
    raise SystemExit(main())
