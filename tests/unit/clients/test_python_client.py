"""The Python client: what it sends, what it sends again, and how it reports errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from vivavoce.hiring.domain.workflow import (
    OPEN_STATES,
    TRANSITION_RULES,
    InterviewState,
    InterviewTransition,
)
from vivavoce_client import (
    ApiError,
    AsyncVivavoce,
    InterviewStoppedError,
    UnreachableError,
    Vivavoce,
    WaitTimeoutError,
)

URL = "https://vivavoce.test/"
Answer = httpx.Response | Exception


class Server:
    """Answers the requests of a client in turn, and keeps them."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def client_of(server: Server, **options: object) -> Vivavoce:
    http = httpx.Client(transport=httpx.MockTransport(server))
    return Vivavoce(URL, "vv_key", http=http, **options)  # type: ignore[arg-type]


def answer(body: object, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(
        status, json=body, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )


def busy(status: int = 503) -> httpx.Response:
    return answer({"code": "busy", "detail": "Busy."}, status, retry_after="0")


@pytest.mark.parametrize(
    "url", [URL, "https://vivavoce.test/api/v1", "https://vivavoce.test/api/v1/"]
)
def test_the_address_may_be_that_of_the_platform_or_of_its_api(url: str) -> None:
    server = Server(answer({"runId": "run_1"}))
    http = httpx.Client(transport=httpx.MockTransport(server))

    Vivavoce(url, "vv_key", http=http).interviews.get("run_1")

    assert str(server.requests[0].url) == "https://vivavoce.test/api/v1/interviews/run_1"


def test_a_request_names_the_caller_and_the_body() -> None:
    server = Server(answer({"runId": "run_1"}, 201))

    created = client_of(server).interviews.create({"candidateName": "Ada", "skills": ["SQL"]})

    (request,) = server.requests
    assert created["runId"] == "run_1"
    assert str(request.url) == "https://vivavoce.test/api/v1/interviews"
    assert request.headers["X-API-Key"] == "vv_key"
    assert json.loads(request.content) == {"candidateName": "Ada", "skills": ["SQL"]}


def test_a_batch_is_sent_again_with_the_same_key_and_has_a_result_for_each_interview() -> None:
    results = [{"index": 0, "status": "created"}]
    server = Server(busy(), answer({"results": results, "created": 1}))

    batch = client_of(server).interviews.create_batch([{"candidateName": "Ada"}])

    assert batch["results"] == results
    assert str(server.requests[1].url) == "https://vivavoce.test/api/v1/interviews/batch"
    assert json.loads(server.requests[1].content) == {"interviews": [{"candidateName": "Ada"}]}
    assert len({each.headers["Idempotency-Key"] for each in server.requests}) == 1


@pytest.mark.parametrize("failure", [busy(), busy(429), busy(502), httpx.ReadTimeout("")])
def test_a_keyed_request_is_sent_again_with_the_same_key(failure: Answer) -> None:
    server = Server(failure, answer({"runId": "run_1"}, 201))

    client_of(server).interviews.create({}, idempotency_key="application-4711")

    assert [each.headers["Idempotency-Key"] for each in server.requests] == ["application-4711"] * 2


def test_a_request_keeps_the_name_that_its_sender_gives_it() -> None:
    refusal = {"code": "not_found", "detail": "No.", "requestId": "nightly-import-17"}
    server = Server(busy(), answer(refusal, 404))

    with pytest.raises(ApiError) as refused:
        client_of(server).request("GET", "/interviews/none", request_id="nightly-import-17")

    names = [each.headers["X-Request-Id"] for each in server.requests]
    assert names == ["nightly-import-17"] * 2
    assert refused.value.request_id == "nightly-import-17"
    assert "X-Request-Id" not in str(server.requests[0].url)


def test_options_hold_for_every_method_and_only_for_their_calls() -> None:
    server = Server(busy(), answer({"state": "APPROVED"}), answer({}), answer({}, 201))
    client = client_of(server)

    once = client.with_options(timeout_s=7, idempotency_key="approval-17", request_id="nightly-17")
    once.interviews.approve_plan("run_1")
    once.interviews.get("run_1")
    client.interviews.create({})

    names = ("Idempotency-Key", "X-Request-Id")
    sent = [tuple(each.headers.get(name) for name in names) for each in server.requests[:3]]
    assert sent == [("approval-17", "nightly-17")] * 2 + [(None, "nightly-17")]
    assert [each.extensions["timeout"]["read"] for each in server.requests] == [7, 7, 7, 5]
    assert server.requests[3].headers["Idempotency-Key"] != "approval-17"
    assert "X-Request-Id" not in server.requests[3].headers


@pytest.mark.parametrize(
    "failure", [busy(502), httpx.ReadTimeout("")], ids=["an answer", "no answer"]
)
def test_a_key_from_the_options_makes_any_request_repeatable(failure: Answer) -> None:
    server = Server(failure, answer({"state": "APPROVED"}))

    client_of(server).with_options(idempotency_key="skill-17").request("POST", "/mcp/skills", {})

    assert len(server.requests) == 2


def test_decisions_about_a_plan_and_a_cancellation_can_be_sent_again() -> None:
    server = Server(*(each for _ in range(4) for each in (busy(502), answer({}))))
    interviews = client_of(server).interviews

    interviews.approve_plan("run_1")
    interviews.reject_plan("run_1", {"comments": "Filled."})
    interviews.request_plan_changes("run_1", {"comments": "Remove question 3."})
    interviews.cancel("run_1", {"reason": "Filled."})

    keys = [each.headers["Idempotency-Key"] for each in server.requests]
    assert keys[::2] == keys[1::2]
    assert len(set(keys)) == 4
    assert {each.method for each in server.requests} == {"POST"}
    assert [each.url.path for each in server.requests[::2]] == [
        f"/api/v1/interviews/run_1/{step}"
        for step in ("plan/approve", "plan/reject", "plan/changes", "cancel")
    ]
    assert [json.loads(each.content) for each in server.requests[::2]] == [
        {},
        {"comments": "Filled."},
        {"comments": "Remove question 3."},
        {"reason": "Filled."},
    ]


def test_a_key_of_the_call_comes_before_that_of_the_options() -> None:
    server = Server(answer({}, 201), answer({}, 201))
    client = client_of(server).with_options(idempotency_key="mine")

    client.interviews.create({})
    client.interviews.create({}, idempotency_key="of the call")

    assert [each.headers["Idempotency-Key"] for each in server.requests] == ["mine", "of the call"]


def test_options_can_switch_retries_off_and_closing_them_leaves_the_client_open() -> None:
    server = Server(busy(), answer({}))
    client = client_of(server)

    with client.with_options(max_retries=0) as once, pytest.raises(ApiError):
        once.interviews.get("run_1")

    assert client.interviews.get("run_1") == {}


def test_each_creation_has_a_key_of_its_own() -> None:
    server = Server(answer({}, 201), answer({}, 201))
    client = client_of(server)

    client.interviews.create({})
    client.interviews.create({})

    assert len({each.headers["Idempotency-Key"] for each in server.requests}) == 2


@pytest.mark.parametrize(
    ("failure", "error"), [(busy(502), ApiError), (httpx.ReadTimeout(""), UnreachableError)]
)
def test_a_request_that_may_have_had_an_effect_is_not_sent_again(
    failure: Answer, error: type[Exception]
) -> None:
    server = Server(failure)

    with pytest.raises(error):
        client_of(server).interviews.confirm_decision("run_1", "dec_1")

    assert len(server.requests) == 1


@pytest.mark.parametrize("failure", [busy(429), busy(503), httpx.ConnectError("refused")])
def test_a_request_that_was_not_taken_is_sent_again(failure: Answer) -> None:
    server = Server(failure, answer({"status": "FINAL"}))

    decision = client_of(server).interviews.confirm_decision("run_1", "dec_1")

    assert decision["status"] == "FINAL"


def test_retries_end_and_the_last_error_is_raised() -> None:
    server = Server(busy(), busy())

    with pytest.raises(ApiError) as caught:
        client_of(server, max_retries=1).interviews.get("run_1")

    assert (caught.value.status, len(server.requests)) == (503, 2)


def test_a_long_pause_is_left_to_the_program() -> None:
    server = Server(answer({"code": "rate_limited", "detail": "Wait."}, 429, retry_after="3600"))

    with pytest.raises(ApiError) as caught:
        client_of(server).interviews.get("run_1")

    assert caught.value.retry_after_s == 3600


def test_an_error_has_the_code_the_request_id_and_the_wrong_members() -> None:
    wrong = [{"field": "level", "code": "unknown", "message": "'X' is no level."}]
    problem = {"code": "validation", "detail": "Mend it.", "requestId": "req_1", "errors": wrong}
    server = Server(answer(problem, 400))

    with pytest.raises(ApiError, match=r"Mend it\. \(400 validation, request req_1\)") as caught:
        client_of(server).interviews.create({})

    error = caught.value
    assert (error.status, error.code, error.request_id) == (400, "validation", "req_1")
    assert error.errors == wrong


@pytest.mark.parametrize(
    "foreign",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(404, text="<html>"),
        httpx.Response(301, headers={"Location": "https://elsewhere.test"}),
        answer(["no problem"], 500),
    ],
)
def test_an_answer_of_another_server_says_so(foreign: httpx.Response) -> None:
    with pytest.raises(ApiError, match="Is the address right") as caught:
        client_of(Server(foreign)).interviews.get("run_1")

    assert caught.value.code == "unexpected_answer"


