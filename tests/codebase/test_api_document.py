"""The API document tells a client everything: what each part means, what can go wrong, what is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest
from tests.redocly import check_with_redocly
from tests.script_modules import load_script
from tests.whole_examples import COMPARED_ELSEWHERE

from vivavoce.analytics.routes import hiring_report
from vivavoce.app.api_document.closed_sets import VOLUNTARY_ANSWERS, list_closed_sets
from vivavoce.app.api_document.examples import EXAMPLES
from vivavoce.app.api_document.passed_on import ScorecardResponse
from vivavoce.app.api_document.value_meanings import MEANINGS, list_described_values
from vivavoce.app.api_document.webhook_events import WEBHOOK_BODIES
from vivavoce.assessment.domain.documents import serialize_full_scorecard
from vivavoce.assessment.domain.model_evidence.guards import CAPS
from vivavoce.contracts.profiles import ABILITY_NAMES, PROFILES
from vivavoce.contracts.transcript import (
    AbstainReason,
    CompetencyScore,
    Evidence,
    HeardElement,
    QuestionResult,
    Scorecard,
    ScorecardFlag,
    ScorerInfo,
)
from vivavoce.delivery.domain.webhook import WEBHOOK_EVENTS
from vivavoce.hiring.domain.comparison import NOT_ASSESSED
from vivavoce.hiring.domain.interview_export import RESULT_COLUMNS, write_csv
from vivavoce.hiring.routes import selection_rates
from vivavoce.infra.web.idempotency import WRITING_METHODS, shows_secret
from vivavoce.infra.web.problems import Problem
from vivavoce.kernel.caller import CallerKind
from vivavoce.live.domain.events import ReasonCode
from vivavoce.live.domain.transitions import SessionStatus
from vivavoce.voice.domain.calls.twilio import MEDIA_STREAM_PATH, build_connect_twiml

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
NAMES_OF_OTHERS = {
    *("after", "owner"),  # parameters of the operation
    "VIDEO_CONSENT",  # a frame of the session's socket
    "VOICE_CONSENT",  # another one
    *("ready", "incomplete", "wrong", "duplicate", "existing", "created"),
}
"""What descriptions of schemas name beside their own members; the last line are values of `status`."""
STOPPING_REASONS = {"COMPLETE", "BUDGET"}
ASKING_REASONS = {*get_args(ReasonCode)} - STOPPING_REASONS
METHODS = ("get", "put", "post", "patch", "delete")
WITHOUT_STATUS_401 = {"a2a_task", "health_detailed", "put_chunk"}
"""JSON-RPC answers with its own errors; the others accept further credentials."""
WITHOUT_IDEMPOTENCY_KEY = {
    "a2a_task",
    "cancel_run",
    "change_own_profile",
    "change_password",
    "continue_run",
    "logout",
    "logout_everywhere",
    "put_chunk",
    "put_result",
    "retry_plan",
    "start_run",
}
"""Sign-in, JSON-RPC, uploads and runs, as ``docs/explanation/api-behavior.md`` says."""
PARTS_OF_GROUPS = {
    get_args(AbstainReason),
    (NOT_ASSESSED, *get_args(AbstainReason)),
    get_args(CallerKind),
    get_args(SessionStatus),
    *VOLUNTARY_ANSWERS.values(),
    ("hiring", "panel"),
    ("text", "voice"),
    ("newest", "oldest"),
    ("pending", "in_progress", "completed", "unassigned"),
    ("opt_in", "off"),
    ("person", "interviewer"),
    ("interviewer", "candidate"),
}
"""Lists of values that take their meanings from a larger group of ``value_meanings.json``."""
SECRET = re.compile(
    r"(secret|password|ticket|token|IssuedApiKeyResponse.key|TestCodeResponse.code|(Upload|Link)Response.url)$"
)
"""What members with a secret are called."""
WHEN_NULL = re.compile(r"\b(null|absent|omitted|without one|not set|default|empty|unless)\b", re.I)
"""How a description says when the member has no value."""
FREE_OBJECTS = {
    "AssignmentResultResponse.presence_metrics",
    "AssignmentResultResponse.video_analysis",
    "AssistantAnswerResponse.structured",
    "AuditEntryResponse.details",
    "CandidateDataResponse.application",
    "CompletedReviewResponse.presence_metrics",
    "CompletedReviewResponse.video_analysis",
    "ConfigureSessionRequest.context",
    "ConversationMessageResponse.structured",
    "InterviewDetailResponse.candidateProfile",
    "InterviewFactsRequest.candidateProfile",
    "CorrectResumeRequest.resume",
    "InterviewFactsRequest.resume",
    "PreviewSessionRequest.context",
    "ReplayedEventResponse.payload",
    "SessionConfigResponse.context",
    "SessionEventResponse.payload",
    "StrictInterviewFactsRequest.candidateProfile",
    "StrictInterviewFactsRequest.resume",
    "WebInsightsResponse.items",
}
"""Objects whose members are not fixed: a partner's own JSON, or one event of many kinds."""


