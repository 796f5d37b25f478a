"""Secrets are refused wherever they stand; words about secrets are not secrets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.practice.domain.setup_secrets import (
    SecretInContextError,
    contains_secret,
    is_secret_name,
    reject_secrets,
)

DIGITS = "0123456789" * 6
LETTERS = "abcdefghij" * 6
TOKENS = {
    "access key": "AKIA" + DIGITS[:16],
    "code host": "ghp_" + (LETTERS[:20] + DIGITS)[:40],
    "code host, fine": "github_pat_" + LETTERS[:30],
    "model host": "sk-proj-" + (LETTERS[:10] + DIGITS)[:30],
    "payments": "sk_live_" + DIGITS[:20],
    "chat": "xoxb-" + DIGITS[:20],
    "maps": "AIza" + LETTERS[:35],
    "token": "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl",
    "key file": "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
    "address": "postgres://app:hunter22@db.example.com/main",
    "bearer": "Authorization: Bearer abc123def456ghi789jkl012",
    "packages": "npm_" + (LETTERS + DIGITS)[:36],
}
WORDS = [
    "You own password resets and token refresh for the sign-in team.",
    "Secret Garden needs a secretary; keys to the building are handed over on day one.",
    "Bearer of good news, skills: sk-learn, tokenization, API keys management.",
    "See https://jobs.example.com/apply?role=nurse or write to jobs@example.com",
    "Rotate AWS access keys; know what a JSON web token is; task-driven work-life.",
    "Ask for risk-assessment-experience-in-hospitals",
]


@pytest.mark.parametrize("token", TOKENS.values(), ids=list(TOKENS))
def test_a_well_known_token_is_found_in_the_middle_of_a_text(token: str) -> None:
    assert contains_secret(f"Some words {token} and more.")


@pytest.mark.parametrize("text", WORDS)
def test_words_about_secrets_raise_no_alarm(text: str) -> None:
    reject_secrets({"job_description": text, "notes": [text, {"more": text}]})


@pytest.mark.parametrize(
    "name",
    [
        *("password", "user_password", "apiKey", "API_KEY", "x-api-key", "clientSecret", "token"),
        *("access_token", "refreshToken", "private_key", "private_key_pem", "db credentials"),
        *("authorization", "AWS_SECRET_ACCESS_KEY", "token_value"),
    ],
)
def test_a_name_that_means_a_secret_is_known(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("secretary", "work_authorization", "credentials", "keyboard", "key_skills", "author"),
        *("tokenization_experience", "password_policy_experience", "target_role", "source", "pass"),
        *("cookie_preferences", "hotkeys", "monkey", "key", "private", "api", "access"),
    ],
)
def test_an_ordinary_name_is_none(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("context", "place"),
    [
        ({"password": "hunter2"}, "context.password"),
        ({"auth": {"token": "abc"}}, "context.auth"),
        ({"deep": [{"api_key": "abc"}]}, "context.deep.0.api_key"),
        ({"job_description": TOKENS["chat"]}, "context.job_description"),
        ({TOKENS["access key"]: 1}, "context"),
    ],
)
def test_a_refusal_names_the_place_and_not_the_secret(context: Any, place: str) -> None:
    with pytest.raises(SecretInContextError) as refused:
        reject_secrets(context)

    assert [error.field for error in refused.value.errors] == [place]
    refusal_text = f"{refused.value.detail} {refused.value.errors}"
    assert not any(token in refusal_text for token in (*TOKENS.values(), "hunter2"))


@pytest.mark.parametrize("value", [None, "", False, True, {}, []])
def test_a_secrets_name_without_a_secret_is_let_through(value: object) -> None:
    reject_secrets({"password": value, "needs_token": value})


@given(st.dictionaries(st.text("abcdefghij _-", max_size=12), st.text(max_size=60), max_size=5))
def test_text_that_nobody_made_a_token_of_is_taken(context: dict[str, str]) -> None:
    reject_secrets({f"topic {name}": text for name, text in context.items()})
