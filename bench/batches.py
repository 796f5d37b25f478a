"""Many interviews in one request: how long a batch and the import of a file take until they answer."""

from __future__ import annotations

import asyncio

from bench.client import Json, Line, lines, timed
from bench.http import WAY, WISH, until_quiet
from bench.measure import Figure, cpu_seconds, report
from bench.own_platform import Running, a_platform, own_folder
from vivavoce.tenancy.domain.api_keys import DEMO_KEY


def _wishes(count: int) -> list[Json]:
    return [{**WISH, "candidateEmail": f"candidate{number}@example.com"} for number in range(count)]


def _write_csv(count: int) -> str:
    rows = [f"Nadia Petrova,imported{number}@example.com" for number in range(count)]
    return "\n".join(["name,email", *rows])


async def _send_batch(line: Line, count: int) -> None:
    answer = await line.ask("POST", f"{WAY}/batch", {"interviews": _wishes(count)})
    if answer["created"] != count:
        raise RuntimeError(f"Only {answer['created']} of {count} interviews were created.")


async def _send_file(line: Line, count: int) -> None:
    shared = {name: WISH[name] for name in WISH if not name.startswith("candidate")}
    body = {"csv": _write_csv(count), "factsForAll": shared, "dryRun": False}
    answer = await line.ask("POST", f"{WAY}/import", body)
    if answer["created"] != count:
        raise RuntimeError(f"Only {answer['created']} of {count} interviews were created.")


async def _run(on: Running, count: int) -> list[Figure]:
    figures = []
    with lines(on.url, 1, X_API_Key=DEMO_KEY) as (line,):
        for name, send in (("batch", _send_batch), ("file", _send_file)):
            cpu = cpu_seconds(on.pid)
            took = await timed(send(line, count))
            cpu = cpu_seconds(on.pid) - cpu
            planned = await timed(until_quiet(line))
            figures += [
                Figure(f"a {name} of {count}, until answered", took, "ms"),
                Figure(f"a {name} of {count}, processor time until answered", cpu * 1000, "ms"),
                Figure(f"a {name} of {count}, from the answer to the last plan", planned, "ms"),
            ]
    return figures


async def main(*, quick: bool = False) -> None:
    method = (
        "One `vivavoce up` with its own PostgreSQL (fsync on), audit and encryption on, local profile; this"
        " process is the client. Plans are written in the same process once interviews are stored."
    )
    with own_folder() as folder:
        async with a_platform(folder) as on:
            await report(
                "Creating many interviews in one request",
                method,
                lambda: _run(on, 100 if quick else 500),
                runs=1,
            )


if __name__ == "__main__":
    asyncio.run(main())
