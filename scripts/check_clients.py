"""Build the clients as a wheel and an npm tarball, and hold interviews with both, installed elsewhere.

The wheel is installed into an empty environment without the platform, and the tarball into an empty folder.
With both, the programs of the tutorial are run as they stand against a running platform (``tests/docs``), and
so are the commands of the MCP Inspector, which is installed, too. Needs Node, ``npm ci`` in ``web/`` and the
package registry. Exit codes: 0 all of it works, 1 something does not.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

from check_wheel import CheckFailedError, make_environment, run_program

ROOT = Path(__file__).resolve().parent.parent
PYTHON, TYPESCRIPT = ROOT / "clients" / "python", ROOT / "clients" / "typescript"
_TSC = ROOT / "web" / "node_modules" / "typescript" / "bin" / "tsc"
_INSPECTOR = "@modelcontextprotocol/inspector@2.12.0"
_PROOF = """
import importlib.util
from vivavoce_client import WebhookVerificationError, webhooks
assert importlib.util.find_spec("vivavoce") is None, "the platform is installed, too"
try:
    webhooks.verify(b"{}", {"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "v1,"}, "s")
except WebhookVerificationError:
    print("the wheel needs no platform")
"""


def main() -> int:
    """Check both packages."""
    try:
        with tempfile.TemporaryDirectory(prefix="vivavoce-clients-") as folder:
            _check(Path(folder))
    except CheckFailedError as error:
        sys.stdout.write(f"The clients do not work: {error}\n")
        return 1
    return 0


def _check(folder: Path) -> None:
    builder = make_environment(folder / "builder", "build") / "python"
    run_program(builder, "-m", "build", "--wheel", "-o", folder, PYTHON)
    (wheel,) = folder.glob("*.whl")
    python = make_environment(folder / "partner", str(wheel)) / "python"
    run_program(python, "-c", _PROOF)
    run_program("node", _TSC, "-p", TYPESCRIPT)
    run_program("npm", "test", cwd=TYPESCRIPT)
    run_program("npm", "pack", "--pack-destination", folder, cwd=TYPESCRIPT)
    (tarball,) = folder.glob("*.tgz")
    consumer = folder / "consumer"
    consumer.mkdir()
    run_program("npm", "init", "-y", cwd=consumer)
    run_program("npm", "install", "--no-audit", "--no-fund", tarball, cwd=consumer)
    installed = consumer / "node_modules" / "vivavoce-client"
    inspector = folder / "inspector"
    inspector.mkdir()
    npm_install = ("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
    run_program(*npm_install, _INSPECTOR, cwd=inspector)
    _check_types(consumer)
    run_program(
        *(
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "tests/docs",
            "-k",
            "decision or webhooks or readme or inspector",
        ),
        env={
            **os.environ,
            "VIVAVOCE_PARTNER_PYTHON": str(python),
            "VIVAVOCE_PARTNER_TYPESCRIPT": str(installed),
            "VIVAVOCE_INSPECTOR": str(inspector / "node_modules" / ".bin" / "mcp-inspector"),
        },
    )
    for package in (wheel, tarball):
        sys.stdout.write(f"{package.name}: {package.stat().st_size:,} bytes\n")


def _check_types(consumer: Path) -> None:
    """Compile the tutorial's program strictly against the installed package."""
    page = (ROOT / "docs" / "tutorials" / "integrate.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```ts run\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    (consumer / "partner.mts").write_text("\n".join(blocks), encoding="utf-8")
    options = [
        "--noEmit",
        "--strict",
        "--module",
        "NodeNext",
        "--target",
        "ES2022",
        "--lib",
        "ES2022,DOM",
    ]
    run_program("node", _TSC, *options, "partner.mts", cwd=consumer)


if __name__ == "__main__":
    sys.exit(main())