@pytest.fixture(scope="module")
def application() -> Any:  # Any: the gateway's FastAPI application
    return load_script("api_types").application()


@pytest.fixture(scope="module")
def document(application: Any) -> dict[str, Any]:
    found: dict[str, Any] = application.openapi()
    return found


def test_every_property_is_described(document: dict[str, Any]) -> None:
    silent = [
        f"{name}.{member}"
        for name, member, schema in properties(document)
        if not schema.get("description")
    ]

    assert silent == []


def test_every_member_has_an_example(document: dict[str, Any]) -> None:
    shown: dict[str, list[Any]] = {}
    for body, example in list_whole_examples(document):
        for where, value in list_shown_members(document, body, example):
            shown.setdefault(where, []).append(value)
    always = {
        f"{name}.{member}"
        for name, member, schema in properties(document)
        if re.match(r"Always (null|empty)|Not accepted", schema["description"])
    }
    without, counted = [], 0
    for name, member, schema in properties(document):
        where = f"{name}.{member}"
        values = [*list_own_examples(document, schema), *shown.get(where, ())]
        counted += 1
        is_shown = any(value not in (None, "", [], {}) for value in values)
        if not is_shown and not (where in always and values):
            without.append(where)

    assert without == []
    assert counted > 2800


def test_every_writing_operation_shows_a_whole_request_and_a_whole_response(
    document: dict[str, Any],
) -> None:
    lacking, shown = set(), 0
    for item in document["paths"].values():
        for method, operation in item.items():
            if method == "get":
                continue
            bodies = [operation.get("requestBody", {}).get("content", {}).get("application/json")]
            if bodies[0] is not None and "example" not in bodies[0]:
                lacking.add(operation["operationId"])
            answers = [
                answer["content"]["application/json"]
                for status, answer in operation["responses"].items()
                if status.startswith("2") and "application/json" in answer.get("content", {})
            ]
            shown += len(answers)
            if not all("example" in answer for answer in answers):
                lacking.add(operation["operationId"])

    assert lacking == set(), "an example is compared with a real answer"
    assert shown > 120


def test_every_reading_operation_shows_a_whole_response(document: dict[str, Any]) -> None:
    lacking, shown = set(), 0
    for item in document["paths"].values():
        answers = item.get("get", {}).get("responses", {})
        for status, answer in answers.items():
            if status.startswith("2") and "application/json" in answer.get("content", {}):
                shown += 1
                if "example" not in answer["content"]["application/json"]:
                    lacking.add(item["get"]["operationId"])

    assert lacking == set()
    assert shown > 100


def test_the_examples_of_csv_have_the_columns_of_the_files(document: dict[str, Any]) -> None:
    shown = {
        one["operationId"]: media["example"].splitlines()
        for one in operations({**document, "webhooks": {}})
        for kind, media in one["responses"].get("200", {}).get("content", {}).items()
        if kind == "text/csv"
    }

    assert {name: lines[0] for name, lines in shown.items()} == {
        "export_interviews": write_csv([]).strip(),
        "export_interview_results": ",".join(RESULT_COLUMNS),
        "export_hiring_report": ",".join(hiring_report.CSV_COLUMNS),
        "export_selection_rates": ",".join(selection_rates.CSV_COLUMNS),
    }
    assert all(line.count(",") == lines[0].count(",") for lines in shown.values() for line in lines)


