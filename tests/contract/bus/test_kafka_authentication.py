"""A Kafka that requires TLS, a name and a password."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.dev_broker import DevBroker, find_missing_broker_requirement
from tests.fakes.tls_certificates import write_certificate

from vivavoce.infra.kafka.client import KafkaClient, KafkaUnavailableError, kafka_from_settings
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.skipif(
        find_missing_broker_requirement() is not None, reason=str(find_missing_broker_requirement())
    ),
]

GUARD = """
inter.broker.listener.name=SASL_SSL
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
listener.name.sasl_ssl.plain.sasl.jaas.config=\
org.apache.kafka.common.security.plain.PlainLoginModule required \
username="broker" password="inner" user_broker="inner" user_vivavoce="outer";
ssl.keystore.type=PEM
ssl.truststore.type=PEM
ssl.keystore.location={folder}/127.0.0.1.pem
ssl.truststore.location={folder}/127.0.0.1.pem
"""


class Guarded(DevBroker):
    def _format_storage(self, jars: Path) -> None:
        super()._format_storage(jars)
        file = self.folder / "server.properties"
        said = file.read_text().replace("=PLAINTEXT://", "=SASL_SSL://")
        said = said.replace("map=PLAINTEXT:PLAINTEXT", "map=SASL_SSL:SASL_SSL")
        file.write_text(said + GUARD.replace("{folder}", str(self.folder)))
        write_certificate(self.folder, "127.0.0.1")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[DevBroker]:
    made = Guarded(tmp_path / "broker")
    made.start()
    yield made
    made.kill()


def entering(broker: DevBroker, password: str, *, authority: Path | None) -> KafkaClient:
    made = kafka_from_settings(
        Settings(
            KAFKA_BROKER=broker.address,
            KAFKA_SECURITY_PROTOCOL="SASL_SSL",
            KAFKA_CA_FILE=authority,
            KAFKA_SASL_USERNAME="vivavoce",
            KAFKA_SASL_PASSWORD=password,
        )
    )
    assert made is not None
    return made


@pytest.mark.soak
async def test_a_protected_kafka_accepts_only_clients_with_password_and_trusted_certificate(
    broker: DevBroker,
) -> None:
    authority = broker.folder / "127.0.0.1.pem"
    kafka = entering(broker, "outer", authority=authority)
    assert await kafka.create_missing_topics(["guarded"]) == ["guarded"]
    producer = await kafka.start_producer()
    await producer.send_and_wait("guarded", b"words")
    await producer.stop()
    async with kafka.open_consumer("guards", ["guarded"]) as consumer:
        record = await asyncio.wait_for(consumer.getone(), 20)
    assert record.value == b"words"

    with pytest.raises(KafkaUnavailableError):
        await entering(broker, "wrong", authority=authority).create_missing_topics(["guarded"])
    with pytest.raises(KafkaUnavailableError):
        await entering(broker, "outer", authority=None).create_missing_topics(["guarded"])
    with pytest.raises(KafkaUnavailableError):
        await KafkaClient(broker.address, client_id="nobody", group_ids={}).create_missing_topics(
            ["guarded"]
        )


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_SSL"}, "KAFKA_SASL_USERNAME"),
        ({"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_CA_FILE": "/no/such/file"}, "KAFKA_CA_FILE"),
    ],
)
def test_a_missing_kafka_credential_is_named_in_the_error(
    settings: dict[str, str], named: str
) -> None:
    with pytest.raises(InvalidSettingError, match=named):
        kafka_from_settings(Settings.model_validate({"KAFKA_BROKER": "127.0.0.1:1", **settings}))
