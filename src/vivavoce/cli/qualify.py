"""``vivavoce qualify``: lets the configured model earn the right to score."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from vivavoce.app.qualification import (
    describe_rates,
    qualify_model,
    report_to_html,
    report_to_json,
    report_to_text,
)
from vivavoce.cli.runner import run
from vivavoce.cli.settings import read_settings_quietly

_STEPS = 20


@click.command()
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the report as an HTML page to this file.",
)
@click.option(
    "--record",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write each call with its answer to this folder.",
)
@click.option(
    "--replay",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Let the calls in this folder answer instead of the model. The certificate is for tests.",
)
def qualify(
    wants_json: bool, report: Path | None, record: Path | None, replay: Path | None
) -> None:
    """Let the configured model read 600 labeled answers, and certify what it may do.

    Makes about 1,800 requests, which may cost money. It shares LLM_REQUESTS_PER_MINUTE and
    LLM_TOKENS_PER_MINUTE with a running platform: to leave that more, set them lower for this command.
    Without a valid certificate a model does not score: the built-in rules score, and each scorecard says
    so. Exit codes: 0 passed, 1 not passed or a call failed, 2 a setting is wrong, 3 the database or the
    model is unavailable.
    """
    if record is not None and replay is not None:
        raise click.UsageError("Give --record or --replay, not both.")
    settings = read_settings_quietly("warning")
    if record is not None or replay is not None:
        settings = settings.model_copy(update={"llm_record": record, "llm_replay": replay})

    def show(count: int, total: int) -> None:
        if count % max(1, total // _STEPS) == 0:
            click.echo(f"{count} of {total} answers read", err=True)

    if replay is None and (rates := describe_rates(settings)) is not None:
        click.echo(rates, err=True)
    certificate = run(qualify_model(settings, show))
    if report is not None:
        report.write_text(report_to_html(certificate), "utf-8")
    click.echo(
        json.dumps(report_to_json(certificate), indent=2)
        if wants_json
        else report_to_text(certificate)
    )
    sys.exit(0 if certificate.is_passed else 1)
