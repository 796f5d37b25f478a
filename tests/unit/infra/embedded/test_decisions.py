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


def test_a_remembered_free_port_is_kept() -> None:
    assert choose_port(20123, HERE, lambda port: True, avoid=frozenset()) == 20123


def test_a_taken_port_is_replaced_by_the_same_choice_each_time() -> None:
    first, second = (
        choose_port(20123, HERE, lambda port: port != 20123, avoid=frozenset()) for _ in range(2)
    )
    assert first == second != 20123
    assert 20_000 <= first < 30_000


def test_a_port_that_just_failed_is_skipped() -> None:
    tried = choose_port(None, HERE, lambda port: True, avoid=frozenset())
    assert choose_port(tried, HERE, lambda port: True, avoid=frozenset({tried})) == tried + 1


def test_an_exhausted_port_range_is_reported() -> None:
    with pytest.raises(ClusterStartFailedError, match="No port"):
        choose_port(None, HERE, lambda port: False, avoid=frozenset())


@pytest.mark.parametrize("text", ["", "80", "70000", "port", "-1", "²"])
def test_a_port_file_without_a_usable_port_is_ignored(text: str) -> None:
    assert parse_port(text) is None


def test_a_port_file_names_its_port() -> None:
    assert parse_port("20123\n") == 20123


def _binaries(major: int) -> PostgresBinaries:
    return PostgresBinaries(Path("/x/bin"), major, f"{major}.1", "test")


def test_the_first_recent_enough_postgres_is_selected() -> None:
    assert choose_binaries([_binaries(15), _binaries(18), _binaries(17)], None).major == 18


def test_data_of_an_older_major_version_gets_the_programs_of_that_version() -> None:
    assert choose_binaries([_binaries(18), _binaries(16)], 16).major == 16


def test_without_any_postgres_the_error_names_a_solution() -> None:
    with pytest.raises(PostgresBinariesMissingError, match="DATABASE_URL"):
        choose_binaries([_binaries(15)], None)


def test_data_of_a_missing_major_version_is_named() -> None:
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
def test_the_last_log_lines_of_a_server_decide_what_happens_next(
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
def test_settings_that_keep_the_database_private_cannot_be_changed(name: str) -> None:
    with pytest.raises(UnsafeDatabaseSettingError, match="is managed"):
        reject_unsafe_settings({name: "0.0.0.0"})


def test_requested_settings_override_the_defaults_and_never_the_private_ones() -> None:
    settings = build_server_settings(16, "name", {"max_connections": "200"})
    assert settings["max_connections"] == "200"
    assert settings["listen_addresses"] == "127.0.0.1"
    assert "io_method" not in settings


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_is_never_started_with_settings_that_lose_data(name: str) -> None:
    with pytest.raises(UnsafeDatabaseSettingError, match=f"'{name}' is off"):
        build_server_settings(18, "name", {name.upper(): "off"})


def test_the_same_folder_gets_the_same_user_id_unless_it_is_taken() -> None:
    first = choose_unused_uid("a", lambda number: False)
    assert choose_unused_uid("a", lambda number: False) == first
    assert choose_unused_uid("a", lambda number: number == first) != first


def test_when_every_user_id_is_taken_the_error_names_a_solution() -> None:
    with pytest.raises(NoDataOwnerError, match="DATABASE_URL"):
        choose_unused_uid("a", lambda number: True)


def test_a_url_is_quoted_and_its_printed_form_hides_the_password() -> None:
    address = EmbeddedPostgresAddress("127.0.0.1", 20123, "postgres", "p@ss/w:rd?")
    assert address.url("täst", user="app", password="a b").startswith(
        "postgresql://app:a%20b@127.0.0.1:20123/t%C3%A4st?"
    )
    assert "p%40ss%2Fw%3Ard%3F@" in address.url()
    assert "p@ss" not in repr(address)