@pytest.mark.parametrize(
    ("key", "path"), [("a/b?c", "/api/v1/interviews/a%2Fb%3Fc"), ("é", "/api/v1/interviews/%C3%A9")]
)
def test_an_id_stays_one_part_of_the_path(key: str, path: str) -> None:
    server = Server(answer({}))

    client_of(server).interviews.get(key)

    assert server.requests[0].url.raw_path.decode() == path


def test_a_query_in_the_path_stays_beside_that_of_the_call() -> None:
    server = Server(answer({}), answer({}))
    client = client_of(server)

    client.request("GET", "/sessions/int_1/events?limit=500")
    client.request("GET", "/sessions/int_1/events?limit=500", after=2, kind=["a", "b"])

    queries = [each.url.query.decode() for each in server.requests]
    assert queries == ["limit=500", "limit=500&after=2&kind=a&kind=b"]


@pytest.mark.parametrize("key", ["", ".", ".."])
def test_an_empty_id_is_refused_before_it_names_another_operation(key: str) -> None:
    with pytest.raises(ValueError, match="is not an id"):
        client_of(Server()).interviews.cancel(key)


def test_a_list_reads_pages_as_they_are_needed() -> None:
    pages = (
        answer({"data": [{"id": "1"}, {"id": "2"}], "nextCursor": "abc"}),
        answer({"data": [{"id": "3"}], "nextCursor": None}),
    )
    server = Server(*pages)

    found = client_of(server).interviews.list(state=["PENDING", "APPROVED"], limit=2)

    assert [next(found)["id"], next(found)["id"], len(server.requests)] == ["1", "2", 1]
    assert [each["id"] for each in found] == ["3"]
    assert server.requests[1].url.params.get_list("state") == ["PENDING", "APPROVED"]
    assert server.requests[1].url.params["cursor"] == "abc"