def test_the_examples_of_other_texts_are_what_is_sent(document: dict[str, Any]) -> None:
    texts = {
        kind: media["example"]
        for one in operations({**document, "webhooks": {}})
        for kind, media in one["responses"].get("200", {}).get("content", {}).items()
        if kind not in ("application/json", "text/csv")
        and media["schema"].get("format") != "binary"
    }
    token = re.search(r'value="([^"]+)"', texts["text/xml"])

    assert set(texts) == {"application/x-ndjson", "text/markdown", "text/xml"}
    assert token is not None
    stream = "wss://interviews.example.com" + MEDIA_STREAM_PATH
    assert texts["text/xml"] == build_connect_twiml(stream, token[1])
    line = json.loads(texts["application/x-ndjson"])
    rooted = {
        "components": document["components"],
        "$ref": "#/components/schemas/ExportedInterviewResponse",
    }
    jsonschema_rs.Draft202012Validator(rooted, validate_formats=True).validate(line)


@pytest.mark.parametrize(("operation_id", "path"), COMPARED_ELSEWHERE.items())
def test_an_example_is_compared_where_a_real_answer_is(operation_id: str, path: str) -> None:
    text = (ROOT / "tests" / path).read_text(encoding="utf-8")

    assert f'members_only_in_example("{operation_id}"' in text


def test_every_description_says_more_than_what_null_means(document: dict[str, Any]) -> None:
    only_null = [
        f"{name}.{member}"
        for name, member, schema in properties(document)
        if schema["description"].startswith("Null")
    ]

    assert only_null == []


def test_every_value_that_is_offered_says_what_it_means(document: dict[str, Any]) -> None:
    offered = list_described_values(document)
    silent = {
        value: described.get("description", "")
        for described, values in offered
        for value in values
        if f"`{value}`" not in described.get("description", "")
    }

    assert len(offered) > 150
    assert silent == {}, "add their meaning to app/api_document/value_meanings.json"


def test_every_value_of_the_leaderboard_setting_says_what_it_means_today(
    document: dict[str, Any],
) -> None:
    schema = document["components"]["schemas"]["TenantSettingsRequest"]["properties"]["leaderboard"]

    assert "- `opt_in`: Only people who opt in appear." in schema["description"]
    assert "- `on`: As `opt_in`, from older clients." in schema["description"]


