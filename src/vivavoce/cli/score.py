"""``vivavoce score``: runs only the scorer, without a database."""

from __future__ import annotations

import json
from pathlib import Path

import click

from vivavoce.assessment.facade import score_files
from vivavoce.cli.runner import fail_with
from vivavoce.kernel.errors import VivavoceError

_InputFile = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("transcript", type=_InputFile)
@click.option("--rubric", required=True, type=_InputFile, help="Rubric or plan, as JSON.")
def score(transcript: Path, rubric: Path) -> None:
    """Score TRANSCRIPT against a rubric and print the scorecard as JSON.

    Both are JSON files (see examples/scoring). The same transcript, rubric and scorer version give the same
    bytes. Exit codes: 0 scored (scores, or reasons for none), 1 a file is invalid, 2 wrong use.
    """
    try:
        scorecard = score_files(transcript, rubric)
    except VivavoceError as error:
        fail_with(error)
    click.echo(json.dumps(scorecard, ensure_ascii=False, indent=2))
