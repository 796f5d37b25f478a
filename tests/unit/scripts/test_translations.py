"""The check of translations finds a text that is not collected, and a catalog that is broken."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from vivavoce.kernel.translation import load_catalog

SCRIPT = Path(__file__).parents[3] / "scripts" / "translations.py"
ERRORS = '''
class VivavoceError(Exception): ...
class BusyError(VivavoceError):
    """The server is busy.

    More about it.
    """
    title = "Busy"
'''
TEXTS = """
SAID = {"again": phrases("Here it is: {open}", "Once more: {open}"), "end": phrase("Bye.")}
CHECKS = (TenantInvariant(owner="a", name="b", sentence="All is well."),)
def read(name, count):
    translatable("Hello {name}", name=name)
    translatable_plural("{count} day", "{count} days", count=count)
    raise BusyError("Try again.")
    raise BusyError("cut", "It was cut.")
"""
TEMPLATE = "<p>{% trans %}Dear {{ name }},{% endtrans %}</p>"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def package(script: ModuleType, tmp_path: Path) -> Path:
    (tmp_path / "slice" / "templates").mkdir(parents=True)
    (tmp_path / "errors.py").write_text(ERRORS)
    (tmp_path / "slice" / "texts.py").write_text(TEXTS)
    (tmp_path / "slice" / "templates" / "letter.html").write_text(TEMPLATE)
    script.update(tmp_path, ["de"])
    return tmp_path


def translate(package: Path, text: str, translation: str) -> None:
    catalog = package / "locale" / "de" / "LC_MESSAGES" / "vivavoce.po"
    before = catalog.read_text()
    assert text in before
    catalog.write_text(before.replace(f'"{text}"\nmsgstr ""', f'"{text}"\nmsgstr "{translation}"'))


def test_errors_calls_and_templates_are_collected(script: ModuleType, package: Path) -> None:
    texts = {text.id for text in script.collect_texts(package)}

    assert texts == {
        "The server is busy.",
        "Busy",
        "Hello {name}",
        ("{count} day", "{count} days"),
        "Try again.",
        "It was cut.",
        "All is well.",
        "Here it is: {open}",
        "Once more: {open}",
        "Bye.",
        "Dear %(name)s,",
    }


def test_what_the_interviewer_says_is_collected_in_sets_apart_from_the_replies_it_offers(
    script: ModuleType, package: Path
) -> None:
    folder = package / "live" / "domain" / "interviewer"
    folder.mkdir(parents=True)
    (folder / "short_replies.py").write_text('OFFERED = phrases("yes", "no")\n')
    (folder / "wording.py").write_text(TEXTS.replace("Bye.", "Goodbye."))

    stale = [fault for fault in script.find_faults(package) if "interviewer.json" in fault]
    script.update(package)

    assert stale == ["interviewer.json: is out of date; run scripts/translations.py update"]
    assert json.loads((package / "locale" / "interviewer.json").read_text()) == {
        "replies": ["yes", "no"],
        "sets": [
            ["Here it is: {open}", "Once more: {open}"],
            ["Goodbye."],
            ["Hello {name}"],
            ["{count} day"],
            ["{count} days"],
        ],
    }
    assert list(script.find_faults(package)) == []


def test_a_fresh_catalog_has_no_fault_even_if_it_is_not_complete(
    script: ModuleType, package: Path
) -> None:
    translate(package, "Hello {name}", "Hallo {name}")

    assert list(script.find_faults(package)) == []
    assert list(script.report_coverage(package)) == ["de: 1 of 11 texts"]


def test_an_update_keeps_translations_and_adds_new_texts(script: ModuleType, package: Path) -> None:
    translate(package, "Hello {name}", "Hallo {name}")
    with (package / "slice" / "texts.py").open("a") as source:
        source.write('    translatable("A new sentence.")\n')

    stale = list(script.find_faults(package))
    script.update(package)

    assert len(stale) == 2
    assert all("'A new sentence.' is missing" in fault for fault in stale)
    assert list(script.report_coverage(package)) == ["de: 1 of 12 texts"]


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("Hello {name}", "Hallo {nmae}", "its translation 'Hallo {nmae}' has ['nmae']"),
        ("Hello {name}", "Hallo", "'Hallo' has []"),
        ("Hello {name}", "Hallo {name", "expected '}'"),
        ("Dear %(name)s,", "Liebe %(nom)s,", "has ['nom']"),
    ],
)
def test_a_wrong_placeholder_is_found(
    script: ModuleType, package: Path, text: str, translation: str, fault: str
) -> None:
    translate(package, text, translation)

    (found,) = script.find_faults(package)

    assert found.startswith("de/vivavoce.po: ")
    assert fault in found


def test_a_plural_with_a_missing_form_is_found(script: ModuleType, package: Path) -> None:
    catalog = package / "locale" / "de" / "LC_MESSAGES" / "vivavoce.po"
    catalog.write_text(catalog.read_text().replace('msgstr[0] ""', 'msgstr[0] "{count} Tag"'))

    assert list(script.find_faults(package)) == [
        "de/vivavoce.po: '{count} day' has a form without a translation"
    ]


def test_a_catalog_that_cannot_be_read_is_named(script: ModuleType, package: Path) -> None:
    catalog = package / "locale" / "de" / "LC_MESSAGES" / "vivavoce.po"
    catalog.write_text(catalog.read_text() + '\nmsgid "a"\nneither text nor comment\n')

    (fault,) = script.find_faults(package)

    assert fault.startswith("de/vivavoce.po: not readable:")


@pytest.mark.parametrize(
    "source",
    [
        'BusyError(f"Wait {1} s.")',
        'BusyError("Wait " + "longer.")',
        'message = f"Wait {1} s."; BusyError(message)',
        'message = "Wait a moment."; BusyError(message)',
        'FieldError("wait", "long", f"Wait {1} s.")',
        'BusyError("hung", f"Wait {1} s.")',
    ],
)
def test_an_error_that_no_catalog_can_have_is_found(
    script: ModuleType, package: Path, source: str
) -> None:
    (package / "slice" / "composed.py").write_text(source + "\n")

    assert list(script.find_faults(package)) == [
        "slice/composed.py:1: write the text of an error with translatable()"
    ]


def test_a_code_in_place_of_a_text_is_not_collected(script: ModuleType, package: Path) -> None:
    (package / "slice" / "codes.py").write_text(
        'kind = "refused"; BusyError("hung"); BusyError(kind)\n'
    )

    assert list(script.find_faults(package)) == []


def test_no_text_of_the_server_is_left_english_in_german(script: ModuleType) -> None:
    package = script.PACKAGE
    catalog = script.read_catalog(script.catalog_paths(package)["de"], "de")

    untranslated = {
        message.id
        for message in catalog
        if message.id and (message.fuzzy or not any(message.string))
    }

    assert untranslated == set()


def test_the_product_reads_what_babel_reads(script: ModuleType) -> None:
    product = load_catalog("de")
    assert product is not None

    for message in script.read_catalog(script.catalog_paths(script.PACKAGE)["de"], "de"):
        if message.id and not message.fuzzy:
            singular, *plural = [message.id] if isinstance(message.id, str) else message.id
            strings = [message.string] if isinstance(message.string, str) else message.string
            read = [product.find_plural(singular, count) for count in (1, 2)]
            assert (read if plural else [product.find(singular)]) == [
                text or None for text in strings
            ]
