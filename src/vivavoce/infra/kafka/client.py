"""The Kafka client: connection settings, operations, and errors for an unavailable Kafka.

Only this module loads the optional Kafka library.
"""

from __future__ import annotations

import asyncio
import importlib
import ssl
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import structlog

from vivavoce.contracts.topics import GATEWAY_GROUP
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError, UnavailableError
from vivavoce.kernel.translation import translatable

Library = Any  # Any: aiokafka has no types


def load_kafka_library() -> Library:
    """Return the Kafka library, or raise ``InvalidSettingError`` that says what to install."""
    try:
        library = importlib.import_module("aiokafka")
        importlib.import_module("aiokafka.admin")
    except ImportError as error:
        raise InvalidSettingError(
            "KAFKA_BROKER is set, but the Kafka library is not installed. "
            "Install it with: pip install 'vivavoce[kafka]'"
        ) from error
    return library


def load_kafka_errors() -> Any:  # Any: a module
    """Return the library's error module; for callers that have loaded the library already."""
    return importlib.import_module("aiokafka.errors")


_log = structlog.get_logger(__name__)

PARTITIONS_PER_TOPIC = 6
"""Number of partitions of topics that we create. For another number, create the topics in advance."""
_RETENTION = {"retention.ms": str(7 * 24 * 3600 * 1000), "segment.ms": str(24 * 3600 * 1000)}
_REQUEST_S = 3.0
_JOIN_S = 15.0
CONSOLE_TIMEOUT_S = 15.0
"""Longest time that a command at the console waits for a request to a busy Kafka."""
_CLOSE_TIMEOUT_S = 5.0


class KafkaUnavailableError(UnavailableError):
    """Kafka does not answer at KAFKA_BROKER. Events wait in the outbox and are sent later."""

    code = "kafka_unavailable"

    @property
    def cause_name(self) -> str:
        """Return the name of the library's error."""
        return type(self.__cause__).__name__


class KafkaAccessDeniedError(KafkaUnavailableError):
    """Kafka answers, but denies our account the access it needs: check KAFKA_SASL_* and its ACLs."""

    code = "kafka_access_denied"


class KafkaClient:
    """One Kafka cluster; ``security_options`` are the library's own connection settings."""

    def __init__(
        self,
        address: str,
        *,
        client_id: str,
        group_ids: Mapping[str, str],
        security_options: Mapping[str, Any] | None = None,  # Any: the library's own settings
    ) -> None:
        self.library = load_kafka_library()
        self._security_options = security_options or {}
        self.address = address
        self.client_id = client_id
        self._group_ids = group_ids

    def group_id(self, group: str) -> str:
        """Return the group id that Kafka sees for a consumer group."""
        return self._group_ids.get(group, group)

    async def start_producer(self) -> Any:  # Any: aiokafka's producer
        """Return a started idempotent producer, or raise ``KafkaUnavailableError``."""
        producer = self.library.AIOKafkaProducer(
            **self._common_options(_REQUEST_S),
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            max_batch_size=128 * 1024,
        )
        return await self._start_client(producer)

    @asynccontextmanager
    async def open_consumer(self, group: str, topics: Collection[str]) -> AsyncIterator[Any]:
        """Open a consumer of a group with manual commits; raise ``KafkaUnavailableError``."""
        consumer = self.library.AIOKafkaConsumer(
            *topics,
            **self._common_options(_JOIN_S),
            group_id=self.group_id(group),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=6000,
            heartbeat_interval_ms=2000,
            fetch_max_wait_ms=500,
        )
        started = await self._start_client(consumer, timeout_s=_JOIN_S * 2)
        try:
            yield started
        finally:
            await close_client(started)

    @asynccontextmanager
    async def open_admin(self, *, timeout_s: float = _REQUEST_S) -> AsyncIterator[Any]:
        """Open an admin client; raise ``KafkaUnavailableError``."""
        client = self.library.admin.AIOKafkaAdminClient(
            bootstrap_servers=self.address,
            client_id=self.client_id,
            request_timeout_ms=int(timeout_s * 1000),
            **self._security_options,
        )
        await self._start_client(client, timeout_s=timeout_s * 2)
        try:
            yield client
        finally:
            await close_client(client)

    @asynccontextmanager
    async def open_observer(self, *, timeout_s: float = _REQUEST_S) -> AsyncIterator[Any]:
        """Open a consumer without a group, which commits nothing; raise ``KafkaUnavailableError``."""
        consumer = self.library.AIOKafkaConsumer(
            **self._common_options(timeout_s),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        )
        started = await self._start_client(consumer, timeout_s=timeout_s * 2)
        try:
            yield started
        finally:
            await close_client(started)

    async def read_cluster_id(self) -> str:
        """Return the id that the Kafka cluster gave itself; raise ``KafkaUnavailableError``."""
        async with self.open_admin() as admin:
            with translate_kafka_errors():
                return str((await admin.describe_cluster())["cluster_id"] or "")

    async def create_missing_topics(self, names: Collection[str]) -> list[str]:
        """Create the missing topics and return their names; raise ``KafkaUnavailableError``."""
        async with self.open_admin() as admin:
            with translate_kafka_errors():
                missing = sorted(set(names) - set(await admin.list_topics()))
                if missing:
                    await self._create_topics(admin, missing)
        return missing

    async def _create_topics(self, admin: Any, names: Collection[str]) -> None:  # Any: aiokafka's
        new = self.library.admin.NewTopic
        wanted = [new(name, PARTITIONS_PER_TOPIC, 1, topic_configs=_RETENTION) for name in names]
        for topic in wanted:
            topic.replication_factor = -1  # the broker's own default, which the constructor refuses
        answer = await admin.create_topics(wanted)
        for name, code, *_ in answer.topic_errors:
            if code not in (0, load_kafka_errors().TopicAlreadyExistsError.errno):
                _log.warning("kafka.topic_not_created", topic=name, code=code)

    def _common_options(
        self, timeout_s: float
    ) -> dict[str, Any]:  # Any: the library's own settings
        return {
            "bootstrap_servers": self.address,
            "client_id": self.client_id,
            "request_timeout_ms": int(timeout_s * 1000),
            "metadata_max_age_ms": 10_000,
            **self._security_options,
        }

    @staticmethod
    async def _start_client(client: Any, *, timeout_s: float = _REQUEST_S * 2) -> Any:
        is_started = False
        try:
            with translate_kafka_errors():
                async with asyncio.timeout(timeout_s):
                    await client.start()
            is_started = True
        finally:
            if not is_started:
                await close_client(client)
        return client


