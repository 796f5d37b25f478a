import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "architecture.md").read_text()
HOP = re.compile(r"^\d+\. `(?P<file>[^`:]+): (?P<name>\w+)`", re.MULTILINE)
FLOWS = {
    part.splitlines()[0]: HOP.findall(part)
    for part in PAGE.split("## Four flows in the code")[1].split("\n### ")[1:]
}


def test_there_are_four_flows_of_at_most_ten_steps() -> None:
    assert len(FLOWS) == 4
    assert all(5 <= len(hops) <= 10 for hops in FLOWS.values())


def list_definitions(file: str) -> set[str]:
    return {
        node.name
        for node in ast.parse((ROOT / file).read_text()).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_named_step_exists_in_the_code() -> None:
    hops = [hop for hops in FLOWS.values() for hop in hops]

    assert [hop for hop in hops if hop[1] not in list_definitions(hop[0])] == []
