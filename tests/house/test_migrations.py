import re
from pathlib import Path

from vivavoce.infra.migrate import newest, scripts

FILES = sorted((scripts() / "versions").glob("*.py"))


def _named(file: Path, what: str) -> str | None:
    found = re.search(rf'^{what} = "?([^"\n]+)"?$', file.read_text(), re.MULTILINE)
    return found.group(1) if found else None


def test_the_history_is_one_line_in_the_order_of_the_file_names() -> None:
    ids = [_named(file, "revision") for file in FILES]

    assert [_named(file, "down_revision") for file in FILES] == ["None", *ids[:-1]]
    assert newest() == ids[-1]


def test_every_migration_gives_up_soon_when_a_table_is_locked() -> None:
    assert all("lock_timeout = '5s'" in file.read_text() for file in FILES)