@contextmanager
def translate_kafka_errors() -> Iterator[None]:
    """Translate the library's connection errors into ``KafkaUnavailableError``."""
    try:
        yield
    except load_kafka_errors().IllegalArgumentError:
        raise  # a bug of ours, not a connection error
    except _access_errors() as error:
        raise KafkaAccessDeniedError from error
    except (
        load_kafka_errors().KafkaError,
        load_kafka_errors().ConsumerStoppedError,
        OSError,
        TimeoutError,
    ) as error:
        raise KafkaUnavailableError from error


def _access_errors() -> tuple[type[Exception], ...]:
    known = load_kafka_errors()
    return (
        known.AuthenticationFailedError,
        known.SaslAuthenticationFailed,
        known.TopicAuthorizationFailedError,
        known.GroupAuthorizationFailedError,
        known.ClusterAuthorizationFailedError,
    )


async def close_client(client: Any) -> None:  # Any: one of aiokafka's clients
    """Close a client; if it does not close in time, abort its connections.

    It closes in a separate task, because the library swallows cancellation while it closes and then keeps
    waiting.
    """
    leave = client.close if hasattr(client, "close") else client.stop
    leaving = asyncio.ensure_future(leave())
    try:
        await asyncio.wait({leaving}, timeout=_CLOSE_TIMEOUT_S)
    finally:
        if leaving.done() and not leaving.cancelled():
            leaving.exception()
        else:
            leaving.cancel()
            _abort_connections(client)


def _abort_connections(client: Any) -> None:  # Any: one of aiokafka's clients
    inner = getattr(client, "_client", None) or getattr(client, "client", None)
    for connection in list(getattr(inner, "_conns", {}).values()):
        connection.close()


def kafka_from_settings(settings: Settings) -> KafkaClient | None:
    """Return the Kafka client of an installation, or None if no broker is configured."""
    if settings.kafka_broker is None:
        return None
    return KafkaClient(
        settings.kafka_broker,
        client_id=settings.kafka_client_id,
        group_ids={GATEWAY_GROUP: settings.kafka_group_id},
        security_options=_security_options(settings),
    )


def _security_options(settings: Settings) -> dict[str, Any]:  # Any: the library's own settings
    protocol = settings.kafka_security_protocol
    entry: dict[str, Any] = {"security_protocol": protocol}  # Any: the same
    if protocol.endswith("SSL"):
        file = settings.kafka_ca_file
        try:
            entry["ssl_context"] = ssl.create_default_context(cafile=file)
        except OSError as error:
            raise InvalidSettingError(
                translatable("KAFKA_CA_FILE contains no readable certificates: {file}", file=file)
            ) from error
    if protocol.startswith("SASL"):
        password = settings.kafka_sasl_password
        if settings.kafka_sasl_username is None or password is None:
            raise InvalidSettingError(
                translatable(
                    "KAFKA_SECURITY_PROTOCOL={protocol} needs KAFKA_SASL_USERNAME and "
                    "KAFKA_SASL_PASSWORD.",
                    protocol=protocol,
                )
            )
        entry |= {
            "sasl_mechanism": settings.kafka_sasl_mechanism,
            "sasl_plain_username": settings.kafka_sasl_username,
            "sasl_plain_password": password.get_secret_value(),
        }
    return entry
