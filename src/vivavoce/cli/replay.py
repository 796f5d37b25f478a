"""``vivavoce replay``: replays a session from its log, and verifies it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from vivavoce.app.operator import TenantSessionReplay, replay_session
from vivavoce.app.platform import connect_to_platform
from vivavoce.cli.runner import EXIT_REFUSED, EXIT_USAGE, fail, fail_with, run
from vivavoce.cli.settings import read_settings_quietly
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain.event_codec import encode
from vivavoce.live.domain.events import get_event_actor
from vivavoce.live.domain.replay import ReplayedEvent
from vivavoce.live.usecases.session_replay import ReplayVerification, read_event_stream, verify_log


@click.command()
@click.argument("session")
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON document.")
def replay(session: str, wants_json: bool) -> None:
    """Replay SESSION from its log: every event at its time, with the resulting state.

    SESSION is a session's id, as the API or log lines show it (int_ and 32 hex digits), or a file of
    events, one JSON object a line with seq, at, type, v, open and personal. The log is replayed twice, and
    the stored session row is compared with the result. What people said is not printed.

    Exit codes: 0 replayed and consistent; 1 there is no such session, the log cannot be read, or there is a
    difference; 2 wrong use or a wrong setting; 3 the platform is not running or the database is
    unavailable.
    """
    verified, organization = _replay_source(session)
    if wants_json:
        click.echo(
            json.dumps(_replay_to_json(verified, organization), ensure_ascii=False, indent=2)
        )
    else:
        _print_replay(verified, organization)
    sys.exit(EXIT_REFUSED if verified.disagreements else 0)


def _replay_source(session: str) -> tuple[ReplayVerification, str | None]:
    file = Path(session)
    if file.is_file():
        try:
            return verify_log(
                read_event_stream(file.read_text(encoding="utf-8").splitlines())
            ), None
        except UnicodeDecodeError:
            fail(f"{session} is not a text file.", EXIT_REFUSED)
        except VivavoceError as error:
            fail_with(error)
    try:
        session_id = UUID(session.removeprefix("int_"))
    except ValueError:
        fail(
            f"'{session}' is neither a session's id nor a file. See 'vivavoce replay -h'.",
            EXIT_USAGE,
        )
    replayed = run(_replay_stored_session(read_settings_quietly(), session_id))
    return replayed.verified, replayed.organization


async def _replay_stored_session(settings: Settings, session_id: UUID) -> TenantSessionReplay:
    async with connect_to_platform(settings, name="operator") as platform:
        return await replay_session(platform, session_id)


def _print_replay(verified: ReplayVerification, organization: str | None) -> None:
    replayed = verified.replayed
    created = replayed.state.created
    whose = f" of '{organization}'" if organization else ""
    click.echo(
        f"Session {created.session_id}{whose}: {created.profile}, attempt {created.attempt},"
        f" {replayed.state.status}, {len(replayed.turns)} turns,"
        f" {len(replayed.state.answered_question_ids)} of {created.question_count} questions answered"
    )
    width = max(len(moment.record.event.type) for moment in replayed.events)
    for moment in replayed.events:
        click.echo(
            f"{_format_offset(moment.offset_ms):>10}  {moment.record.seq:>4}"
            f"  {moment.record.event.type:<{width}}  {moment.status}"
        )
    if replayed.is_text_erased:
        click.echo("The text of this session was erased.")
    for disagreement in verified.disagreements:
        click.echo(f"DISAGREES: {disagreement}")
    if not verified.disagreements:
        row = ", and they match the session's row" if organization else ""
        click.echo(f"Two replays gave the same bytes ({replayed.digest[:16]}){row}.")


def _format_offset(offset_ms: int) -> str:
    seconds, ms = divmod(offset_ms, 1000)
    return f"{seconds // 60}:{seconds % 60:02}.{ms:03}"


def _replay_to_json(
    verified: ReplayVerification, organization: str | None
) -> dict[str, Any]:  # Any: JSON
    replayed = verified.replayed
    created = replayed.state.created
    return {
        "session": {
            "id": created.session_id,
            "interview_id": created.interview_id,
            "organization": organization,
            "profile": created.profile,
            "attempt": created.attempt,
            "state": replayed.state.status,
            "turns": len(replayed.turns),
            "answered": sorted(replayed.state.answered_question_ids),
            "words_erased": replayed.is_text_erased,
        },
        "events": [_moment_to_json(moment) for moment in replayed.events],
        "clock": [
            {"offset_ms": change.offset_ms, "seq": change.seq, "is_running": change.is_running}
            for change in replayed.clock_changes
        ],
        "digest": replayed.digest,
        "disagreements": list(verified.disagreements),
    }


def _moment_to_json(moment: ReplayedEvent) -> dict[str, Any]:  # Any: JSON
    event = moment.record.event
    stored = encode(event)
    return {
        "seq": moment.record.seq,
        "at": format_timestamp(moment.record.at),
        "offset_ms": moment.offset_ms,
        "type": stored.type,
        "v": stored.v,
        "actor": get_event_actor(event),
        "state": moment.status,
        "payload": stored.open,
    }
