"""Check that names keep to the field's words. Run by ``make check``; prints what it finds.

Three rules for the package: the name of an exception ends in ``Error``; no class name is used twice; words
that once were ours alone are no part of a name. The last rule also holds for the names of test files, of
their support modules and of tests. Local variables are free.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "vivavoce"
TESTS = ROOT / "tests"
TESTS_LEFT_OUT = (
    "data",
    "integration/assessment",
    "integration/live",
    "integration/planning",
    "integration/practice",
    "unit/assessment",
    "unit/live",
    "unit/planning",
    "unit/practice",
)
"""Folders whose tests still have to be renamed; take a folder out of this list once it is clean."""
BUILT_IN_ERRORS = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)
USED_TWICE: dict[str, str] = {
    # name: why one name may stand for two classes
}
WITHDRAWN = frozenset(
    {
        "announcer", "belongings", "bell", "chime", "conductor", "desk", "doorbell", "doorstep", "doorway",
        "ears", "errand", "errands", "gist", "heed", "keyring", "knock", "ledger", "likeness", "mouth",
        "neighbours", "nudge", "onlooker", "outlet", "promptness", "purse", "roster", "seat", "shelf",
        "standings", "stumbled", "sureness", "thinker", "told", "unfolding", "usher", "whoever",
    }
)  # fmt: skip
WITHDRAWN_IN_TESTS = WITHDRAWN | {
    "anybody", "bystander", "conduct", "door", "doors", "ear", "everybody", "eyes", "film", "filmed",
    "films", "floor", "house", "knocks", "legs", "misspelt", "nobody", "organisation", "patient", "somebody",
    "stories", "story", "stranger", "strangers", "talk", "talked", "talks",
    "thought", "thoughts", "twin", "wish", "wishes",
}  # fmt: skip
"""Words that are also refused in the names of tests. ``wall`` and ``letter`` have other uses there."""
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def words_of(name: str) -> list[str]:
    """Return the words of a name in lower case: two in ``WebhookSender`` and in ``webhook_sender``."""
    return [word.lower() for word in _WORD.findall(name)]


def faults(package: Path) -> Iterator[str]:
    """Yield a line for each name in the package's folder that breaks a rule."""
    classes: dict[str, list[str]] = defaultdict(list)
    bases: dict[str, set[str]] = {}
    for path in sorted(package.rglob("*.py")):
        tree, place = ast.parse(path.read_text("utf-8")), str(path.relative_to(package))
        yield from (f"{place}: '{word}' in the module's name" for word in withdrawn(path.stem))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef | FUNCTION):
                yield from (
                    f"{place}:{node.lineno}: '{word}' in {node.name}"
                    for word in withdrawn(node.name)
                )
            if isinstance(node, ast.ClassDef):
                classes[node.name].append(f"{place}:{node.lineno}")
                bases[node.name] = {
                    ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases
                }
    for name, places in sorted(classes.items()):
        if len(places) > 1 and name not in USED_TWICE:
            yield f"{' and '.join(places)}: two classes named {name}"
        if is_error(name, bases) and not name.endswith("Error"):
            yield f"{places[0]}: {name} is an exception and does not end in Error"


def faults_in_tests(tests: Path, left_out: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a line for each withdrawn word in the name of a module or of a test in the tests' folder."""
    for path in sorted(tests.rglob("*.py")):
        module = path.relative_to(tests)
        if any(module.is_relative_to(folder) for folder in left_out):
            continue
        for word in withdrawn(str(module), WITHDRAWN_IN_TESTS):
            yield f"tests/{module}: '{word}' in the module's name"
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, FUNCTION) and node.name.startswith("test_"):
                for word in withdrawn(node.name, WITHDRAWN_IN_TESTS):
                    yield f"tests/{module}:{node.lineno}: '{word}' in {node.name}"


def withdrawn(name: str, words: frozenset[str] = WITHDRAWN) -> list[str]:
    """Return the withdrawn words in a name."""
    return [word for word in words_of(name) if word in words]


def is_error(name: str, bases: dict[str, set[str]]) -> bool:
    """Say whether a class is an exception, by its bases in the package and Python's own."""
    above = bases.get(name, set())
    return bool(above & BUILT_IN_ERRORS) or any(
        is_error(base, bases) for base in above if base in bases
    )


if __name__ == "__main__":
    found = [*faults(PACKAGE), *faults_in_tests(TESTS, TESTS_LEFT_OUT)]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.exit(1 if found else 0)
