"""Where Kafka is, what it is asked for, and its one kind of absence."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import structlog

from vivavoce.contracts.topics import GATEWAY
from vivavoce.infra.kafka.library import errors, load
from vivavoce.infra.settings import BadSetting, Settings
from vivavoce.kernel.errors import Unavailable

_log = structlog.get_logger(__name__)

PARTITIONS = 6
"""Partitions of a topic that we make. Whoever wants others makes the topics themselves first."""
_RETENTION = {"retention.ms": str(7 * 24 * 3600 * 1000), "segment.ms": str(24 * 3600 * 1000)}
_REQUEST_S = 3.0
_JOIN_S = 15.0
PATIENT_S = 15.0
"""How long a person at the console waits for an answer of a busy Kafka."""
_GOODBYE_S = 5.0


class KafkaAway(Unavailable):
    """Kafka does not answer at KAFKA_BROKER. Nothing is lost: events wait in the outbox."""

    code = "kafka_unavailable"

    @property
    def cause(self) -> str:
        """Return what kind of failure the library met."""
        return type(self.__cause__).__name__


class KafkaRefuses(KafkaAway):
    """Kafka answers, but refuses our account what it needs: see KAFKA_SASL_* and its access lists."""

    code = "kafka_refuses"


class Kafka:
    """One Kafka, as this installation reaches it; ``entry`` is how it lets us in, in the library's words."""

    def __init__(
        self,
        address: str,
        *,
        client_id: str,
        group_ids: Mapping[str, str],
        entry: Mapping[str, Any] | None = None,  # Any: the library's own settings
    ) -> None:
        self.library = load()
        self._entry = entry or {}
        self.address = address
        self.client_id = client_id
        self._group_ids = group_ids

    def group_id(self, group: str) -> str:
        """Return what Kafka knows a consumer group as."""
        return self._group_ids.get(group, group)

    async def producer(self) -> Any:  # Any: aiokafka's producer
        """Return a started idempotent producer, or raise ``KafkaAway``."""
        made = self.library.AIOKafkaProducer(
            **self._common(_REQUEST_S),
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            max_batch_size=128 * 1024,
        )
        return await self._started(made)

    @asynccontextmanager
    async def consumer(self, group: str, topics: Collection[str]) -> AsyncIterator[Any]:
        """Open a consumer of a group that commits only when told; raise ``KafkaAway``."""
        made = self.library.AIOKafkaConsumer(
            *topics,
            **self._common(_JOIN_S),
            group_id=self.group_id(group),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=6000,
            heartbeat_interval_ms=2000,
            fetch_max_wait_ms=500,
        )
        started = await self._started(made, within_s=_JOIN_S * 2)
        try:
            yield started
        finally:
            await say_goodbye(started)

    @asynccontextmanager
    async def admin(self, *, within_s: float = _REQUEST_S) -> AsyncIterator[Any]:
        """Open an admin client whose requests take no longer than that; raise ``KafkaAway``."""
        made = self.library.admin.AIOKafkaAdminClient(
            bootstrap_servers=self.address,
            client_id=self.client_id,
            request_timeout_ms=int(within_s * 1000),
            **self._entry,
        )
        await self._started(made, within_s=within_s * 2)
        try:
            yield made
        finally:
            await say_goodbye(made)

    @asynccontextmanager
    async def onlooker(self, *, within_s: float = _REQUEST_S) -> AsyncIterator[Any]:
        """Open a consumer of no group, which commits nothing; raise ``KafkaAway``."""
        made = self.library.AIOKafkaConsumer(
            **self._common(within_s), enable_auto_commit=False, auto_offset_reset="earliest"
        )
        started = await self._started(made, within_s=within_s * 2)
        try:
            yield started
        finally:
            await say_goodbye(started)

    async def cluster(self) -> str:
        """Return which Kafka this is, by the id that it gave itself; raise ``KafkaAway``."""
        async with self.admin() as admin:
            with as_away():
                return str((await admin.describe_cluster())["cluster_id"] or "")

    async def make_topics(self, names: Collection[str]) -> list[str]:
        """Make the topics that are missing and return their names; raise ``KafkaAway``."""
        async with self.admin() as admin:
            with as_away():
                missing = sorted(set(names) - set(await admin.list_topics()))
                if missing:
                    await self._make(admin, missing)
        return missing

    async def _make(self, admin: Any, names: Collection[str]) -> None:  # Any: aiokafka's
        new = self.library.admin.NewTopic
        wanted = [new(name, PARTITIONS, 1, topic_configs=_RETENTION) for name in names]
        for topic in wanted:
            topic.replication_factor = -1  # the broker's own default, which the constructor refuses
        answer = await admin.create_topics(wanted)
        for name, code, *_ in answer.topic_errors:
            if code not in (0, errors().TopicAlreadyExistsError.errno):
                _log.warning("kafka.topic_not_made", topic=name, code=code)

    def _common(self, within_s: float) -> dict[str, Any]:  # Any: the library's own settings
        return {
            "bootstrap_servers": self.address,
            "client_id": self.client_id,
            "request_timeout_ms": int(within_s * 1000),
            "metadata_max_age_ms": 10_000,
            **self._entry,
        }

    @staticmethod
    async def _started(made: Any, *, within_s: float = _REQUEST_S * 2) -> Any:
        is_started = False
        try:
            with as_away():
                async with asyncio.timeout(within_s):
                    await made.start()
            is_started = True
        finally:
            if not is_started:
                await say_goodbye(made)
        return made


