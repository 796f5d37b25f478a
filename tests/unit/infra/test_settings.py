import pytest

from vivavoce.infra.settings import InvalidSettingError, Settings

STRONG = "0123456789abcdefghijklmnopqrstuvwxyz-strong"


def production(**given: str) -> Settings:
    return Settings(VIVAVOCE_PROFILE="production", VIVAVOCE_SECRET_KEY=STRONG, **given)


def test_strong_secrets_are_enough_where_no_role_is_started() -> None:
    production().refuse_weak_secrets()


def test_production_does_not_start_a_role_without_mail() -> None:
    production(SMTP_URL="smtp://mail.example.com").refuse_missing_mail()
    with pytest.raises(InvalidSettingError, match="SMTP_URL"):
        production().refuse_missing_mail()


def test_a_weak_secret_is_named_whether_or_not_there_is_mail() -> None:
    with pytest.raises(InvalidSettingError, match="JWT_SECRET"):
        production(JWT_SECRET="weak").refuse_weak_secrets()


@pytest.mark.parametrize("sockets", ["wss://talk.example.com", "wss://talk.example.com/ws"])
def test_rooms_stand_beside_the_sockets_of_candidates(sockets: str) -> None:
    assert production(WS_URL=sockets).socket_base_url == "wss://talk.example.com"
