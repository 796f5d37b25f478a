import pytest

from vivavoce.infra.production_rules import require_encrypted_public_urls
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError

HTTPS = {"PUBLIC_URL": "https://talks.example.com", "WS_URL": "wss://talks.example.com/ws"}


def settings(profile: str = "production", **given: str) -> Settings:
    return Settings(VIVAVOCE_PROFILE=profile, VIVAVOCE_SECRET_KEY="s" * 40, **given)


@pytest.mark.parametrize(
    "given",
    [
        HTTPS,
        {},
        {"PUBLIC_URL": "http://localhost:3009", "WS_URL": "ws://127.0.0.1:8080"},
        {"PUBLIC_URL": "http://[::1]:3009"},
    ],
)
def test_encrypted_and_loopback_addresses_are_accepted(given: dict[str, str]) -> None:
    require_encrypted_public_urls(settings(**given))


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({**HTTPS, "PUBLIC_URL": "http://talks.example.com"}, "PUBLIC_URL"),
        ({**HTTPS, "WS_URL": "ws://talks.example.com"}, "WS_URL"),
        ({"VIVAVOCE_HOST": "0.0.0.0"}, "PUBLIC_URL"),
        ({**HTTPS, "PUBLIC_URL": "http://127.0.0.1.example.com"}, "PUBLIC_URL"),
    ],
)
def test_unencrypted_links_prevent_a_start_in_production(given: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidSettingError, match=named):
        require_encrypted_public_urls(settings(**given))

    require_encrypted_public_urls(settings("local", **given))
