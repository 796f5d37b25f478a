"""Print figures about the code: sizes, classes, protocols, import time, docs. Never fails a build.

``code_figures.py`` prints the figures of the checkout and its longest files and functions;
``code_figures.py REVISION ...`` prints one column per revision, the checkout last.
"""

from __future__ import annotations

import ast
import io
import os
import re
import statistics
import subprocess
import sys
import tarfile
import tempfile
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONG_FILE = 250
LONG_FUNCTION = 40
SHOWN = 15
START_MODULE = "vivavoce.app.roles.start"
"""The module that 'vivavoce up' and every role import."""
IMPORTS = 5
_NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


@dataclass(slots=True)
class CodeFigures:
    """What was counted in a folder of Python files."""

    files: list[tuple[int, str]] = field(default_factory=list)
    """Lines and name of each file."""
    functions: list[tuple[int, str]] = field(default_factory=list)
    code_lines: int = 0
    """Lines with code: no blank lines, comments or docstrings."""
    classes: Counter[str] = field(default_factory=Counter)
    protocols: int = 0
    one_method_classes: int = 0


def count_code_lines(text: str, tree: ast.Module) -> int:
    """Return the number of lines that carry code: no blank lines, comments or docstrings."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _NO_CODE and token.string:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def is_protocol(node: ast.ClassDef) -> bool:
    """Return whether a class is a ``typing.Protocol``, generic or not."""
    return any(
        ast.unparse(base).split("[")[0].rsplit(".", 1)[-1] == "Protocol" for base in node.bases
    )


def count_methods(node: ast.ClassDef) -> int:
    """Return the number of a class's methods apart from ``__init__``."""
    return sum(
        isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and child.name != "__init__"
        for child in node.body
    )


def measure(folder: Path) -> CodeFigures:
    """Count the Python files below a folder."""
    figures = CodeFigures()
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text("utf-8")
        tree, name = ast.parse(text), str(path.relative_to(folder))
        figures.files.append((text.count("\n"), name))
        figures.code_lines += count_code_lines(text, tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                figures.classes[node.name] += 1
                figures.protocols += is_protocol(node)
                figures.one_method_classes += not is_protocol(node) and count_methods(node) == 1
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                figures.functions.append((length, f"{name}:{node.lineno} {node.name}"))
    return figures


def find_percentile(values: Iterable[int], share: float) -> int:
    """Return the value below which the given share of the values lies; 0 without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0


def measure_import(root: Path) -> float | None:
    """Return the median processor time in seconds of a process that only imports the application.

    Bytecode is written by a first import that does not count. Returns None if the checkout has no such
    module.
    """
    with tempfile.TemporaryDirectory() as bytecode:
        environment = {**os.environ, "PYTHONPATH": str(root / "src")}
        environment |= {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
        seconds = []
        for _ in range(IMPORTS + 1):
            before = os.times()
            imported = subprocess.run(  # noqa: S603 - this Python and a fixed statement
                [sys.executable, "-c", f"import {START_MODULE}"],
                cwd=bytecode,
                env=environment,
                check=False,
                capture_output=True,
            )
            after = os.times()
            if imported.returncode != 0:
                return None
            seconds.append(
                after.children_user
                + after.children_system
                - before.children_user
                - before.children_system
            )
    return statistics.median(seconds[1:])


def list_figures(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of each figure of a checkout."""
    package, tests = measure(root / "src"), measure(root / "tests")
    lengths = [length for length, _ in package.files]
    functions = [length for length, _ in package.functions]
    yield "Files of the package", f"{len(lengths):,}"
    yield "Code lines (no blanks, comments, docstrings)", f"{package.code_lines:,}"
    yield "Classes", f"{package.classes.total():,}"
    yield "Class names used more than once", f"{sum(n > 1 for n in package.classes.values()):,}"
    yield "Protocols", f"{package.protocols:,}"
    yield "Classes with one method (no protocols)", f"{package.one_method_classes:,}"
    yield (
        "File length: median, 95th percentile, longest",
        f"{statistics.median(lengths):.0f}, {find_percentile(lengths, 0.95)}, {max(lengths)}",
    )
    yield (
        "Function length: median, 95th percentile, longest",
        f"{statistics.median(functions):.0f}, {find_percentile(functions, 0.95)}, {max(functions)}",
    )
    yield "Functions over 50 lines", f"{sum(length > 50 for length in functions):,}"
    yield "Lines of tests", f"{sum(length for length, _ in tests.files):,}"
    yield "Code lines of tests", f"{tests.code_lines:,}"
    yield "Migrations", f"{len(list((root / 'migrations' / 'versions').glob('*.py'))):,}"
    import_s = measure_import(root)
    yield (
        f"Import time of vivavoce.app: median of {IMPORTS}, processor seconds",
        "unknown" if import_s is None else f"{import_s:.2f} (load {os.getloadavg()[0]:.1f})",
    )
    pages = [root / "README.md", *(root / "docs").rglob("*.md")]
    written = [page for page in pages if page.parent.name != "reference"]
    words = sum(len(re.findall(r"\S+", page.read_text("utf-8"))) for page in written)
    yield "Words of README and docs (without the generated reference)", f"{words:,}"


def unpack_revision(revision: str, folder: Path) -> Path:
    """Write the files of a Git revision into a folder and return it."""
    archive = subprocess.run(  # noqa: S603 - fixed words and a revision of this checkout
        ["git", "archive", revision],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder


def compare(revisions: Sequence[str]) -> Iterator[str]:
    """Yield a Markdown table of the figures, one column per revision and one for the checkout."""
    with tempfile.TemporaryDirectory() as folder:
        columns = [
            dict(list_figures(unpack_revision(revision, Path(folder) / str(number))))
            for number, revision in enumerate(revisions)
        ]
    columns.append(dict(list_figures(ROOT)))
    titles = [*revisions, "now"]
    yield "| figure | " + " | ".join(titles) + " |"
    yield "|---" * (len(titles) + 1) + "|"
    for name in columns[-1]:
        yield f"| {name} | " + " | ".join(column[name] for column in columns) + " |"


def list_outliers() -> Iterator[str]:
    """Yield the longest files and functions of the package."""
    package = measure(ROOT / "src")
    for title, rows, limit in (
        ("files", package.files, LONG_FILE),
        ("functions", package.functions, LONG_FUNCTION),
    ):
        long = sorted((row for row in rows if row[0] > limit), reverse=True)
        yield f"\n{title} over {limit} lines: {len(long)}"
        yield from (f"{length:5d}  {name}" for length, name in long[:SHOWN])


def main() -> None:
    """Write the report to standard output."""
    revisions = sys.argv[1:]
    for line in compare(revisions):
        sys.stdout.write(f"{line}\n")
    if not revisions:
        for line in list_outliers():
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
