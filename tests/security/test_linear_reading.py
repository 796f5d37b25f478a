"""Every pattern and every reader of outside text takes twice as long for twice the text, not four times.

Work is measured as processor time, which other programs do not take part in. Four times the text may
take up to eight times as long: a linear reader takes four, a quadratic one sixteen.
"""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.samples import in_turn
from tests.security import text_readers
from tests.security.slow_texts import texts

import vivavoce
from vivavoce.live.domain.interviewer.understanding.act_patterns import (
    ACT_PATTERNS,
    MAX_CLAUSE_CHARACTERS,
)

SOURCE = Path(vivavoce.__file__).parent
SHORT, LONG = 4_000, 16_000
UNREMARKABLE_S = 0.008
"""A quadratic pattern takes tens of milliseconds for ``SHORT`` characters: what is below is not one."""
MOST_GROWTH = 8.0
PATTERN_GIVEN_UP_S, READER_GIVEN_UP_S = 1.0, 6.0
"""Nobody waits for what would take minutes: by then it has been shown not to be linear."""

BUILT_AT_RUN_TIME = {
    "assessment/domain/rules/identity_masking.py:_find_mentions",  # a name, escaped: in text_readers.py
    "assessment/domain/model_evidence/guards.py:find_quote",  # words, escaped: in text_readers.py
    "planning/domain/passages.py:write_background",  # a name, escaped: in text_readers.py
    "live/domain/interviewer/own_acts.py:_has_plain_object",  # a word, escaped: in text_readers.py
    "live/domain/interviewer/wording.py:_compile_time_limit",  # a sentence, escaped, with up to 4 digits
    "practice/domain/assistant/request_handlers.py:decide_leaderboard_request",  # a fixed list of words
    "practice/domain/assistant/request_handlers.py:_read_status_filter",  # literals in the loop above
    "kernel/text_matching.py:compile",  # what its users give it: collected where they make it
    "planning/domain/question_market.py:_find_american_words",  # listed words, escaped
    "planning/domain/spoken_sentences.py:_compile_offers",  # listed replies, escaped
    "planning/domain/job_analysis/task_patterns.py:read_pattern",  # read up to 400 characters
    "planning/domain/german/task_groups.py:_compile",  # a word, escaped: in text_readers.py
    "live/domain/interviewer/understanding/translated_acts.py:_read_language",  # listed: in text_readers.py
    # Made when a language is first read: compiled_patterns.py has all of them made.
    "assessment/domain/rules/lexicon.py:_build_words",
    "assessment/domain/rules/lexicon.py:get_sign",
    "planning/domain/german/job_text.py:_load_patterns",
    "planning/domain/german/task_groups.py:_load_phrases",
    "planning/domain/hiring/fitting_probes.py:_load_aims",
    "planning/domain/scene_assumptions.py:_load",
    # Factories: called while their modules are loaded, so that what they make is collected.
    "assessment/domain/panel/structure.py:_match_unit",
    "assessment/domain/rules/lexicon.py:compile_alternation",
    "assessment/domain/rules/lexicon.py:_compile_hedges",
    "live/domain/interviewer/element_rules.py:_phrases",
    "live/domain/interviewer/element_rules.py:_plainly",
    "live/domain/interviewer/given_details.py:_given",
    "live/domain/interviewer/understanding/act_patterns.py:_pattern",
    "planning/domain/change_requests.py:_compile_pattern",
    "planning/domain/intake_plan.py:_build_point",
    "practice/domain/assistant/intent_patterns.py:_compile",
    "practice/domain/assistant/requested_settings.py:_compile_rules",
}
"""Every place in a function that compiles a pattern it was not given as a literal."""


@dataclass(frozen=True)
class Found:
    where: str
    pattern: str
    flags: int


