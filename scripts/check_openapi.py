"""Check the API document with a linter, and with clients that generators write from it.

``python scripts/check_openapi.py`` writes the document that the gateway serves into a temporary folder. It
runs Spectral with its recommended rules (a test runs Redocly). It has openapi-python-client,
openapi-typescript and hey-api write clients, and checks and imports the Python one and compiles the others. A
warning is an error.
``python scripts/check_openapi.py FILE`` checks another document.

Needs Node, ``npm ci`` in ``web/`` and the package registries. The versions are in ``web/package.json`` and
``scripts/openapi_tools``; hey-api is the newest that runs on the oldest Node of ``web/package.json``. Exit
codes: 0 nothing to correct, 1 an error or a warning.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from api_types import application
from check_wheel import CheckFailedError, make_environment, run_program, timed

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "scripts" / "openapi_tools"
PYTHON_CLIENT_OPTIONS = ROOT / "clients" / "openapi-python-client.json"
_WEB = ROOT / "web" / "node_modules"
_OPENAPI_TYPESCRIPT = _WEB / "openapi-typescript" / "bin" / "cli.js"
_TSC = _WEB / "typescript" / "bin" / "tsc"
_SPECTRAL = Path("node_modules", "@stoplight", "spectral-cli", "dist", "index.js")
_HEY_API = Path("node_modules", "@hey-api", "openapi-ts", "bin", "run.js")
_DOCUMENT, _PYTHON_CLIENT = "openapi.json", "generated_client"
_WARNING = re.compile(r"warn|deprecat|unsupported|⚠|❗|🚨", re.IGNORECASE)
_MYPY_OPTIONS = f"""\
[mypy]
strict = True

# The generator copies this module from a template, whatever the document says; mypy refuses its __exit__.
[mypy-{_PYTHON_CLIENT}.client]
ignore_errors = True
"""
_IMPORT_ALL = f"""
import importlib, pkgutil
import {_PYTHON_CLIENT} as client
modules = [one.name for one in pkgutil.walk_packages(client.__path__, "{_PYTHON_CLIENT}.")]
for module in modules:
    importlib.import_module(module)
print(len(modules), "modules")
"""
_TSC_OPTIONS = (
    *("--strict", "--noEmit", "--noUncheckedIndexedAccess", "--target", "ES2022"),
    *("--module", "ESNext", "--moduleResolution", "bundler", "--lib", "ES2022,DOM,DOM.Iterable"),
)


def main() -> int:
    """Check the document, and say how long each step took."""
    try:
        with tempfile.TemporaryDirectory(prefix="vivavoce-openapi-") as folder:
            _check(Path(folder))
    except CheckFailedError as error:
        sys.stdout.write(f"The API document has a fault: {error}\n")
        return 1
    return 0


def _check(folder: Path) -> None:
    if shutil.which("node") is None or not _TSC.is_file():
        raise CheckFailedError("There is no Node, or 'npm ci' was not run in web/.")
    with timed("document"):
        (folder / _DOCUMENT).write_text(_read_document(), encoding="utf-8")
    with timed("Spectral and hey-api, installed"):
        for name in ("package.json", "package-lock.json", "spectral.yaml"):
            shutil.copy(TOOLS / name, folder)
        _run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    with timed("Spectral"):
        _run(
            *(folder, "node", _SPECTRAL, "lint", "--ruleset", "spectral.yaml"),
            *("--fail-severity", "hint", _DOCUMENT),
        )
    with timed("openapi-python-client, and its client checked and imported"):
        _generate_python(folder)
    with timed("openapi-typescript, and its types compiled"):
        _generate(folder, "node", _OPENAPI_TYPESCRIPT, _DOCUMENT, "--output", "schema.ts")
        _run(folder, "node", _TSC, *_TSC_OPTIONS, "schema.ts")
    with timed("hey-api, and its client compiled"):
        _generate(folder, "node", _HEY_API, "--input", _DOCUMENT, "--output", "hey-api")
        _run(folder, "node", _TSC, *_TSC_OPTIONS, "hey-api/index.ts", "hey-api/client.gen.ts")


def _read_document() -> str:
    if sys.argv[1:]:
        return Path(sys.argv[1]).read_text(encoding="utf-8")
    return json.dumps(application().openapi())


def _generate_python(folder: Path) -> None:
    programs = make_environment(folder / "environment", f"-r{TOOLS / 'requirements.txt'}")
    _generate(
        *(folder, programs / "openapi-python-client", "generate", "--path", _DOCUMENT),
        *("--config", PYTHON_CLIENT_OPTIONS, "--meta", "none", "--output-path", _PYTHON_CLIENT),
        "--fail-on-warning",
        programs=programs,  # it formats what it wrote with its own ruff
    )
    (folder / "mypy.ini").write_text(_MYPY_OPTIONS, encoding="utf-8")
    _run(
        *(folder, sys.executable, "-m", "mypy", "--config-file", "mypy.ini"),
        *("--python-executable", programs / "python", "-p", _PYTHON_CLIENT),
    )
    _run(folder, programs / "python", "-W", "error", "-c", _IMPORT_ALL)


def _generate(folder: Path, *command: str | Path, programs: Path | None = None) -> None:
    """Run a generator, and refuse what it prints about a part that it cannot express."""
    if (warning := find_warning(_run(folder, *command, programs=programs))) is not None:
        raise CheckFailedError(f"{Path(command[1]).name} prints a warning: {warning}")


def find_warning(output: str) -> str | None:
    """Return the first line of a generator's output that warns, or None."""
    return next((line.strip() for line in output.splitlines() if _WARNING.search(line)), None)


def _run(folder: Path, *command: str | Path, programs: Path | None = None) -> str:
    """Run a program in ``folder`` and return what it prints; ``programs`` come first in its PATH."""
    environment = {
        **{name: word for name, word in os.environ.items() if not name.startswith("PYTHON")},
        "PATH": os.pathsep.join([*([str(programs)] if programs else []), os.environ["PATH"]]),
        "NO_COLOR": "1",
    }
    return run_program(*command, cwd=folder, env=environment)


if __name__ == "__main__":
    sys.exit(main())
