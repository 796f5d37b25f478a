"""``vivavoce interviews``: interviews from the request to the decision, over a platform's API."""

from __future__ import annotations

import functools
import itertools
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TextIO, cast, get_args

import click

from vivavoce.cli.runner import EXIT_REFUSED, EXIT_UNAVAILABLE, EXIT_USAGE, fail
from vivavoce_client import (
    ApiError,
    InterviewStoppedError,
    UnreachableError,
    Vivavoce,
    WaitTimeoutError,
)
from vivavoce_client.schemas import (
    ApprovePlanRequest,
    CancelInterviewRequest,
    HiringDecisionRequest,
    HiringOutcome,
    InterviewDetailResponse,
    InterviewFactsRequest,
    InterviewFilters,
    InterviewItemResponse,
    InterviewReceiptResponse,
    InterviewState,
    InterviewStateResponse,
    InterviewStatusResponse,
    ScorecardResponse,
    SessionTranscriptResponse,
    TranscriptTurnResponse,
)

_DEFAULT_URL = "http://127.0.0.1:3009"
_MAX_PAGE = 100
_json_option = click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
_FACT_OPTIONS = (
    ("--name", "candidateName", "The candidate's name."),
    ("--email", "candidateEmail", "The address that the invitation is sent to."),
    ("--position", "position", "The title of the position."),
    ("--level", "level", "JUNIOR, MID, SENIOR, LEAD or PRINCIPAL."),
    ("--external-id", "externalId", "Your own id; the same one again makes no second interview."),
)


@click.group()
def interviews() -> None:
    """Take interviews of a platform, here or elsewhere, from the request to the decision.

    VIVAVOCE_URL is its address (http://127.0.0.1:3009 by default). VIVAVOCE_API_KEY is an API key, or
    VIVAVOCE_TOKEN the token of a signed-in person.

    Exit codes: 0 done, 1 refused, 2 an argument or a variable is wrong, 3 the platform cannot be reached or
    failed.
    """


def _with_facts(command: Any) -> Any:  # Any: click's commands
    """Add the options that say what is to be asked about whom."""
    options = (
        *(click.option(option, fact.lower(), help=text) for option, fact, text in _FACT_OPTIONS),
        click.option(
            "--skill", "skills", multiple=True, help="A skill to ask about; repeat the option."
        ),
        click.option("--minutes", type=int, help="The planned length of the interview."),
        click.option(
            "--job",
            type=click.File(encoding="utf-8"),
            help="File with the job description; - for stdin.",
        ),
        click.option(
            "--file",
            "request",
            type=click.File(encoding="utf-8"),
            help="File with the facts as JSON; - for stdin. Options replace its members.",
        ),
        click.option(
            "--wait", "is_waiting", is_flag=True, help="Wait until the plan can be approved."
        ),
        _json_option,
    )
    return functools.reduce(lambda done, option: option(done), reversed(options), command)


@interviews.command()
@_with_facts
def create(is_waiting: bool, wants_json: bool, **facts: Any) -> None:  # Any: click's values
    """Request an interview. Facts that are missing are listed; add them with update."""
    body = _read_facts(**facts)
    with _client() as client:
        _print_request(client, client.interviews.create(body), is_waiting, wants_json)


@interviews.command()
@click.argument("key")
@_with_facts
def update(key: str, is_waiting: bool, wants_json: bool, **facts: Any) -> None:  # Any: as above
    """Add facts to an interview in the state INFO_NEEDED. KEY is its run id or its id."""
    body = _read_facts(**facts)
    with _client() as client:
        _print_request(client, client.interviews.update(key, body), is_waiting, wants_json)


def _read_facts(
    *,
    skills: tuple[str, ...],
    minutes: int | None,
    job: TextIO | None,
    request: TextIO | None,
    **facts: str | None,
) -> InterviewFactsRequest:
    """Return the facts of the file and of the options; exit if there are none."""
    body = _read_request(request)
    body |= {
        fact: facts[fact.lower()] for _, fact, _ in _FACT_OPTIONS if facts[fact.lower()] is not None
    }
    if skills:
        body["skills"] = list(skills)
    if minutes is not None:
        body["durationMinutes"] = minutes
    if job is not None:
        body["jobDescription"] = _read_text(job)
    if not body:
        raise click.UsageError("Give at least one fact, such as --name, or --file.")
    return cast("InterviewFactsRequest", body)