def test_your_own_planner_may_write_its_notes_in_any_language(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    own, shown = (
        schemas[name]["properties"]["notes"]["description"]
        for name in ("ExternalPlanRequest", "PlanDocumentResponse")
    )

    assert "English" not in own
    assert "unless your own planner wrote it" in " ".join(shown.split())


def test_a_meaning_from_a_larger_group_is_meant(document: dict[str, Any]) -> None:
    groups = json.loads(MEANINGS.read_text(encoding="utf-8"))
    borrowed = {
        tuple(values)
        for described, values in list_described_values(document)
        if not any(set(values) == group.keys() for group in groups)
        and any(
            f"- `{value}`: {group[value]}" in described.get("description", "")
            for group in groups
            for value in group.keys() & set(values)
        )
    }

    assert borrowed == PARTS_OF_GROUPS


def test_every_closed_set_is_in_the_document_and_examples_keep_to_it(
    document: dict[str, Any],
) -> None:
    schemas = document["components"]["schemas"]
    wrong = []
    for values, name in list_closed_sets():
        model, _, member = name.partition(".")
        schema = schemas[model]["properties"].get(member, {})
        parts = [schema, *alternatives(schema)]
        texts = [*parts, *(part["items"] for part in parts if "items" in part)]
        shown = [each for one in schema.get("examples", ()) for each in as_list(one)]
        if not any(text.get("enum") == list(values) for text in texts) or {*shown} - {*values}:
            wrong.append(name)

    assert wrong == []


def list_own_examples(document: dict[str, Any], schema: dict[str, Any]) -> list[Any]:
    """Return the examples of a member and of its parts; values and the members of an object count."""
    if "$ref" in schema:
        named = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return (
            [*named["properties"]] if "properties" in named else list_own_examples(document, named)
        )
    found = [*schema.get("examples", ()), *schema.get("enum", ())]
    found += [schema["const"]] if "const" in schema else []
    found += ["true", "false"] if schema.get("type") == "boolean" else []
    parts = [schema.get("additionalProperties"), schema.get("items"), *alternatives(schema)]
    inner = [part for part in parts if isinstance(part, dict)]
    return [*found, *(each for part in inner for each in list_own_examples(document, part))]


def list_whole_examples(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield the schema and the value of each example of a body, of an error, and of a whole model."""
    for operation in operations(document):
        for body in (operation.get("requestBody", {}), *operation["responses"].values()):
            for media in body.get("content", {}).values():
                if "example" in media:
                    yield media["schema"], media["example"]
    for named in document["components"]["examples"].values():
        yield {"$ref": "#/components/schemas/Problem"}, named["value"]
    for name, schema in document["components"]["schemas"].items():
        for example in schema.get("examples", ()):
            yield {"$ref": f"#/components/schemas/{name}"}, example


def list_shown_members(
    document: dict[str, Any], schema: dict[str, Any], value: Any
) -> Iterator[tuple[str, Any]]:
    """Yield each member of an example, as ``Model.member``, with its value."""
    name = schema.get("$ref", "").rpartition("/")[2]
    named = document["components"]["schemas"][name] if name else schema
    inner = [(part, value) for part in alternatives(named)]
    inner += [(named.get("items", {}), item) for item in (value if isinstance(value, list) else ())]
    for member, shown in value.items() if isinstance(value, dict) else ():
        if member in named.get("properties", {}):
            yield f"{name}.{member}", shown
        more = named.get("additionalProperties")
        own = named.get("properties", {}).get(member, more if isinstance(more, dict) else {})
        inner.append((own, shown))
    for part, each in inner:
        yield from list_shown_members(document, part, each)


def as_list(value: object) -> list[object]:
    """Return a list as it is, and anything else as a list of one."""
    return value if isinstance(value, list) else [value]


def test_no_meaning_of_a_value_is_left_over(document: dict[str, Any]) -> None:
    offered = {value for _, values in list_described_values(document) for value in values}
    groups = json.loads(MEANINGS.read_text(encoding="utf-8"))

    assert [value for group in groups for value in group if value not in offered] == []


def test_no_description_only_repeats_a_name(document: dict[str, Any]) -> None:
    texts = [
        (f"{name}.{member}", member, schema.get("description", ""))
        for name, member, schema in properties(document)
    ]
    hollow = [
        where
        for where, member, text in texts
        if fold(text) in (fold(member), f"the{fold(member)}") or len(text) < 6
    ]

    assert hollow == []


def test_the_description_of_a_schema_names_only_what_it_has(document: dict[str, Any]) -> None:
    foreign = {}
    for name, schema in document["components"]["schemas"].items():
        told = set(re.findall(r"``([A-Za-z_]\w*)``", schema.get("description", "")))
        values = {value for _, found in list_described_values(schema) for value in found}
        if more := told - schema.get("properties", {}).keys() - values - NAMES_OF_OTHERS:
            foreign[name] = sorted(more)

    assert foreign == {}


@pytest.mark.parametrize(
    ("schema", "member", "names"),
    [
        ("InterviewFactsRequest", "abilities", ABILITY_NAMES),
        (
            "InterviewFactsRequest",
            "profile",
            [name for name, profile in PROFILES.items() if profile.is_requestable],
        ),
        ("ScoreProvenanceResponse", "capped", CAPS),
        ("EvaluationProvenanceResponse", "capped", CAPS),
        ("InterviewerQualityResponse", "probes", sorted(ASKING_REASONS)),
        ("InterviewerQualityResponse", "stopReasons", sorted(STOPPING_REASONS)),
    ],
)
def test_the_keys_of_an_object_and_the_words_of_a_text_are_named(
    document: dict[str, Any], schema: str, member: str, names: list[str]
) -> None:
    text = document["components"]["schemas"][schema]["properties"][member]["description"]

    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_time_in_a_response_has_its_format(document: dict[str, Any]) -> None:
    without = [
        f"{name}.{member}"
        for name, member, schema in properties(document)
        if re.search("(^a|A|_a)t$|(^|_)since$|Since$|^timestamp$", member)
        and '"string"' in (text := json.dumps(schema))
        and "date-time" not in text
        and not name.endswith("Request")
    ]

    assert without == []


def test_every_member_of_a_response_that_can_be_null_says_when(document: dict[str, Any]) -> None:
    shown = [one["responses"] for one in operations(document)]
    shown += [one["post"]["requestBody"] for one in document["webhooks"].values()]
    silent = [
        f"{name}.{member}"
        for name in find_models(document, shown)
        for member, schema in document["components"]["schemas"][name].get("properties", {}).items()
        if any(part.get("type") == "null" for part in alternatives(schema))
        and not WHEN_NULL.search(schema["description"])
    ]

    assert silent == []
    assert "**Null.**" in document["info"]["description"]


def find_models(document: dict[str, Any], part: Any) -> list[str]:
    """Return the names of the models that a part of the document refers to, with those within."""
    found = re.findall(r"#/components/schemas/([\w.-]+)", json.dumps(part))
    names = list(dict.fromkeys(found))
    for name in names:
        more = json.dumps(document["components"]["schemas"][name])
        inner = dict.fromkeys(re.findall(r"#/components/schemas/([\w.-]+)", more))
        names += [one for one in inner if one not in names]
    return names


def test_every_parameter_body_and_response_is_described(document: dict[str, Any]) -> None:
    silent = []
    for operation in operations(document):
        name = operation["operationId"]
        silent += [
            f"{name}: {parameter['name']}"
            for parameter in operation.get("parameters", ())
            if not parameter.get("description")
        ]
        if "requestBody" in operation and not operation["requestBody"].get("description"):
            silent.append(f"{name}: body")
        silent += [
            f"{name}: {status}"
            for status, response in operation["responses"].items()
            if response["description"] in ("", "Successful Response", "Additional Response")
        ]

    assert silent == []


def test_no_response_with_content_is_said_to_have_no_body(
    document: dict[str, Any],
) -> None:
    wrong = [
        f"{operation['operationId']} {status}"
        for operation in operations(document)
        for status, response in operation["responses"].items()
        if "no body" in response["description"] and response.get("content")
    ]

    assert wrong == []


def test_a_text_of_json_lines_is_not_described_as_an_object(document: dict[str, Any]) -> None:
    results = document["paths"]["/api/v1/interviews/export/results"]["get"]
    content = results["responses"]["200"]["content"]

    assert content["application/x-ndjson"]["schema"] == {
        "type": "string",
        "contentMediaType": "application/x-ndjson",
        "contentSchema": {"$ref": "#/components/schemas/ExportedInterviewResponse"},
    }


def test_every_operation_has_a_summary_tags_credentials_and_errors(
    document: dict[str, Any],
) -> None:
    titles = {tag["name"] for tag in document["tags"]}

    for operation in operations(document):
        assert operation["summary"]
        assert operation["description"]
        assert operation["tags"]
        assert set(operation["tags"]) <= titles
        assert "security" in operation
        assert "4XX" in operation["responses"], operation["operationId"]
        if operation["security"] and operation["operationId"] not in WITHOUT_STATUS_401:
            assert "401" in operation["responses"], operation["operationId"]


def test_short_tokens_by_oauth_are_accepted_wherever_a_token_is(document: dict[str, Any]) -> None:
    flow = document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]
    unlike = [
        one["operationId"]
        for one in operations(document)
        if ({"bearer": []} in one["security"]) != ({"oauth2": []} in one["security"])
    ]

    assert unlike == []
    assert flow["tokenUrl"].endswith("/oauth/token")
    assert "interview:read" in flow["scopes"]


def test_every_tag_belongs_to_one_group_and_has_an_introduction(document: dict[str, Any]) -> None:
    grouped = [tag for group in document["x-tagGroups"] for tag in group["tags"]]

    assert sorted(grouped) == sorted(tag["name"] for tag in document["tags"])
    assert all(tag["description"] for tag in document["tags"])


def test_every_write_with_credentials_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    without = {
        one["operationId"]
        for one in list_writes(document)
        if one["security"] and "Idempotency-Key" not in headers(one)
    }

    assert without == WITHOUT_IDEMPOTENCY_KEY


def test_no_answer_with_a_secret_is_stored_for_repeated_requests(
    application: Any, document: dict[str, Any]
) -> None:
    routes = [one for one in application.routes if getattr(one, "takes_idempotency_key", False)]
    shown = {one.unique_id for one in routes if shows_secret(one.endpoint)}
    secret = {
        one["operationId"]
        for one in list_writes(document)
        if any(SECRET.search(name) for name in answered(document, one))
    }

    assert secret & {one.unique_id for one in routes} == shown
    assert "issue_api_key" in shown


def list_writes(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        operation
        for item in document["paths"].values()
        for method, operation in item.items()
        if method.upper() in WRITING_METHODS
    ]


def headers(operation: dict[str, Any]) -> set[str]:
    return {one["name"] for one in operation.get("parameters", ())}


def answered(document: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    """Return the members of what an operation answers, with those of the models within."""
    waiting = [body for status, body in operation["responses"].items() if status.startswith("2")]
    names: set[str] = set()
    schemas = document["components"]["schemas"]
    for text in (json.dumps(one.get("content", {})) for one in waiting):
        models = re.findall(r"#/components/schemas/([\w.-]+)", text)
        for model in models:
            names |= {f"{model}.{member}" for member in schemas[model].get("properties", {})}
            found = re.findall(r"#/components/schemas/([\w.-]+)", json.dumps(schemas[model]))
            models += [one for one in found if one not in models]
    return names


def test_limited_operations_document_what_is_left(document: dict[str, Any]) -> None:
    limited = {
        one["operationId"]
        for one in operations(document)
        if "RateLimit" in one["responses"].get("429", {}).get("headers", {})
    }

    assert limited >= {"configure_interview", "send_message", "synthesize_speech", "invite_person"}
    assert "login" not in limited


def test_bodies_have_a_type_and_free_objects_are_known(document: dict[str, Any]) -> None:
    untyped = [
        f"{operation['operationId']} {status} {kind}"
        for operation in operations(document)
        for status, response in operation["responses"].items()
        for kind, content in response.get("content", {}).items()
        if not content.get("schema")
    ]
    free = {
        f"{name}.{member}"
        for name, member, schema in properties(document)
        if any(is_free(part) for part in (schema, schema.get("items", {}), *alternatives(schema)))
    }

    assert untyped == []
    assert free == FREE_OBJECTS


def test_every_example_is_valid(document: dict[str, Any]) -> None:
    wrong, counted = [], 0
    registry = jsonschema_rs.Registry([("urn:document", {"components": document["components"]})])
    parts = [
        *all_schemas(document["components"]["schemas"], ""),
        *all_schemas(document["paths"], ""),
    ]
    for where, part in parts:
        examples = [*shown_by(part), *([part["example"]] if "example" in part else ())]
        if not examples:
            continue
        schema = json.dumps(part.get("schema", part)).replace('"#/', '"urn:document#/')
        validator = jsonschema_rs.Draft202012Validator(
            json.loads(schema), registry=registry, validate_formats=True
        )
        counted += len(examples)
        for example in examples:
            wrong += [f"{where}: {error.message}" for error in validator.iter_errors(example)]

    assert wrong == []
    assert counted > 300


def test_every_error_has_an_example_of_each_of_its_codes(document: dict[str, Any]) -> None:
    shared, counted = document["components"]["examples"], 0
    for operation in operations({**document, "webhooks": {}}):
        for status, response in operation["responses"].items():
            if not status.isdigit() or int(status) < 400:
                continue
            if operation["operationId"] == "health_ready":
                continue  # answers a monitor with its checks, not with a problem
            content = response["content"]["application/problem+json"]
            codes = re.findall(r"^- `(\w+)`", response["description"], re.M)
            assert list(content["examples"]) == codes, (operation["operationId"], status)
            for code, named in content["examples"].items():
                value = shared[named["$ref"].rpartition("/")[2]]["value"]
                Problem.model_validate(value)
                assert (value["code"], value["status"]) == (code, int(status))
                counted += 1

    assert counted > 2000


def shown_by(part: dict[str, Any]) -> list[Any]:
    """Return the examples of a schema; shared ones, which are named, have a test of their own."""
    examples = part.get("examples", ())
    return [] if isinstance(examples, dict) else list(examples)


def test_every_row_of_the_whole_examples_is_in_the_document(document: dict[str, Any]) -> None:
    rows = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    shown = {
        one["operationId"]: {
            status: media["example"]
            for status, response in one["responses"].items()
            for kind, media in response.get("content", {}).items()
            if kind == "application/json" and "example" in media
        }
        for one in operations(document)
    }

    assert rows
    assert {name: row.get("responses", {}) for name, row in rows.items()} == {
        name: shown.get(name) for name in rows
    }


def test_every_webhook_event_is_documented(document: dict[str, Any]) -> None:
    assert set(document["webhooks"]) == set(WEBHOOK_EVENTS) == set(WEBHOOK_BODIES)
    for event, methods in document["webhooks"].items():
        body = methods["post"]["requestBody"]["content"]["application/json"]["schema"]
        model = document["components"]["schemas"][body["$ref"].rpartition("/")[2]]
        assert model["properties"]["event"]["const"] == event


def test_every_webhook_event_has_an_example_of_its_own(document: dict[str, Any]) -> None:
    for event, methods in document["webhooks"].items():
        content = methods["post"]["requestBody"]["content"]["application/json"]
        example = content["example"]
        rooted = {"components": document["components"], **content["schema"]}

        assert example["event"] == event
        jsonschema_rs.Draft202012Validator(rooted, validate_formats=True).validate(example)
        WEBHOOK_BODIES[event].model_validate_json(json.dumps(example))


def test_a_scorecard_has_exactly_the_documented_members() -> None:
    evidence = Evidence(quote="I called", turn=3, start=0, end=8, sub_dimension="Acting", level=4)
    question = QuestionResult(
        question_id="q1",
        competency="Problem solving",
        score=3.5,
        insufficient_evidence=None,
        elements=(HeardElement(element="result", quote="I called", turn=3, start=0, end=8),),
        evidence=(evidence,),
    )
    competency = CompetencyScore(
        name="Problem solving",
        weight=1.0,
        is_required=False,
        minimum_acceptable_score=None,
        score=3.5,
        insufficient_evidence=None,
        confidence=0.8,
        evidence=(evidence,),
    )
    written = serialize_full_scorecard(
        Scorecard(
            overall_score=62.5,
            recommendation="MAYBE",
            competencies=(competency,),
            flags=(ScorecardFlag(kind="low_confidence", detail="Little was said."),),
            scorer=ScorerInfo(kind="built-in rules", version="v1"),
            questions=(question,),
        )
    )

    assert ScorecardResponse.model_validate(written).model_dump() == written


def test_the_errors_of_the_operations_match_the_code(application: Any) -> None:
    script = load_script("operation_errors")

    held = json.loads(script.OPERATION_ERRORS.read_text(encoding="utf-8"))
    assert held == script.read_operation_errors(application), (
        "They are old: run 'python scripts/operation_errors.py'."
    )


def test_redocly_finds_nothing_to_correct(document: dict[str, Any], tmp_path: Path) -> None:
    check_with_redocly(document, tmp_path)


def properties(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, schema in document["components"]["schemas"].items():
        for member, described in schema.get("properties", {}).items():
            yield name, member, described


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for paths in (document["paths"], document["webhooks"]):
        for methods in paths.values():
            yield from (methods[method] for method in METHODS if method in methods)


def all_schemas(part: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        yield where, part
        for name, inner in part.items():
            if name not in ("examples", "default", "const", "enum"):
                yield from all_schemas(inner, f"{where}/{name}")
    elif isinstance(part, list):
        for inner in part:
            yield from all_schemas(inner, where)


def alternatives(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [*schema.get("anyOf", ()), *schema.get("oneOf", ())]


def is_free(schema: dict[str, Any]) -> bool:
    more = schema.get("additionalProperties")
    return schema.get("type") == "object" and "properties" not in schema and more in (True, None)


def fold(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())
