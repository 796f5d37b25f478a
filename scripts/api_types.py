"""Write the wire types of the screens from the gateway's own OpenAPI document.

``python scripts/api_types.py`` renews ``web/src/shared/api/schema.d.ts``; with ``--check`` nothing is
written and the exit code is 1 when the file says something else than the gateway does. The gateway is
only built, never run: no database is started or asked.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from vivavoce.app.platform import Platform
from vivavoce.app.roles.builders import build_gateway_role
from vivavoce.app.slices import build_slices
from vivavoce.infra.clock import SystemClock, SystemIdGenerator
from vivavoce.infra.database import Database
from vivavoce.infra.jobs import JobQueue
from vivavoce.infra.keys import SubjectKeyVault, load_installation_keys
from vivavoce.infra.settings import Settings
from vivavoce.infra.tasks import WakeUpBroadcast
from vivavoce.infra.unit_of_work import UnitOfWorkDependencies, UnitOfWorkFactory

WEB = Path(__file__).resolve().parent.parent / "web"
TYPES = WEB / "src" / "shared" / "api" / "schema.d.ts"
_GENERATOR = WEB / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
_PREFIX = "/api/v1"
_NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


class CannotGenerate(Exception):
    """Something needed for generating is not here; the sentence says what."""


def document() -> dict[str, Any]:
    """Return the gateway's OpenAPI document, its paths counted from ``/api/v1``.

    Errors of single statuses and webhooks are left out: the screens tell errors apart by their codes. So are
    whole examples, which would be comments longer than the types.
    """
    found: dict[str, Any] = copy.deepcopy(application().openapi())
    found["paths"] = {path.removeprefix(_PREFIX): what for path, what in found["paths"].items()}
    found.pop("webhooks", None)
    for path in found["paths"].values():
        for operation in path.values():
            for status in [code for code in operation["responses"] if code.isdigit()]:
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    del operation["responses"][status]
    remove_examples(found)
    found["components"].pop("examples", None)
    return found


def remove_examples(document: dict[str, Any]) -> None:
    """Remove the examples of whole bodies from a document."""
    for path in document["paths"].values():
        for operation in path.values():
            for body in [operation.get("requestBody", {}), *operation["responses"].values()]:
                for media in body.get("content", {}).values():
                    media.pop("example", None)


@cache
def application() -> Any:  # Any: the gateway's FastAPI application
    """Return the gateway's application. It opens no database, so it serves nothing that needs one."""
    settings = Settings(secret_key="only for building the document")  # type: ignore[arg-type]  # noqa: S106 - opens nothing
    clock, keys = SystemClock(), load_installation_keys(settings)
    ids = SystemIdGenerator(clock)
    database = Database(_NOWHERE, name="nothing", max_size=1)
    jobs, outbox = JobQueue(database, clock), WakeUpBroadcast()
    opener = UnitOfWorkFactory(database, UnitOfWorkDependencies(clock, ids, jobs, outbox))
    on = Platform(
        settings,
        keys,
        clock,
        ids,
        database,
        jobs,
        opener,
        SubjectKeyVault(keys),
        outbox_signals=outbox,
    )
    return build_gateway_role(on, build_slices(on)).servers[0].app


def generated() -> str:
    """Return what ``schema.d.ts`` has to say, or raise ``CannotGenerate``."""
    return run_generator(document())


def run_generator(openapi: dict[str, Any], *options: str) -> str:
    """Return the TypeScript types of an OpenAPI document, or raise ``CannotGenerate``."""
    node = shutil.which("node")
    if node is None or not _GENERATOR.is_file():
        raise CannotGenerate("There is no Node, or 'npm ci' was not run in web/.")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        source.write_text(json.dumps(openapi), encoding="utf-8")
        done = subprocess.run(  # noqa: S603 - fixed words and paths of this checkout
            [node, str(_GENERATOR), str(source), "--output", str(target), *options],
            cwd=WEB,
            env={**os.environ, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode != 0:
            raise CannotGenerate(done.stderr.strip() or done.stdout.strip())
        return target.read_text(encoding="utf-8")


def main() -> int:
    """Renew the file, or with ``--check`` only compare."""
    try:
        wanted = generated()
    except CannotGenerate as error:
        sys.stderr.write(f"{error}\n")
        return 3
    if "--check" not in sys.argv[1:]:
        TYPES.write_text(wanted, encoding="utf-8")
        return 0
    if TYPES.is_file() and TYPES.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write("The screens' wire types are old: run 'python scripts/api_types.py'.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
