"""JSON Resume is read by its schema, and written back."""

from __future__ import annotations

from typing import Any

import pytest

from vivavoce.contracts.json_resume import (
    InvalidJsonResumeError,
    is_json_resume,
    read_json_resume,
    write_json_resume,
)

DOCUMENT: dict[str, Any] = {
    "basics": {
        "name": "Ada Lovelace",
        "email": "ada@example.com",
        "phone": "+441134960123",
        "label": "Buyer",
        "summary": "Buys  for mills.",
        "location": {"city": "Leeds"},
        "profiles": [{"network": "Web", "url": "https://ada.example.com"}],
    },
    "work": [
        {
            "name": "Mill",
            "position": "Buyer",
            "startDate": "2019-03",
            "endDate": "2024",
            "highlights": ["Saved a tenth", "Trained two people"],
        }
    ],
    "skills": [{"name": "Purchasing", "keywords": ["tenders", "SAP"]}],
    "x-own": {"kept": True},
}


def test_the_facts_and_the_text_of_a_document_are_read() -> None:
    facts = read_json_resume(DOCUMENT)

    assert (facts.name, facts.email, facts.phone) == (
        "Ada Lovelace",
        "ada@example.com",
        "+441134960123",
    )
    assert facts.text.splitlines() == [
        "Buyer",
        "Buys for mills.",
        "Work:",
        "- 2019-03 to 2024, Mill, Buyer, Saved a tenth; Trained two people",
        "Skills:",
        "- Purchasing, tenders; SAP",
    ]


def test_the_text_has_neither_the_name_nor_an_address() -> None:
    text = read_json_resume(DOCUMENT).text

    assert not any(word in text for word in ("Ada", "ada@example.com", "+44", "https://"))


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "resume"),
        ({"name": "Ada"}, "resume"),
        ({"basics": []}, "resume.basics"),
        ({"basics": {"name": 7}}, "resume.basics.name"),
        ({"basics": {"location": "Leeds"}}, "resume.basics.location"),
        ({"basics": {"profiles": [{"url": 1}]}}, "resume.basics.profiles[0].url"),
        ({"work": {}}, "resume.work"),
        ({"work": ["Mill"]}, "resume.work[0]"),
        ({"work": [{}, {"startDate": "March 2019"}]}, "resume.work[1].startDate"),
        ({"work": [{"highlights": "one"}]}, "resume.work[0].highlights"),
        ({"skills": [{"keywords": [1]}]}, "resume.skills[0].keywords"),
        ({"work": [{}] * 501}, "resume.work"),
    ],
)
def test_a_bad_field_is_named(document: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidJsonResumeError) as refused:
        read_json_resume(document)

    assert refused.value.errors[0].field == field


def test_null_and_unknown_fields_are_allowed() -> None:
    document = {"basics": {"name": None, "x": 1}, "work": None, "skills": [], "y": [1]}

    assert read_json_resume(document).text == ""


def test_an_imported_document_comes_back_with_the_current_facts() -> None:
    written = write_json_resume(
        name="Ada King", email=None, phone=None, text="other", document=DOCUMENT
    )

    assert written["basics"] == DOCUMENT["basics"] | {"name": "Ada King"}
    assert written["work"] == DOCUMENT["work"]
    assert written["x-own"] == {"kept": True}
    assert read_json_resume(written).name == "Ada King"


def test_without_a_document_the_text_is_the_summary_and_no_section_is_guessed() -> None:
    written = write_json_resume(name="Ada", email=None, phone=None, text="Bought wool at Mill.")

    assert written["basics"] == {"name": "Ada", "summary": "Bought wool at Mill."}
    assert set(written) == {"$schema", "basics"}


def test_only_an_object_with_a_section_looks_like_a_resume() -> None:
    assert is_json_resume({"work": []})
    assert not is_json_resume({"a": 1})
    assert not is_json_resume([])
