"""``python -m vivavoce.testing``: serve imitated models, to try the platform without one."""

from __future__ import annotations

import asyncio
import sys

import click

from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.testing.faults import (
    FAULT_NAMES,
    FaultSchedule,
    InvalidScheduleError,
    parse_schedule,
)
from vivavoce.testing.mutants import MUTANTS
from vivavoce.testing.oracle import find_reader
from vivavoce.testing.server import ImitatedModels, Pace, build_models, serve_imitated_models

_DEFAULT_PORT = 8899
_DEFAULT_FAMILY = "openai-chat"
_READERS = ("oracle", "quotes", *MUTANTS)


def _read_schedule(_: object, __: object, value: str) -> FaultSchedule:
    try:
        return parse_schedule(value)
    except InvalidScheduleError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=_DEFAULT_PORT, show_default=True, help="0 takes a free port.")
@click.option(
    "--reader",
    type=click.Choice(_READERS),
    default="oracle",
    show_default=True,
    help="How answers are read for scores: the oracle passes the qualification, each other one fails it in "
    "its own way; 'quotes' believes every longer sentence.",
)
@click.option(
    "--faults",
    default="",
    callback=_read_schedule,
    help="Which requests fail: '3:rate-limit, */10:error' is the third, and each tenth. Faults: "
    + ", ".join(FAULT_NAMES)
    + ".",
)
@click.option("--first-token", default=0.0, help="Seconds until an answer begins.")
@click.option("--tokens-per-second", default=1e9, help="How fast an answer is written.")
def main(
    host: str,
    port: int,
    reader: str,
    faults: FaultSchedule,
    first_token: float,
    tokens_per_second: float,
) -> None:
    """Serve imitated models: the protocols of 21 kinds of endpoints, and never a model's ability.

    Exit code 2 if the port is in use. Ctrl+C ends it.
    """
    models = build_models(
        faults=faults,
        pace=Pace(first_token, tokens_per_second),
        read_evidence=None if reader == "quotes" else find_reader(reader),
    )
    try:
        asyncio.run(_serve(models, host, port))
    except InvalidSettingError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        return


async def _serve(models: ImitatedModels, host: str, port: int) -> None:
    async with serve_imitated_models(models, host=host, port=port):
        click.echo(_explain(models))
        await asyncio.Event().wait()


def _explain(models: ImitatedModels) -> str:
    rows = "\n".join(
        f"  {models.url_of(slug):<50} {family.model}"
        + (f"  LLM_QUERY={family.query}" if family.query else "")
        for slug, family in models.families.items()
    )
    natives = "\n".join(
        f"  {models.url_of(slug):<50} {family.model}  LLM_PROVIDER={family.provider}"
        for slug, family in models.natives.items()
    )
    family = models.families[_DEFAULT_FAMILY]
    return (
        f"Imitated models, for tests. Addresses and models:\n{rows}\n{natives}\n\n"
        f"export LLM_BASE_URL={models.url_of(_DEFAULT_FAMILY)} LLM_API_KEY={family.key} "
        f"LLM_MODEL={family.model}"
    )


if __name__ == "__main__":
    main()