def test_all_templates_are_read_page_by_page() -> None:
    server = Server(
        answer({"templates": [{"id": "1"}], "nextCursor": "abc"}),
        answer({"templates": [{"id": "2"}], "nextCursor": None}),
    )

    found = client_of(server).templates.list()

    assert [each["id"] for each in found] == ["1", "2"]
    assert server.requests[1].url.params["cursor"] == "abc"


def test_waiting_ends_with_the_state_that_was_reached() -> None:
    server = Server(answer({"state": "GENERATING_PLAN"}), answer({"state": "PENDING"}))

    status = client_of(server).interviews.wait_for("run_1", "PENDING", every_s=0)

    assert status["state"] == "PENDING"


def test_waiting_too_long_says_where_the_interview_is_and_what_failed() -> None:
    failure = {"stage": "planning", "code": "planner_failed", "attempts": 3}
    server = Server(answer({"state": "GENERATING_PLAN", "failure": failure}))

    with pytest.raises(WaitTimeoutError) as waited:
        client_of(server).interviews.wait_for("run_1", "PENDING", "APPROVED", timeout_s=0)

    assert waited.value.status["failure"] == failure
    assert str(waited.value) == (
        "The interview 'run_1' is GENERATING_PLAN, not PENDING or APPROVED"
        " (planning failed: planner_failed, attempt 3)."
    )


