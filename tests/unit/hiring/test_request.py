from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.domain.request import (
    LanguageNotAvailableError,
    fold_text,
    list_provided_fields,
    merge_request_update,
    parse_request,
    tokenize_name_for_search,
)
from vivavoce.kernel.errors import InvalidRequestError


def test_texts_are_trimmed_and_empty_ones_count_as_missing() -> None:
    request = parse_request({"position": "  Nurse ", "company_name": "   ", "level": "senior"})

    assert (request.position, request.company_name, request.level) == ("Nurse", None, "SENIOR")
    assert list_provided_fields({"position": " ", "skills": [], "level": "MID"}) == ("level",)


def test_qualifications_are_added_to_the_skills_without_duplicates() -> None:
    request = parse_request(
        {"skills": ["Python", "python ", "SQL"], "qualifications": ["sql", "Two years on call"]}
    )

    assert request.all_skills == ("Python", "SQL", "Two years on call")


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("candidate_email", "not-an-address", "candidateEmail"),
        ("candidate_email", "a b@example.com", "candidateEmail"),
        ("level", "WIZARD", "level"),
        ("callback_url", "http://ats.example.com/hook", "callbackUrl"),
        ("callback_url", "https://user:pw@ats.example.com/", "callbackUrl"),
        ("callback_url", "https://[bad", "callbackUrl"),
        ("callback_url", "ftp://ats.example.com", "callbackUrl"),
        ("callback_url", "http://127.0.0.1:9/hook", "callbackUrl"),
        ("duration_minutes", 0, "durationMinutes"),
        ("duration_minutes", 10_000, "durationMinutes"),
        ("scheduled_at", datetime(1, 1, 1, tzinfo=UTC), "scheduledAt"),
        ("profile", "poker", "profile"),
        ("position", "x" * 201, "position"),
        ("skills", ["s"] * 3 + [f"skill {n}" for n in range(60)], "skills"),
    ],
)
def test_a_malformed_fact_is_refused_by_its_name(field: str, value: Any, named: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        parse_request({field: value})

    assert [error.field for error in refused.value.errors] == [named]


def test_all_malformed_facts_are_named_at_once() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        parse_request({"level": "x", "candidate_email": "y", "callback_url": "z"})

    assert {e.field for e in refused.value.errors} == {"level", "candidateEmail", "callbackUrl"}


def test_only_the_local_profile_accepts_a_callback_on_loopback() -> None:
    request = parse_request({"callback_url": "http://localhost:9/h"}, may_call_loopback=True)

    assert request.callback_url == "http://localhost:9/h"
    with pytest.raises(InvalidRequestError):
        parse_request({"callback_url": "http://10.0.0.1/h"}, may_call_loopback=True)


def test_an_unsupported_language_is_refused_with_its_own_code() -> None:
    assert parse_request({"language": "en-GB"}, languages=["en"]).language == "en-GB"
    assert parse_request({"language": "de"}).language == "de"
    with pytest.raises(LanguageNotAvailableError):
        parse_request({"language": "de"}, languages=["en"])


def test_a_time_without_a_zone_is_utc() -> None:
    request = parse_request({"scheduled_at": datetime(2026, 12, 1, 9)})  # noqa: DTZ001

    assert request.scheduled_at == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_later_facts_replace_earlier_ones_and_the_rest_stays() -> None:
    first = parse_request({"position": "Nurse", "external_id": "a", "skills": ["Triage"]})
    more = {"skills": ["Triage", "Care"], "external_id": "b", "level": "MID"}

    both = merge_request_update(first, parse_request(more), list_provided_fields(more))

    assert (both.position, both.level, both.skills) == ("Nurse", "MID", ("Triage", "Care"))
    assert both.external_id == "a"


def test_a_name_is_searched_by_normalized_words() -> None:
    assert tokenize_name_for_search("Zoë Müller-Okafor") == ("zoe", "muller", "okafor")


@given(st.text(max_size=60))
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(fold_text(fold_text(text)))
    assert all(word for word in tokenize_name_for_search(text))


def test_unknown_options_are_not_stored() -> None:
    request = parse_request({"abilities": {"evaluations": True, "mindReading": True}})

    assert request.abilities == {"evaluations": True}


def test_a_request_may_name_only_profiles_without_sign_in() -> None:
    named = {name for name, profile in PROFILES.items() if profile.is_requestable}

    assert named == {name for name, profile in PROFILES.items() if profile.identity != "signed_in"}
    assert not named & {"practice", "intake"}
