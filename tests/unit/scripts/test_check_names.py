"""The check of names finds what it is there for."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "check_names.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_names", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"a.py": "class Refused(Exception): ..."}, "Refused is an exception"),
        (
            {"a.py": "class BaseError(Exception): ...", "b.py": "class Gone(BaseError): ..."},
            "Gone is an exception",
        ),
        ({"a.py": "class Same: ...", "b.py": "class Same: ..."}, "two classes named Same"),
        ({"a.py": "class AuditDesk: ..."}, "'desk' in AuditDesk"),
        ({"a.py": "def tell_whoever(): ..."}, "'whoever' in tell_whoever"),
        ({"thinker.py": ""}, "'thinker' in the module's name"),
    ],
)
def test_a_name_that_breaks_a_rule_is_found(
    script: ModuleType, tmp_path: Path, files: dict[str, str], found: str
) -> None:
    for name, code in files.items():
        (tmp_path / name).write_text(code)

    [line] = script.faults(tmp_path)

    assert found in line


def test_names_of_the_field_pass(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "webhooks.py").write_text(
        "class WebhookRefusedError(ValueError): ...\ndef send_webhook(): ...\nclass Sender: ..."
    )

    assert list(script.faults(tmp_path)) == []
