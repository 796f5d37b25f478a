"""A real Kafka broker for development and tests: jars from Maven Central, one process, no container.

For a single developer's machine. It stores its state in a folder, listens on loopback only, and is not
suitable for data that must last.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vivavoce.kernel.errors import VivavoceError

VERSION = "4.3.1"
_LOG4J = "2.25.4"
_BELOW_EPHEMERAL = (20_000, 32_000)
_START_TIMEOUT_S = 60.0
_FETCH_S = 600.0
_CLUSTER = "vivavoce-dev-broker-00"  # 22 characters of base64, as Kafka wants them
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>vivavoce</groupId><artifactId>dev-broker</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>{_LOG4J}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId>
      <version>{_LOG4J}</version>
    </dependency>
  </dependencies>
</project>
"""
_PROPERTIES = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
num.partitions=6
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=3
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
"""
_LOG_PROPERTIES = """status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""
_JVM = ("-Xms96m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable")


class DevBrokerMissingError(VivavoceError):
    """This machine cannot run a development broker."""

    code = "dev_broker_missing"
    status = 503


class DevBrokerFailedError(VivavoceError):
    """The development broker did not start; its log in the folder says why."""

    code = "dev_broker_failed"
    status = 503


def find_missing_broker_requirement() -> str | None:
    """Return what this machine lacks for a broker, as one sentence, or None."""
    if shutil.which("java") is None:
        return (
            "Java is not installed, but Kafka needs it. Run 'apt install "
            "default-jre-headless maven', or set KAFKA_BROKER to a Kafka that runs "
            "elsewhere."
        )
    if shutil.which("mvn") is None and not _completion_marker(jars_folder()).is_file():
        return (
            "Maven is not installed, but it is needed to download Kafka once. Run 'apt "
            "install maven', or set KAFKA_BROKER to a Kafka that runs elsewhere."
        )
    return None


def jars_folder() -> Path:
    """Return the folder in the user's cache that stores Kafka's jars between runs."""
    cache_home = os.environ.get("XDG_CACHE_HOME")
    cache = Path(cache_home) if cache_home else Path.home() / ".cache"
    return cache / "vivavoce" / f"kafka-{VERSION}"


def fetch_jars() -> Path:
    """Download Kafka's jars, once per machine and user, and return their folder.

    Raises ``DevBrokerMissingError`` with what is missing, or ``DevBrokerFailedError`` if Maven fails.
    """
    if lacking := find_missing_broker_requirement():
        raise DevBrokerMissingError(lacking)
    folder = jars_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with _exclusive_lock(folder / "fetch.lock"):
        if not _completion_marker(folder).is_file():
            _fetch_jars_into(folder)
    return folder


def _fetch_jars_into(folder: Path) -> None:
    (folder / "pom.xml").write_text(_POM)
    done = subprocess.run(  # noqa: S603 - our own words
        [shutil.which("mvn") or "mvn", "-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime",
         f"-DoutputDirectory={folder / 'jars'}"],
        cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_FETCH_S,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise DevBrokerFailedError(f"Maven could not download Kafka: {done.stdout[-500:].strip()}")
    _completion_marker(folder).touch()


def _completion_marker(folder: Path) -> Path:
    return folder / "complete"


class DevBroker:
    """One broker. It keeps its port, so that it can be killed and restarted at the same address."""

    def __init__(self, folder: Path, port: int | None = None, cluster: str = _CLUSTER) -> None:
        self.folder = folder.resolve()
        self._cluster = cluster
        self.port = port or self._read_stored_port() or _find_free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Return the address for clients."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """Return the pid while the broker runs as a child of this process, else None."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start the broker and return when it accepts connections.

        Raises ``DevBrokerMissingError`` or ``DevBrokerFailedError``.
        """
        jars = fetch_jars() / "jars"
        if not (self.folder / "data" / "meta.properties").is_file():
            self._format_storage(jars)
        with (self.folder / "broker.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                self._java_command(jars, "kafka.Kafka", str(self.folder / "server.properties")),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        (self.folder / "pid").write_text(str(self._process.pid))
        until = time.monotonic() + _START_TIMEOUT_S
        while not _accepts_connections(self.port):
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise DevBrokerFailedError(
                    f"The broker did not start; see {self.folder / 'broker.log'}."
                )
            time.sleep(0.05)

    def stop(self) -> None:
        """Terminate the broker and wait for its end."""
        self._stop_with_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the broker as kill -9 does, and wait until it is gone."""
        self._stop_with_signal(signal.SIGKILL)

    def _stop_with_signal(self, stop_signal: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
        if process.poll() is None:
            process.kill()
        process.wait(20)
        (self.folder / "pid").unlink(missing_ok=True)

    def _format_storage(self, jars: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        properties = self.folder / "server.properties"
        controller = _find_free_port()
        properties.write_text(
            _PROPERTIES.format(port=self.port, controller=controller, data=self.folder / "data")
        )
        (self.folder / "log4j2.properties").write_text(_LOG_PROPERTIES)
        done = subprocess.run(  # noqa: S603 - our own words
            self._java_command(jars, "kafka.tools.StorageTool", "format", "-t", self._cluster, "-c",
                       str(properties)),
            cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=_START_TIMEOUT_S, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise DevBrokerFailedError(
                f"The broker's folder could not be created: {done.stderr[-500:].strip()}"
            )

    def _java_command(self, jars: Path, *arguments: str) -> list[str]:
        settings = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        return [shutil.which("java") or "java", *_JVM, settings, "-cp", f"{jars}/*", *arguments]

    def _read_stored_port(self) -> int | None:
        with contextlib.suppress(FileNotFoundError):
            for line in (self.folder / "server.properties").read_text().splitlines():
                if line.startswith("advertised.listeners="):
                    return int(line.rpartition(":")[2])
        return None


@contextmanager
def _exclusive_lock(path: Path) -> Iterator[None]:
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def _find_free_port() -> int:
    while True:
        port = random.SystemRandom().randrange(*_BELOW_EPHEMERAL)
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port


def _accepts_connections(port: int) -> bool:
    with socket.socket() as tried:
        tried.settimeout(1)
        return tried.connect_ex(("127.0.0.1", port)) == 0
