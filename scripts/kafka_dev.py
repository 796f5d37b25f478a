"""Runs a real Kafka for development on this machine until Ctrl-C: Maven Central's jars, no container."""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from scripts.dev_broker import DevBroker, find_missing_broker_requirement  # noqa: E402

from vivavoce.kernel.errors import VivavoceError  # noqa: E402

PORT = 9092
SKIPPED = 3


def main() -> int:
    """Start the broker, say where it is, stop it when told to."""
    if lacking := find_missing_broker_requirement():
        print(lacking)  # noqa: T201
        return SKIPPED
    folder = ROOT / "var" / "kafka"
    port = None if (folder / "server.properties").is_file() else _wanted_port()
    broker = DevBroker(folder, port)
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    try:
        broker.start()
        print(f"Kafka answers at {broker.address}. In another terminal:")  # noqa: T201
        print(f"  KAFKA_BROKER={broker.address} make run")  # noqa: T201
        print("Ctrl-C stops it.", flush=True)  # noqa: T201
        signal.pause()
    except KeyboardInterrupt:
        pass
    except VivavoceError as error:
        print(error)  # noqa: T201
        return 1
    finally:
        broker.stop()
    return 0


def _wanted_port() -> int | None:
    """Return Kafka's usual port while nobody has it, else leave the choice to the broker."""
    with socket.socket() as tried:
        try:
            tried.bind(("127.0.0.1", PORT))
        except OSError:
            return None
    return PORT


if __name__ == "__main__":
    sys.exit(main())