STOPPED: list[tuple[dict[str, object], str]] = [
    (
        {"state": "INFO_NEEDED", "missingFields": [{"field": "level"}, {"field": "skills"}]},
        "stopped in INFO_NEEDED, not PENDING (missing level; missing skills)",
    ),
    ({"state": "REJECTED", "missingFields": None}, "stopped in REJECTED, not PENDING"),
    (
        {"state": "CANCELLED", "cancelReason": "EXPIRED"},
        "stopped in CANCELLED, not PENDING (canceled: EXPIRED)",
    ),
    ({"state": "ASSESSMENT_APPROVED"}, "stopped in ASSESSMENT_APPROVED, not PENDING"),
    ({"state": "APPROVED"}, "is already APPROVED, not PENDING"),
]


@pytest.mark.parametrize(("status", "expected"), STOPPED)
def test_waiting_ends_at_once_if_the_state_cannot_come_any_more(
    status: dict[str, object], expected: str
) -> None:
    seen: list[str] = []

    with pytest.raises(InterviewStoppedError) as stopped:
        client_of(Server(answer(status))).interviews.wait_for(
            "run_1", "PENDING", on_status=lambda each: seen.append(each["state"])
        )

    assert str(stopped.value) == f"The interview 'run_1' {expected}."
    assert stopped.value.status == status
    assert seen == [stopped.value.state]


def later_states(state: InterviewState) -> set[InterviewState]:
    """The states that can still come from one, if nobody sends the plan or the assessment back."""
    back = {InterviewTransition.MODIFY, InterviewTransition.REASSESS}
    found: set[InterviewState] = set()
    ahead = [state]
    while ahead:
        last = ahead.pop()
        new = {
            rule.target
            for name, rule in TRANSITION_RULES.items()
            if last in rule.sources and name not in back
        }
        ahead += new - found
        found |= new
    return found


@pytest.mark.parametrize("state", sorted(OPEN_STATES - {InterviewState.INFO_NEEDED}))
def test_a_wait_goes_on_exactly_for_the_states_that_the_workflow_still_reaches(
    state: InterviewState,
) -> None:
    going_on: set[InterviewState] = set()
    for wanted in set(InterviewState) - {state}:
        try:
            client_of(Server(answer({"state": state.value}))).interviews.wait_for(
                "run_1", wanted.value, timeout_s=0
            )
        except WaitTimeoutError:
            going_on.add(wanted)
        except InterviewStoppedError:
            continue

    assert going_on == later_states(state) - {state}


def test_a_wait_goes_on_in_and_for_states_of_a_later_version() -> None:
    for state, wanted in (("PAUSED", "PENDING"), ("APPROVED", "PAUSED")):
        with pytest.raises(WaitTimeoutError):
            client_of(Server(answer({"state": state}))).interviews.wait_for(
                "run_1",
                wanted,  # type: ignore[arg-type]
                timeout_s=0,
            )


@pytest.mark.parametrize(("status", "_"), STOPPED)
def test_a_final_state_can_be_waited_for(status: dict[str, object], _: str) -> None:
    found = client_of(Server(answer(status))).interviews.wait_for("run_1", status["state"])  # type: ignore[arg-type]

    assert found == status


async def test_the_async_client_ends_a_wait_in_the_same_way() -> None:
    server = Server(answer({"state": "RECEIVED"}), answer({"state": "INFO_NEEDED"}))
    http = httpx.AsyncClient(transport=httpx.MockTransport(server))

    async with AsyncVivavoce(URL, "vv_key", http=http) as client:
        with pytest.raises(InterviewStoppedError):
            await client.interviews.wait_for("run_1", "PENDING", every_s=0)