def loaded() -> Iterator[Found]:
    """Yield the patterns of all modules."""
    program = Path(__file__).with_name("compiled_patterns.py")
    printed = subprocess.run(
        [sys.executable, str(program)], capture_output=True, check=True, text=True
    ).stdout
    for module, pattern, flags in json.loads(printed):
        yield Found(module, pattern, flags & ~re.UNICODE.value)


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of ``re`` and ``LazyPattern`` in the package with its file and function."""
    for file in sorted(SOURCE.rglob("*.py")):
        text = file.read_text("utf-8")
        if not re.search(r"\bre\.|LazyPattern", text):
            continue
        tree = ast.parse(text)
        functions = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and _makes_pattern(node.func)):
                continue
            inside = [
                one for one in functions if one.lineno <= node.lineno <= (one.end_lineno or 0)
            ]
            name = inside[-1].name if inside else ""
            yield f"{file.relative_to(SOURCE)}:{name}", node


def _makes_pattern(called: ast.expr) -> bool:
    name = ast.unparse(called)
    return name == "LazyPattern" or (
        name.startswith("re.") and name.count(".") == 1 and name != "re.escape"
    )


def written() -> Iterator[Found]:
    """Yield the patterns that stand as literals in calls of ``re`` anywhere in the package."""
    for where, call in calls():
        pattern = call.args[0]
        if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str):
            whole = ast.unparse(call.func) in {"re.fullmatch", "re.match"}
            text = rf"\A(?:{pattern.value})" if whole else pattern.value
            flags = [
                ast.unparse(one) for one in (*call.args[1:], *(k.value for k in call.keywords))
            ]
            yield Found(where, text, _flags(" ".join(flags)))


def _flags(said: str) -> int:
    named = {"re.I": re.I, "re.M": re.M, "re.S": re.S, "re.ASCII": re.A}
    return sum(int(value) for name, value in named.items() if name in said)


@pytest.fixture(scope="module")
def patterns() -> list[Found]:
    found = {(one.pattern, one.flags): one for one in (*written(), *loaded())}
    return list(found.values())


def test_every_place_that_builds_patterns_at_run_time_is_listed() -> None:
    dynamic = {
        where
        for where, call in calls()
        if not where.endswith(":") and not isinstance(call.args[0], ast.Constant)
    }

    assert dynamic == BUILT_AT_RUN_TIME


BOUNDED = "vivavoce.live.domain.interviewer.understanding.act_patterns"
"""Its patterns see no clause over ``MAX_CLAUSE_CHARACTERS`` characters, as the next test shows."""


def test_no_wording_of_an_act_is_looked_for_in_a_long_clause() -> None:
    class Unread:
        def search(self, words: str) -> None:
            raise AssertionError("a pattern saw a long clause")

    pattern = dataclasses.replace(ACT_PATTERNS[0], anywhere=Unread())

    assert pattern.find("a" * (MAX_CLAUSE_CHARACTERS + 1), "a") is None


@pytest.mark.soak
def test_every_pattern_of_the_package_is_linear(patterns: list[Found]) -> None:
    short, long = texts(SHORT), texts(LONG)
    assert len(patterns) > 400

    slow = [
        f"{one.where}: {one.pattern[:80]!r} on {name}"
        for one in in_turn(patterns, 3)
        if one.where != BOUNDED
        for name in _grows(re.compile(one.pattern, one.flags), short, long)
    ]

    assert slow == []


def _grows(pattern: re.Pattern[str], short: dict[str, str], long: dict[str, str]) -> Iterator[str]:
    def read(text: str) -> None:
        for _ in pattern.finditer(text):
            pass

    for name in short:
        if not is_linear(
            read,
            short[name],
            long[name],
            unremarkable_s=UNREMARKABLE_S,
            given_up_s=PATTERN_GIVEN_UP_S,
        ):
            yield name
            return


@pytest.mark.soak
@pytest.mark.parametrize("name", in_turn(sorted(text_readers.READERS), 3))
def test_every_reader_of_external_text_is_linear(name: str) -> None:
    reader = text_readers.READERS[name]
    short, long = texts(reader.length // 4), texts(reader.length)
    reader.read("I talked it through with the shift and we measured the scrap.")

    slow = [
        text
        for text in short
        if not is_linear(
            reader.read,
            short[text],
            long[text],
            unremarkable_s=reader.unremarkable_s,
            given_up_s=READER_GIVEN_UP_S,
        )
    ]

    assert slow == []


@pytest.mark.soak  # with the proof that it guards: each pattern is given up after seconds
@pytest.mark.parametrize(
    "pattern",
    [
        r"#{2,}\s*(?:instruction|system)",  # the scorer's, until 21 November 2026
        r"^\W*[\[\(\*<]?\s*(?:silence|inaudible)?\s*[\]\)\*>]?\W*$",
        r"(?:\s+(?:please|thanks))+$",
        r"[\w.+-]+@[\w-]+\.[\w.-]+",
        r"^\s*\d+\. (.+)$",
    ],
)
def test_a_quadratic_pattern_is_detected(pattern: str) -> None:
    assert list(_grows(re.compile(pattern, re.MULTILINE), texts(SHORT), texts(LONG)))


def is_linear(
    read: Callable[[str], object],
    short: str,
    long: str,
    *,
    unremarkable_s: float,
    given_up_s: float,
) -> bool:
    """Return whether ``long``, four times ``short``, costs less than eight times as much to read."""
    for _ in range(4):  # a machine that was busy once is asked again
        took = _cost(read, short, given_up_s)
        if took < unremarkable_s:
            return True
        if took >= given_up_s:
            return False
        if _cost(read, long, given_up_s) < MOST_GROWTH * took:
            return True
    return False


def _cost(read: Callable[[str], object], text: str, given_up_s: float) -> float:
    began = time.process_time()
    try:
        with _given_up_after(given_up_s):
            read(text)
    except _GivenUpError:
        return 100 * given_up_s
    return time.process_time() - began


class _GivenUpError(Exception):
    pass


@contextmanager
def _given_up_after(seconds: float) -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise _GivenUpError

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
