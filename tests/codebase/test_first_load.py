"""How many files a first page of the built screens asks for: each one is a request over a slow line."""

from __future__ import annotations

import re

import pytest

from vivavoce.app.screens import BUILT_SCREENS

_LOADED = re.compile(
    r'<(?:script|link rel="(?:modulepreload|stylesheet)")[^>]*(?:src|href)="([^"]+)"'
)


@pytest.mark.parametrize(("page", "most"), [("interview.html", 7), ("index.html", 9)])
def test_a_first_page_loads_few_files(page: str, most: int) -> None:
    built = BUILT_SCREENS / page
    if not built.is_file():
        pytest.skip("The screens are not built; 'make web' builds them.")

    files = _LOADED.findall(built.read_text("utf-8"))

    assert 2 <= len(files) <= most, files


def test_a_candidate_loads_no_file_of_the_console() -> None:
    built = BUILT_SCREENS / "interview.html"
    if not built.is_file():
        pytest.skip("The screens are not built; 'make web' builds them.")

    names = [file.rpartition("/")[2] for file in _LOADED.findall(built.read_text("utf-8"))]

    assert not [name for name in names if name.startswith(("console", "pages", "index"))]