def _print_request(
    client: Vivavoce,
    answer: InterviewReceiptResponse | InterviewDetailResponse,
    is_waiting: bool,
    wants_json: bool,
) -> None:
    """Print the state of a request with what it lacks; first wait for the plan if that is wanted."""
    state: str = answer["state"]
    if is_waiting and not answer["missingFields"]:
        try:
            state = _wait_for_plan(client, answer["runId"])
        except InterviewStoppedError as stopped:
            state = stopped.state
    if wants_json:
        _print_json({**answer, "state": state})
        return
    click.echo(f"{answer['runId']}  {state}")
    for missing in answer["missingFields"]:
        click.echo(f"  missing: {missing['field']}. {_clean(missing['question'])}")
    for warning in answer.get("warnings", ()):
        click.echo(f"  note: {warning['field']}. {_clean(warning['message'])}")


@interviews.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(get_args(InterviewState), case_sensitive=False),
    help="Only interviews in this state; repeat the option for more.",
)
@click.option(
    "--search", help="Words of the name, an e-mail address, an id, or part of a position."
)
@click.option(
    "--limit",
    type=click.IntRange(1, 100_000),
    default=50,
    show_default=True,
    help="How many to list at most, newest first.",
)
@_json_option
def list_interviews(
    states: tuple[str, ...], search: str | None, limit: int, wants_json: bool
) -> None:
    """List interviews, newest first."""
    filters: InterviewFilters = {"limit": min(limit, _MAX_PAGE)}
    if states:
        filters["state"] = list(states)
    if search is not None:
        filters["search"] = search
    with _client() as client:
        found = list(itertools.islice(client.interviews.list(**filters), limit))
    if wants_json:
        _print_json({"data": found})
    elif found:
        _print_table(
            ("RUN", "STATE", "CANDIDATE", "POSITION", "REQUESTED"),
            [_to_row(interview) for interview in found],
        )
    else:
        click.echo("No interviews.", err=True)


@interviews.command()
@click.argument("key")
@_json_option
def show(key: str, wants_json: bool) -> None:
    """Show an interview with its plan and its assessment. KEY is its run id or its id."""
    with _client() as client:
        interview = client.interviews.get(key)
        plan = client.interviews.plan(key) if interview["planId"] else None
        assessment = client.interviews.assessment(key) if interview["assessmentId"] else None
    if wants_json:
        _print_json({**interview, "plan": plan, "assessment": assessment})
        return
    _print_facts(interview)
    if plan is not None:
        click.echo(f"\nPlan (version {plan['version']})")
        for competency in plan["document"]["competencies"]:
            click.echo(f"  {_clean(competency['name'])}")
            for question in competency.get("questions", []):
                click.echo(f"    - {_clean(question['text'])}")
    if assessment is not None:
        _print_scorecard(assessment["assessmentId"], assessment["scorecard"])


@interviews.command()
@click.argument("key")
@click.option("--comments", help="What to record with the approval.")
@click.option("--must-have", "must_haves", multiple=True, help="A competency that is required.")
@_json_option
def approve(key: str, comments: str | None, must_haves: tuple[str, ...], wants_json: bool) -> None:
    """Approve the plan of an interview, which invites the candidate. KEY is its run id or its id."""
    approval: ApprovePlanRequest = {}
    if comments is not None:
        approval["comments"] = comments
    if must_haves:
        approval["mustHaveCompetencies"] = list(must_haves)
    with _client() as client:
        approved = client.interviews.approve_plan(key, approval)
    _print_state(approved, wants_json)


@interviews.command()
@click.argument("key")
@click.argument("wishes")
@_json_option
def change(key: str, wishes: str, wants_json: bool) -> None:
    """Request a new version of the plan with your WISHES. KEY is the interview's run id or its id."""
    with _client() as client:
        changed = client.interviews.request_plan_changes(key, {"comments": wishes})
    _print_state(changed, wants_json)


