"""The names of the catalog's competencies can be translated by the server and by the screens."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from vivavoce.contracts.competency_names import COMPETENCY_NAMES

ROOT = Path(__file__).parents[2]


def test_the_server_translates_the_name_of_every_group_of_the_catalog() -> None:
    folder = ROOT / "src" / "vivavoce" / "planning" / "catalog"
    documents = [tomllib.loads(file.read_text("utf-8")) for file in folder.glob("[A-Z]*.toml")]
    names = {one["name"] for one in documents}

    assert names - {one.lower() for one in COMPETENCY_NAMES} == set()


def test_the_screens_know_the_same_names_as_the_server() -> None:
    source = ROOT / "web" / "src" / "shared" / "lib" / "competency-names.ts"
    known = re.findall(r'i18n\._\(\s*"([^"]+)"', source.read_text("utf-8"))

    assert sorted(known) == sorted(COMPETENCY_NAMES)
