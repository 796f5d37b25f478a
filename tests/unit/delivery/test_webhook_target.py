from uuid import UUID

from vivavoce.delivery.domain.webhook_delivery import (
    WebhookDestination,
    WebhookEndpoint,
    choose_destination,
    choose_signing_secrets,
)

ID = UUID(int=1)
OWN = WebhookEndpoint(id=ID, url="https://tenant.example/in", secrets=("s" * 32,))
EVENT = "interview.approved"


def test_the_interviews_own_callback_comes_first() -> None:
    destination = choose_destination(EVENT, callback_url="https://ats.example/hook", endpoint=OWN)

    assert destination == WebhookDestination(url="https://ats.example/hook", endpoint_id=None)


def test_the_endpoint_of_the_tenant_comes_second() -> None:
    destination = choose_destination(EVENT, callback_url=None, endpoint=OWN)

    assert destination == WebhookDestination(url="https://tenant.example/in", endpoint_id=ID)


def test_without_any_endpoint_there_is_no_target() -> None:
    assert choose_destination(EVENT, callback_url=None, endpoint=None) is None


def test_a_paused_endpoint_gets_nothing() -> None:
    paused = WebhookEndpoint(id=ID, url=OWN.url, is_active=False)

    assert choose_destination(EVENT, callback_url=None, endpoint=paused) is None


def test_an_endpoint_gets_the_events_it_subscribed_to() -> None:
    choosy = WebhookEndpoint(id=ID, url=OWN.url, events=frozenset({EVENT}))

    assert choose_destination(EVENT, callback_url=None, endpoint=choosy) is not None
    assert choose_destination("interview.started", callback_url=None, endpoint=choosy) is None


def test_the_tenants_secret_signs_with_the_installations_as_fallback() -> None:
    assert choose_signing_secrets(OWN, "installation") == ("s" * 32,)
    assert choose_signing_secrets(WebhookEndpoint(id=ID, url=OWN.url), "installation") == (
        "installation",
    )
    assert choose_signing_secrets(None, "installation") == ("installation",)
    assert "ssss" not in repr(OWN)
