"""The assistant's rules against the locked utterances: hits by intent, and every miss."""

from __future__ import annotations

from collections import Counter

from tests.unit.practice.assistant.table import FILES, miss, rows


async def main(*, quick: bool = False) -> None:
    """Print how many utterances the rules answer exactly as they should, and all that they do not."""
    for file in FILES:
        table = rows(file)
        wrong = [(row, said) for row in table if (said := miss(row))]
        print(f"{file}: {len(table) - len(wrong)} of {len(table)} exactly as expected")
        asked = Counter(row.intent for row in table)
        missed = Counter(row.intent for row, _ in wrong)
        for intent, count in sorted(asked.items()):
            print(f"  {intent:<17} {count - missed[intent]:>3} of {count:>3}")
        for row, said in wrong:
            print(f"  miss {row.n} [{row.context}] {row.says[:80]!r}: {said}")
