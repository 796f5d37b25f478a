"""The check of names finds withdrawn names in the package and in the tests."""

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


@pytest.mark.parametrize(
    ("path", "code", "found"),
    [
        ("unit/test_ears.py", "", "'ears' in the module's name"),
        ("house/test_reference.py", "", "'house' in the module's name"),
        ("unit/test_stt.py", "def test_nobody_is_heard(): ...", "'nobody' in test_nobody_is_heard"),
        (
            "unit/test_stt.py",
            "class TestStt:\n    async def test_talk(): ...",
            "'talk' in test_talk",
        ),
    ],
)
def test_a_withdrawn_word_in_the_name_of_a_test_is_found(
    script: ModuleType, tmp_path: Path, path: str, code: str, found: str
) -> None:
    (tmp_path / path).parent.mkdir()
    (tmp_path / path).write_text(code)

    [line] = script.faults_in_tests(tmp_path)

    assert found in line


def test_folders_left_out_and_helpers_of_tests_are_not_checked(
    script: ModuleType, tmp_path: Path
) -> None:
    for folder in ("unit/live", "unit/voice"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "unit/live/test_news.py").write_text("def test_the_talk_ends(): ...")
    (tmp_path / "unit/voice/test_stt.py").write_text("def talk(): ...")

    assert list(script.faults_in_tests(tmp_path, ("unit/live",))) == []


def test_every_folder_left_out_exists(script: ModuleType) -> None:
    assert [
        folder for folder in script.TESTS_LEFT_OUT if not (script.TESTS / folder).is_dir()
    ] == []
