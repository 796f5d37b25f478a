from pathlib import Path

from vivavoce.app.reference import list_error_classes, render_pages
from vivavoce.infra.settings import Settings

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def test_the_reference_pages_match_the_code() -> None:
    for name, page in render_pages().items():
        assert (REFERENCE / name).read_text() == page, "run: vivavoce reference"


def test_every_setting_is_described() -> None:
    silent = [name for name, field in Settings.model_fields.items() if not field.description]

    assert silent == []


def test_every_error_has_its_own_code_and_a_sentence() -> None:
    codes: dict[str, str] = {}
    for kind in list_error_classes():
        assert kind.__doc__, kind
        if "code" in vars(kind):
            assert codes.setdefault(kind.code, kind.__doc__) == kind.__doc__, kind
