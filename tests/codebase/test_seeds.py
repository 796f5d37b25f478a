import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "seeds.md").read_text()
VERDICTS, _, CONTROL_PLANE = PAGE.partition("## The control plane, row by row")
LIVE = (ROOT / "docs" / "explanation" / "live-sessions.md").read_text()
NOT_SHOWN = {10}
"""Rows of the control plane of which the page itself says that they are not there."""


def test_every_reference_of_the_seed_tables_exists() -> None:
    paths = re.findall(r"`((?:src|tests|docs|examples|bench|deploy)/[^`\s{]+)`", PAGE + LIVE)

    assert len(paths) > 100
    assert [path for path in sorted(set(paths)) if not (ROOT / path).exists()] == []


def test_every_row_of_the_control_plane_but_one_has_evidence() -> None:
    shown = {
        int(number)
        for row in re.findall(r"^\| (CP-[^|]+)\|", CONTROL_PLANE, re.MULTILINE)
        for number in re.findall(r"CP-(\d+)", row)
    }

    assert shown == set(range(1, 31)) - NOT_SHOWN


def test_every_row_has_a_status() -> None:
    tables = VERDICTS.partition("\n## ")[2]
    rows = [line for line in tables.splitlines() if line.startswith("| ") and "---" not in line]
    verdicts = [row.split("|")[2].strip() for row in rows if not row.startswith("| the seed")]

    assert verdicts
    assert all(verdict.startswith(("works", "thin", "not yet", "better")) for verdict in verdicts)
