import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "seeds.md").read_text()
PATHS = sorted(set(re.findall(r"`((?:src|tests|docs|examples|bench|deploy)/[^`\s]+)`", PAGE)))


@pytest.mark.parametrize("path", PATHS)
def test_what_the_seeds_page_points_at_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_every_row_has_a_verdict() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line]
    verdicts = [row.split("|")[2].strip() for row in rows if not row.startswith("| the seed")]

    assert verdicts
    assert all(verdict.startswith(("works", "thin", "not yet", "better")) for verdict in verdicts)