@contextmanager
def as_away() -> Iterator[None]:
    """Turn what the library raises when nobody answers into ``KafkaAway``."""
    try:
        yield
    except errors().IllegalArgumentError:
        raise  # a fault of ours, no absence
    except _refusals() as error:
        raise KafkaRefuses from error
    except (errors().KafkaError, errors().ConsumerStoppedError, OSError, TimeoutError) as error:
        raise KafkaAway from error


def _refusals() -> tuple[type[Exception], ...]:
    known = errors()
    return (
        known.AuthenticationFailedError,
        known.SaslAuthenticationFailed,
        known.TopicAuthorizationFailedError,
        known.GroupAuthorizationFailedError,
        known.ClusterAuthorizationFailedError,
    )


async def say_goodbye(client: Any) -> None:  # Any: one of aiokafka's clients
    """Close a client. One that cannot say goodbye in time has its connections cut.

    It leaves in a task of its own: the library swallows cancellation while it closes, and then waits on.
    """
    leave = client.close if hasattr(client, "close") else client.stop
    leaving = asyncio.ensure_future(leave())
    try:
        await asyncio.wait({leaving}, timeout=_GOODBYE_S)
    finally:
        if leaving.done() and not leaving.cancelled():
            leaving.exception()
        else:
            leaving.cancel()
            _cut(client)


def _cut(client: Any) -> None:  # Any: one of aiokafka's clients
    inner = getattr(client, "_client", None) or getattr(client, "client", None)
    for connection in list(getattr(inner, "_conns", {}).values()):
        connection.close()


def kafka_of(settings: Settings) -> Kafka | None:
    """Return the Kafka of an installation that has one."""
    if settings.kafka_broker is None:
        return None
    return Kafka(
        settings.kafka_broker,
        client_id=settings.kafka_client_id,
        group_ids={GATEWAY: settings.kafka_group_id},
        entry=_entry(settings),
    )


def _entry(settings: Settings) -> dict[str, Any]:  # Any: the library's own settings
    protocol = settings.kafka_security_protocol
    entry: dict[str, Any] = {"security_protocol": protocol}  # Any: the same
    if protocol.endswith("SSL"):
        file = settings.kafka_ca_file
        try:
            entry["ssl_context"] = ssl.create_default_context(cafile=file)
        except OSError as error:
            raise BadSetting(
                f"KAFKA_CA_FILE holds no certificates that can be read: {file}"
            ) from error
    if protocol.startswith("SASL"):
        password = settings.kafka_sasl_password
        if settings.kafka_sasl_username is None or password is None:
            raise BadSetting(
                f"KAFKA_SECURITY_PROTOCOL={protocol} needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD."
            )
        entry |= {
            "sasl_mechanism": settings.kafka_sasl_mechanism,
            "sasl_plain_username": settings.kafka_sasl_username,
            "sasl_plain_password": password.get_secret_value(),
        }
    return entry