def test_a_key_and_a_token_together_are_refused() -> None:
    with pytest.raises(ValueError, match="either 'api_key' or 'token'"):
        Vivavoce(URL, "vv_key", token="person")


@pytest.mark.parametrize("url", ["", "localhost:3009", "ftp://vivavoce.test"])
@pytest.mark.parametrize("client", [Vivavoce, AsyncVivavoce])
def test_an_address_that_is_not_http_is_refused(
    client: type[Vivavoce | AsyncVivavoce], url: str
) -> None:
    with pytest.raises(ValueError, match=f"'{url}' is no http address"):
        client(url, "vv_key")


@pytest.mark.parametrize("credential", ["sk_live_…", "from_a_file\n"])
@pytest.mark.parametrize("client", [Vivavoce, AsyncVivavoce])
def test_a_credential_that_no_header_can_carry_is_refused_by_name(
    client: type[Vivavoce | AsyncVivavoce], credential: str
) -> None:
    with pytest.raises(ValueError, match="'api_key' has a character") as refused:
        client(URL, credential)
    with pytest.raises(ValueError, match="'token' has a character"):
        client(URL, token=credential)

    assert credential not in str(refused.value)


def test_an_empty_answer_is_none() -> None:
    server = Server(httpx.Response(204))

    assert client_of(server).request("delete", "/interviews/run_1") is None
    assert server.requests[0].method == "DELETE"


async def test_the_async_client_does_the_same() -> None:
    server = Server(
        busy(),
        answer({"data": [{"id": "1"}], "nextCursor": "abc"}),
        answer({"data": [{"id": "2"}], "nextCursor": None}),
        httpx.ReadTimeout(""),
        httpx.ReadTimeout(""),
        answer({"state": "APPROVED"}),
    )
    http = httpx.AsyncClient(transport=httpx.MockTransport(server))

    async with AsyncVivavoce(URL, token="person", http=http) as client:
        found = [each["id"] async for each in client.interviews.list()]
        with pytest.raises(UnreachableError):
            await client.interviews.confirm_decision("run_1", "dec_1")
        once = client.with_options(timeout_s=7, idempotency_key="approval-17")
        await once.interviews.approve_plan("run_1")

    assert found == ["1", "2"]
    assert server.requests[-1].headers["Idempotency-Key"] == "approval-17"
    assert server.requests[-1].extensions["timeout"]["read"] == 7
    assert server.requests[0].headers["Authorization"] == "Bearer person"


def _public(kind: type) -> dict[str, Callable[..., object]]:
    return {name: what for name, what in vars(kind).items() if not name.startswith("_")}


def _pairs() -> Iterator[tuple[type, type]]:
    http = httpx.Client()
    sync = Vivavoce(URL, http=http)
    other = AsyncVivavoce(URL)
    for name in ("interviews", "templates", "webhook_endpoint"):
        yield type(getattr(sync, name)), type(getattr(other, name))
    http.close()
    asyncio.run(other.close())


def test_both_clients_have_the_same_methods() -> None:
    assert _public(Vivavoce).keys() == _public(AsyncVivavoce).keys()
    for sync, other in _pairs():
        assert _public(sync).keys() == _public(other).keys()


def test_a_transcript_is_that_of_the_newest_session() -> None:
    said = {"sessionId": "s-2", "language": "en", "turns": []}
    server = Server(answer({"runId": "run_1", "sessionId": "s-2"}), answer(said))

    assert client_of(server).interviews.transcript("run_1") == said
    assert server.requests[1].url.path == "/api/v1/sessions/s-2/transcript"


def test_there_is_no_transcript_before_the_candidate_begins() -> None:
    server = Server(answer({"runId": "run_1", "sessionId": None}))
    http = httpx.AsyncClient(transport=httpx.MockTransport(server))

    assert asyncio.run(AsyncVivavoce(URL, "k", http=http).interviews.transcript("run_1")) is None
