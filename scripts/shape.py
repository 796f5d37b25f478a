"""Prints what deserves a second look: the longest files and functions. Never fails a build."""

from __future__ import annotations

import ast
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONG_FILE = 250
LONG_FUNCTION = 40


def main() -> None:
    """Write the report to standard output."""
    files: list[tuple[int, str]] = []
    functions: list[tuple[int, str]] = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        text = path.read_text()
        name = str(path.relative_to(ROOT))
        files.append((text.count("\n"), name))
        functions += [
            (
                (node.end_lineno or node.lineno) - node.lineno + 1,
                f"{name}:{node.lineno} {node.name}",
            )
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
    lengths = sorted(length for length, _ in files)
    ninth = lengths[int(len(lengths) * 0.9)]
    middle = statistics.median(lengths)
    out = sys.stdout.write
    out(
        f"{len(files)} files, {sum(lengths)} lines; median {middle:.0f}, p90 {ninth}, longest {lengths[-1]}\n"
    )
    for title, rows, limit in (
        ("files", files, LONG_FILE),
        ("functions", functions, LONG_FUNCTION),
    ):
        long = sorted((row for row in rows if row[0] > limit), reverse=True)[:15]
        out(f"\n{title} over {limit} lines: {len(long)}\n")
        for length, name in long:
            out(f"{length:5d}  {name}\n")


if __name__ == "__main__":
    main()
