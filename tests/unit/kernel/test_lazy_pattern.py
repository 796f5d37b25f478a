"""A lazy pattern is compiled once, at its first use, and matches like any other."""

import re

import pytest

from vivavoce.kernel.text_matching import LazyPattern


def test_it_matches_like_a_compiled_pattern() -> None:
    text = "Two teams, two plans."
    lazy, compiled = LazyPattern("two", re.IGNORECASE), re.compile("two", re.IGNORECASE)

    assert str(lazy.search(text)) == str(compiled.search(text))
    assert str(lazy.match(text)) == str(compiled.match(text))
    assert lazy.match("not two") is None
    assert [match.span() for match in lazy.finditer(text)] == [(0, 3), (11, 14)]
    assert lazy.findall(text) == compiled.findall(text)
    assert lazy.split("1 two 2") == ["1 ", " 2"]
    assert lazy.split("1 two 2 two 3", maxsplit=1) == ["1 ", " 2 two 3"]
    assert lazy.sub("three", text) == "three teams, three plans."
    assert lazy.sub(lambda match: match[0].upper(), text) == "TWO teams, TWO plans."
    assert str(lazy.fullmatch("TWO")) == str(compiled.fullmatch("TWO"))
    assert lazy.fullmatch("two plans") is None


def test_it_is_compiled_once() -> None:
    lazy = LazyPattern("a+")

    assert lazy.compile() is lazy.compile()


def test_an_invalid_pattern_is_refused_at_its_first_use_and_not_before() -> None:
    lazy = LazyPattern("(")

    with pytest.raises(re.error):
        lazy.search("text")