@interviews.command()
@click.argument("key")
@click.option("--reason", help="What to record in the history; the candidate is not sent it.")
@_json_option
def cancel(key: str, reason: str | None, wants_json: bool) -> None:
    """Cancel an interview that is not over. KEY is its run id or its id."""
    cancellation: CancelInterviewRequest = {} if reason is None else {"reason": reason}
    with _client() as client:
        canceled = client.interviews.cancel(key, cancellation)
    _print_state(canceled, wants_json)


@interviews.command()
@click.argument("key")
@_json_option
def transcript(key: str, wants_json: bool) -> None:
    """Print what was said in the newest session. KEY is the interview's run id or its id."""
    with _client() as client:
        said = client.interviews.transcript(key)
    if wants_json:
        _print_json(said)
    elif said is None:
        click.echo("The candidate has not begun.", err=True)
    else:
        _print_transcript(said)


@interviews.command()
@click.argument("key")
@click.argument("outcome", type=click.Choice(get_args(HiringOutcome), case_sensitive=False))
@click.option(
    "--assessment",
    "assessment_id",
    required=True,
    help="The id of the assessment that you have read, as show prints it. A newer one is not decided on.",
)
@click.option("--comments", help="The reason, in at least two words; a rejection needs one.")
@click.option(
    "--second-person", is_flag=True, help="A second person must confirm before it is final."
)
@_json_option
def decide(
    key: str,
    outcome: HiringOutcome,
    assessment_id: str,
    comments: str | None,
    second_person: bool,
    wants_json: bool,
) -> None:
    """Record what you decided about the candidate. KEY is the interview's run id or its id.

    It needs VIVAVOCE_TOKEN, the token of a signed-in person; an API key cannot decide.
    """
    decision: HiringDecisionRequest = {"assessmentId": assessment_id, "outcome": outcome}
    if comments is not None:
        decision["comments"] = comments
    if second_person:
        decision["asksSecondPerson"] = True
    with _client() as client:
        decided = client.interviews.decide(key, decision)
    if wants_json:
        _print_json(decided)
        return
    click.echo(f"{decided['decisionId']}  {decided['outcome']}  {decided['status']}")


def _print_state(answer: InterviewStateResponse, wants_json: bool) -> None:
    """Print the state of an interview after a transition, with the candidate's link if there is one."""
    if wants_json:
        _print_json(answer)
        return
    click.echo(f"{answer['runId']}  {answer['state']}")
    if link := answer.get("interviewLink"):
        click.echo(link)


def _print_transcript(said: SessionTranscriptResponse) -> None:
    """Print the turns, each with its number, to which evidence refers."""
    for turn in said["turns"]:
        if turn["isDropped"]:
            continue
        speaker = "Interviewer" if turn["role"] == "agent" else "Candidate"
        click.echo(f"{turn['turn']:>3}  {speaker:<11}  {_clean(turn['text'])}{_mark(turn)}")


def _mark(turn: TranscriptTurnResponse) -> str:
    """Return what a reader must know about a turn beside its words."""
    if not turn["text"]:
        return "(erased)"
    return "  (not checked by the candidate)" if turn["isDraft"] else ""


_PLAN_STEPS: tuple[str, ...] = ("RECEIVED", "VALIDATING_SKILLS", "GENERATING_PLAN", "PENDING")


def _wait_for_plan(client: Vivavoce, run_id: str) -> str:
    """Return the state once the plan waits for approval; show each step on the way."""
    terminal = sys.stderr
    wait = functools.partial(client.interviews.wait_for, run_id, "PENDING")
    if not terminal.isatty():
        return wait(on_status=_StateLines().show)["state"]
    with click.progressbar(
        range(len(_PLAN_STEPS) - 1), label="Waiting for the plan", show_eta=False, file=terminal
    ) as bar:

        def show(status: InterviewStatusResponse) -> None:
            state = status["state"]
            step = _PLAN_STEPS.index(state) if state in _PLAN_STEPS else bar.pos
            bar.label = f"Waiting for the plan: {state}"
            bar.update(max(step - bar.pos, 0))

        return wait(on_status=show)["state"]


