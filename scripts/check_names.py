"""Check that names in the package keep to the field's words. Run by ``make check``; prints what it finds.

Three rules: the name of an exception ends in ``Error``; no class name is used twice; words that once were
ours alone are no part of a name. Local variables and tests are free.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "vivavoce"
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
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
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


def withdrawn(name: str) -> list[str]:
    """Return the withdrawn words in a name."""
    return [word for word in words_of(name) if word in WITHDRAWN]


def is_error(name: str, bases: dict[str, set[str]]) -> bool:
    """Say whether a class is an exception, by its bases in the package and Python's own."""
    above = bases.get(name, set())
    return bool(above & BUILT_IN_ERRORS) or any(
        is_error(base, bases) for base in above if base in bases
    )


if __name__ == "__main__":
    found = list(faults(PACKAGE))
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.exit(1 if found else 0)
