"""First requests about people, access, webhooks and the organization."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.fakes.api_clients import Json
from tests.integration.api.prepared.first_request import FirstRequest, PreparedWorld
from tests.integration.api.prepared.organization import PASSWORD
from tests.integration.api.valid_bodies import BODIES

from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

Row = Callable[[PreparedWorld], FirstRequest]
NEW_PASSWORD = "opal harbor cello fern"


def about(name: str, thing: str, body: Json | None = None) -> Row:
    """Return a request with the id of a thing in its path."""
    return lambda world: FirstRequest(path={name: world.ids[thing]}, body=body)


def anyone(**members: str) -> Row:
    """Return a request without credentials whose body holds words of the world."""
    return lambda world: FirstRequest(
        body={name: world.ids[thing] for name, thing in members.items()}, caller=""
    )


def written(operation_id: str, **words: str) -> Row:
    """Return a request about a text of the organization, which words name."""
    return lambda world: FirstRequest(path=words, body=BODIES.get(operation_id))


def _change_password(world: PreparedWorld) -> FirstRequest:
    body = {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD}
    return FirstRequest(body=body, caller="changing")


def _with_new_password(token: str) -> Row:
    return lambda world: FirstRequest(
        body={"token": world.ids[token], "password": NEW_PASSWORD}, caller=""
    )


def _finish_sign_in(world: PreparedWorld) -> FirstRequest:
    body = {"state": world.ids["state"], "code": world.ids["code"]}
    return FirstRequest(body=body, headers={"Cookie": world.ids["cookie"]}, caller="")


def _provider(world: PreparedWorld) -> FirstRequest:
    return FirstRequest(body=world.identity_provider)


ORGANIZATION: Mapping[str, Row] = {
    **{
        name: written(name, kind="code", language="en")
        for name in ("change_email_text", "preview_email_text", "send_email_text_test")
    },
    "reset_email_text": written("reset_email_text", kind="code", language="en"),
    "change_consent_text": written("change_consent_text", language="en"),
    "preview_consent_text": written("preview_consent_text", language="en"),
    "speak_installation_voice": lambda world: FirstRequest(query={"engine": "espeak"}),
    "login": lambda world: FirstRequest(
        body={"email": build_demo_email("viewer"), "password": DEMO_PASSWORD}, caller=""
    ),
    "logout": lambda world: FirstRequest(caller="leaving_here"),
    "logout_everywhere": lambda world: FirstRequest(caller="leaving_everywhere"),
    "change_password": _change_password,
    "reset_password": _with_new_password("reset_token"),
    "rotate_api_key": about("key_id", "key", BODIES["rotate_api_key"]),
    "show_api_key": about("key_id", "key"),
    "revoke_api_key": about("key_id", "key_to_revoke"),
    "change_user_role": about("user_id", "user", BODIES["change_user_role"]),
    "remove_user": about("user_id", "user_to_remove"),
    "resend_invitation": about("invitation_id", "invitation"),
    "revoke_invitation": about("invitation_id", "invitation_to_revoke"),
    "read_invitation": anyone(token="invitation_to_read"),
    "accept_invitation": _with_new_password("invitation_to_accept"),
    "read_consent": lambda world: FirstRequest(body={"request": world.ids["consent_to_read"]}),
    "decide_consent": lambda world: FirstRequest(
        body={"request": world.ids["consent_to_decide"], "allow": True}
    ),
    "disconnect_application": about("application_id", "application"),
    "get_role": about("role_id", "role"),
    "change_role": about(
        "role_id", "role", {"name": "Changed by a test", "permissions": ["interview:read"]}
    ),
    "delete_role": about("role_id", "role_to_delete"),
    "start_organization_sign_in": lambda world: FirstRequest(
        body={"organization": "demo"}, caller=""
    ),
    "finish_organization_sign_in": _finish_sign_in,
    "put_identity_provider": _provider,
    "change_settings": lambda world: FirstRequest(body={"decisionDueHours": 48}),
    "put_webhook_config": lambda world: FirstRequest(body={"callbackUrl": world.ids["hook"]}),
    "list_interview_webhooks": lambda world: FirstRequest(
        path={"interview_id": world.interviews.shared("assessed").interview_id}
    ),
    "redeliver_webhook": about("message_id", "webhook"),
    "post_dead_letter_replay": about("letter_id", "dead_letter"),
    "cancel_model_qualification": lambda _: FirstRequest(
        path={"qualification_id": "0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"}
    ),
    "get_skill": about("skill_id", "skill"),
    "delete_skill": about("skill_id", "skill"),
    "change_saved_view": about("view_id", "view", BODIES["change_saved_view"]),
    "delete_saved_view": about("view_id", "view_to_delete"),
    "connect_calendar": lambda world: FirstRequest(
        body={**BODIES["connect_calendar"], "url": world.ids["calendar_address"]}
    ),
    "test_calendar": about("calendar_id", "calendar"),
    "disconnect_calendar": about("calendar_id", "calendar_to_disconnect"),
    "list_busy_times": lambda world: FirstRequest(query={"hostEmail": build_demo_email("admin")}),
    "get_template": about("template_id", "template"),
    "edit_template": about("template_id", "template", BODIES["edit_template"]),
    "delete_template": about("template_id", "template_to_delete"),
    "interview_from_template": about("template_id", "template", BODIES["interview_from_template"]),
    "list_template_versions": about("template_id", "template"),
    "put_ats_connection": lambda world: FirstRequest(
        path={"ats": "greenhouse"}, body=BODIES["put_ats_connection"]
    ),
}
