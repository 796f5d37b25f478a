from __future__ import annotations

from pathlib import Path

import pytest

from vivavoce.infra.embedded.addresses import EmbeddedPostgresAddress, choose_port, parse_port
from vivavoce.infra.embedded.cluster_home import choose_unused_uid
from vivavoce.infra.embedded.errors import (
    ClusterError,
    ClusterStartFailedError,
    DataFolderUnusableError,
    DiskFullError,
    NoDataOwnerError,
    PostgresBinariesMissingError,
    StartFailureAction,
    UnsafeDatabaseSettingError,
    WrongPostgresVersionError,
    diagnose_start_failure,
)
from vivavoce.infra.embedded.locator import PostgresBinaries, choose_binaries
from vivavoce.infra.embedded.safety import build_server_settings, reject_unsafe_settings

HERE = Path("/srv/pg")


def test_a_free_port_that_was_kept_stays() -> None:
    assert choose_port(20123, HERE, lambda port: True, avoid=frozenset()) == 20123


def test_a_taken_port_is_replaced_and_the_choice_is_the_same_each_time() -> None:
    first, second = (
        choose_port(20123, HERE, lambda port: port != 20123, avoid=frozenset()) for _ in range(2)
    )
    assert first == second != 20123
    assert 20_000 <= first < 30_000


def test_a_port_that_just_failed_is_not_asked_again() -> None:
    tried = choose_port(None, HERE, lambda port: True, avoid=frozenset())
    assert choose_port(tried, HERE, lambda port: True, avoid=frozenset({tried})) == tried + 1


def test_no_free_port_is_said_plainly() -> None:
    with pytest.raises(ClusterStartFailedError, match="No port"):
        choose_port(None, HERE, lambda port: False, avoid=frozenset())


@pytest.mark.parametrize("text", ["", "80", "70000", "port", "-1", "²"])
def test_a_port_file_without_a_usable_port_is_ignored(text: str) -> None:
    assert parse_port(text) is None


def test_a_port_file_names_its_port() -> None:
    assert parse_port("20123\n") == 20123


def _binaries(major: int) -> PostgresBinaries:
    return PostgresBinaries(Path("/x/bin"), major, f"{major}.1", "test")


def test_the_first_new_enough_postgres_is_chosen() -> None:
    assert choose_binaries([_binaries(15), _binaries(18), _binaries(17)], None).major == 18


def test_data_of_an_older_major_gets_the_programs_of_that_major() -> None:
    assert choose_binaries([_binaries(18), _binaries(16)], 16).major == 16


def test_without_any_postgres_the_error_names_the_way_out() -> None:
    with pytest.raises(PostgresBinariesMissingError, match="DATABASE_URL"):
        choose_binaries([_binaries(15)], None)


def test_data_of_an_absent_major_is_named() -> None:
    with pytest.raises(
        WrongPostgresVersionError, match="PostgreSQL 17, but this machine has 16, 18"
    ):
        choose_binaries([_binaries(18), _binaries(16)], 17)


@pytest.mark.parametrize(
    ("said", "step", "error"),
    [
        ('FATAL:  could not write lock file "postmaster.pid": No space left on device',
         StartFailureAction.GIVE_UP, DiskFullError),
        ("FATAL:  database files are incompatible with server", StartFailureAction.GIVE_UP,
         WrongPostgresVersionError),
        ('FATAL:  data directory "/srv/pg/pgdata" has wrong ownership', StartFailureAction.GIVE_UP,
         DataFolderUnusableError),
        ('FATAL:  unrecognized configuration parameter "fsink"', StartFailureAction.GIVE_UP,
         UnsafeDatabaseSettingError),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", StartFailureAction.GIVE_UP,
         ClusterStartFailedError),
        ('LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\n'
         "FATAL:  could not create any TCP/IP sockets", StartFailureAction.OTHER_PORT,
         ClusterStartFailedError),
        ("FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use", StartFailureAction.RETRY,
         ClusterStartFailedError),
        ('FATAL:  lock file "postmaster.pid" already exists', StartFailureAction.RETRY,
         ClusterStartFailedError),
        ("", StartFailureAction.GIVE_UP, ClusterStartFailedError),
    ],
)  # fmt: skip
def test_the_last_words_of_a_server_decide_what_comes_next(
    said: str, step: StartFailureAction, error: type[ClusterError]
) -> None:
    diagnosis = diagnose_start_failure(said, place=HERE)
    assert diagnosis.action is step
    assert type(diagnosis.error) is error


def test_an_unknown_failure_repeats_the_fatal_line() -> None:
    log = "LOG:  starting\nFATAL:  the moon is missing\nLOG:  bye\n"
    assert "the moon is missing" in str(diagnose_start_failure(log, place=HERE).error)


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit", "FSYNC"])
@pytest.mark.parametrize("value", ["off", "OFF", "of", "false", "f", "no", "n", "0", " 'off' "])
def test_durability_cannot_be_switched_off(name: str, value: str) -> None:
    with pytest.raises(UnsafeDatabaseSettingError, match="crash"):
        reject_unsafe_settings({name: value})


@pytest.mark.parametrize("value", ["on", "local", "remote_apply", "true", "1"])
def test_durable_values_pass(value: str) -> None:
    reject_unsafe_settings({"synchronous_commit": value})


@pytest.mark.parametrize("name", ["listen_addresses", "port", "hba_file", "Data_Directory"])
def test_what_keeps_the_database_private_is_not_up_for_choice(name: str) -> None:
    with pytest.raises(UnsafeDatabaseSettingError, match="is managed"):
        reject_unsafe_settings({name: "0.0.0.0"})


def test_asked_settings_win_over_the_modest_ones_and_never_over_the_private_ones() -> None:
    settings = build_server_settings(16, "name", {"max_connections": "200"})
    assert settings["max_connections"] == "200"
    assert settings["listen_addresses"] == "127.0.0.1"
    assert "io_method" not in settings


def test_the_same_folder_gets_the_same_owner_unless_it_is_taken() -> None:
    first = choose_unused_uid("a", lambda number: False)
    assert choose_unused_uid("a", lambda number: False) == first
    assert choose_unused_uid("a", lambda number: number == first) != first


def test_when_every_user_id_is_taken_the_error_names_the_way_out() -> None:
    with pytest.raises(NoDataOwnerError, match="DATABASE_URL"):
        choose_unused_uid("a", lambda number: True)


def test_a_url_quotes_what_it_carries_and_a_printed_address_hides_the_password() -> None:
    address = EmbeddedPostgresAddress("127.0.0.1", 20123, "postgres", "p@ss/w:rd?")
    assert address.url("täst", user="app", password="a b").startswith(
        "postgresql://app:a%20b@127.0.0.1:20123/t%C3%A4st?"
    )
    assert "p%40ss%2Fw%3Ard%3F@" in address.url()
    assert "p@ss" not in repr(address)