class _StateLines:
    """Prints each state on a line of its own, once until it changes."""

    def __init__(self) -> None:
        self._last = ""

    def show(self, status: InterviewStatusResponse) -> None:
        """Print the state if it is not the last one."""
        if status["state"] != self._last:
            self._last = status["state"]
            click.echo(f"Waiting for the plan: {self._last}", err=True)


@contextmanager
def _client() -> Iterator[Vivavoce]:
    """Yield a client by the environment; exit with a sentence and a code if the platform refuses."""
    key, token = os.environ.get("VIVAVOCE_API_KEY"), os.environ.get("VIVAVOCE_TOKEN")
    if bool(key) == bool(token):
        fail("set VIVAVOCE_API_KEY, or VIVAVOCE_TOKEN, but not both.", EXIT_USAGE)
    url = os.environ.get("VIVAVOCE_URL") or _DEFAULT_URL
    if not url.startswith(("http://", "https://")):
        fail(f"VIVAVOCE_URL is '{url}', which is no http address.", EXIT_USAGE)
    try:
        with Vivavoce(url, key or None, token=token or None) as client:
            yield client
    except ApiError as error:
        details = "".join(f"\n  {each['field']}: {each['message']}" for each in error.errors)
        code = EXIT_UNAVAILABLE if error.status >= 500 else EXIT_REFUSED
        fail(_clean_lines(f"{error}{details}"), code)
    except (UnreachableError, WaitTimeoutError) as error:
        fail(str(error), EXIT_UNAVAILABLE)
    except ValueError as error:
        fail(str(error), EXIT_USAGE)


def _read_request(file: TextIO | None) -> dict[str, Any]:  # Any: JSON
    """Return the request in a file, {} without one; exit if it is not a JSON object."""
    if file is None:
        return {}
    try:
        body = json.loads(_read_text(file))
    except ValueError as error:
        fail(f"'{file.name}' is not JSON: {error}.", EXIT_USAGE)
    if not isinstance(body, dict):
        fail(f"'{file.name}' is not a JSON object.", EXIT_USAGE)
    return body


def _read_text(file: TextIO) -> str:
    try:
        return str(file.read())
    except UnicodeDecodeError:
        fail(f"'{file.name}' is not UTF-8 text.", EXIT_USAGE)


def _to_row(interview: InterviewItemResponse) -> tuple[str, ...]:
    return (
        interview["runId"],
        interview["state"],
        interview["candidateName"] or interview["candidateRef"] or "",
        interview["position"] or "",
        interview["createdAt"][:16].replace("T", " "),
    )


def _print_facts(interview: InterviewDetailResponse) -> None:
    facts: Mapping[str, object] = {
        "Run": interview["runId"],
        "State": interview["state"],
        "Candidate": interview["candidateName"] or interview["candidateRef"],
        "E-mail": interview["candidateEmail"],
        "Position": interview["position"],
        "Level": interview["level"],
        "Skills": ", ".join(interview["skills"]),
        "Requested": interview["createdAt"],
        "Link": interview.get("interviewLink"),
        "Missing": ", ".join(each["field"] for each in interview["missingFields"]),
    }
    for name, value in facts.items():
        if value:
            click.echo(f"{name:<10}  {_clean(str(value))}")


def _print_scorecard(assessment_id: str, scorecard: ScorecardResponse) -> None:
    recommendation = scorecard["recommendation"] or "no recommendation"
    click.echo(f"\nAssessment {assessment_id}")
    click.echo(f"  {_score(scorecard['overall_score']):>4}  Overall: {recommendation}")
    for competency in scorecard["competencies"]:
        reason = competency["insufficient_evidence"] or ""
        click.echo(f"  {_score(competency['score']):>4}  {_clean(competency['name'])}  {reason}")


def _score(score: float | None) -> str:
    return "-" if score is None else f"{score:.1f}"


def _print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    lines = [tuple(head), *(tuple(_clean(cell) for cell in row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _clean(text: str) -> str:
    """Return text of others on one line, without signs that would steer the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _clean_lines(text: str) -> str:
    return "\n".join(_clean(line) for line in text.split("\n"))
