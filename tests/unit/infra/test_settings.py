import pytest

from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError

STRONG = "0123456789abcdefghijklmnopqrstuvwxyz-strong"


def production(**given: str) -> Settings:
    return Settings(VIVAVOCE_PROFILE="production", VIVAVOCE_SECRET_KEY=STRONG, **given)


def test_strong_secrets_are_enough_when_no_role_is_started() -> None:
    production().refuse_weak_secrets()


def test_production_starts_no_role_without_email() -> None:
    production(SMTP_URL="smtp://mail.example.com").refuse_missing_mail()
    with pytest.raises(InvalidSettingError, match="SMTP_URL"):
        production().refuse_missing_mail()


def test_a_weak_secret_is_named_with_and_without_email() -> None:
    with pytest.raises(InvalidSettingError, match="JWT_SECRET"):
        production(JWT_SECRET="weak").refuse_weak_secrets()


@pytest.mark.parametrize("sockets", ["wss://talk.example.com", "wss://talk.example.com/ws"])
def test_livekit_rooms_are_available_beside_the_candidate_sockets(sockets: str) -> None:
    assert production(WS_URL=sockets).socket_base_url == "wss://talk.example.com"
