"""Every shell block of a guide is run by a test, or is listed here with what does what it does."""

from __future__ import annotations

import re

import pytest
from tests.docs import test_guide_calls, test_model_guides
from tests.docs.test_tutorials import DOCS, ROOT

FOLDERS = ("how-to", "tutorials")
RUN_BY: dict[str, tuple[int, str]] = {
    "how-to/back-up-and-restore.md": (2, "tests/integration/postgres/test_backup.py"),
    "how-to/connect-a-model.md": (3, "tests/journeys/test_model_journey.py"),
    "how-to/connect-a-phone-provider.md": (2, "tests/docs/test_operator_guides.py"),
    "how-to/connect-speech-engines.md": (2, "tests/docs/test_operator_guides.py"),
    "how-to/qualify-a-model.md": (4, "tests/journeys/test_model_journey.py"),
    "how-to/read-events-from-kafka.md": (2, "tests/journeys/kafka/test_kafka_guide.py"),
    "how-to/receive-webhooks.md": (1, "scripts/check_clients.py"),
    "how-to/run-a-model-on-your-own-machines.md": (
        1,
        "tests/contract/planning/test_embedding_endpoint.py",
    ),
    "how-to/run-in-production.md": (3, "tests/docs/test_operator_guides.py"),
    "how-to/scale-out.md": (1, "tests/docs/test_operator_guides.py"),
    "how-to/translate-vivavoce.md": (2, "tests/unit/scripts/test_translations.py"),
    "how-to/upgrade.md": (1, "tests/integration/postgres/test_releases.py"),
    "how-to/use-a-panel.md": (1, "tests/journeys/test_panel_demo.py"),
    "how-to/use-kafka.md": (1, "tests/journeys/kafka/test_kafka_guide.py"),
    "how-to/use-sockets.md": (1, "tests/docs/test_sockets_guide.py"),
    "how-to/use-your-own-planner.md": (1, "tests/docs/test_planner_guide.py"),
    "tutorials/first-interview.md": (1, "tests/docs/test_tutorials.py"),
    "tutorials/integrate.md": (2, "scripts/check_clients.py"),
}
"""How many blocks of a page are not run as they stand, and what does what they do."""
RUN_BY_NOTHING = {
    "how-to/connect-livekit.md": (1, "Never tested with a LiveKit server"),
    "how-to/match-skills-by-meaning.md": (1, "The tests do not run these commands"),
}
"""How many blocks of a page need a server or packages that no test has, and how the page says so."""


def count_blocks_that_no_general_test_runs(page: str) -> int:
    """Return how many shell blocks of a page are not marked ``run`` and are not found by their commands."""
    calls = () if page in test_guide_calls.NEED_MORE else test_guide_calls.PAGES.get(page, ())
    blocks = test_guide_calls.BLOCK.findall((DOCS / page).read_text("utf-8"))
    return sum(
        block not in calls and (page, block) not in test_model_guides.BLOCKS for block in blocks
    )


def test_a_block_that_no_test_runs_is_known() -> None:
    pages = [str(path.relative_to(DOCS)) for name in FOLDERS for path in (DOCS / name).glob("*.md")]
    found = {
        page: number for page in pages if (number := count_blocks_that_no_general_test_runs(page))
    }

    known = {page: number for page, (number, _) in (RUN_BY | RUN_BY_NOTHING).items()}
    assert found == known, "mark the block 'run', or name here what runs it"
    assert [name for _, name in RUN_BY.values() if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("page", sorted(RUN_BY_NOTHING))
def test_a_page_says_that_no_test_runs_its_commands(page: str) -> None:
    text = re.sub(r"\s+", " ", (DOCS / page).read_text("utf-8"))

    assert text.count(RUN_BY_NOTHING[page][1]) == 1
