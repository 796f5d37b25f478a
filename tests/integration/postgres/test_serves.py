from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests import cluster

from vivavoce.infra.embedded.cluster import EmbeddedPostgres
from vivavoce.infra.embedded.locator import find_binaries


@pytest.fixture
def root() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="vivavoce-serves-", dir="/var/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("major", [None, 16])
def test_a_long_path_with_spaces_and_non_ascii_letters_works_on_every_packaged_version(
    root: Path, major: int | None
) -> None:
    data_dir = root / ("Größe 数据 'quoted' $HOME; " + "x" * 120) / ("y" * 120)
    embedded = EmbeddedPostgres(
        data_dir,
        superuser_password="ein 'Wort' mit \"Zeichen\" \\ and %s",
        system_home=root / "system of ours",
        locate_binaries=lambda wanted: find_binaries(wanted or major),
    )
    address = embedded.start()
    try:
        with psycopg.connect(address.url()) as connection:
            row = connection.execute(
                "SELECT current_setting('data_checksums'), current_setting('server_encoding'),"
                " (SELECT coalesce(to_jsonb(d) ->> 'datlocale', d.datcollate)"
                "  FROM pg_database AS d WHERE datname = 'postgres'),"
                " current_setting('listen_addresses'), current_setting('unix_socket_directories'),"
                " current_setting('jit'), lower('ÄÉ')"
            ).fetchone()
            assert row == ("on", "UTF8", "C.UTF-8", "127.0.0.1", "", "off", "äé")
            connection.execute("CREATE EXTENSION vector")
            assert connection.execute("SELECT '[1,2]'::vector <-> '[1,4]'").fetchone() == (2.0,)
    finally:
        embedded.stop()


def test_each_clone_of_a_template_is_a_separate_database() -> None:
    address = cluster.test_cluster()
    mark = uuid.uuid4().hex[:8]  # noqa: TID251 - a name that no other run uses
    template, names = f"template_{mark}", [f"clone_{mark}_{number}" for number in range(2)]
    built: list[str] = []

    def build(url: str) -> None:
        built.append(url)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE t (n int)")

    try:
        for _ in range(2):
            cluster.ensure_template(address, template, build)
        assert len(built) == 1
        first, second = (cluster.clone_database(address, template, name) for name in names)
        with psycopg.connect(first.url()) as connection:
            connection.execute("INSERT INTO t VALUES (1)")
        with psycopg.connect(second.url()) as connection:
            assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
    finally:
        for name in names:
            cluster.drop_database(address, name)
        with psycopg.connect(address.url(), autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {template} IS_TEMPLATE false")
        cluster.drop_database(address, template)


def test_a_role_of_the_application_is_bound_by_row_level_security() -> None:
    address = cluster.test_cluster()
    name = f"rls_{uuid.uuid4().hex[:8]}"  # noqa: TID251 - a name that no other run uses
    clone = cluster.clone_database(address, "template1", name)
    try:
        with psycopg.connect(clone.url()) as connection:
            connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'a b/c'")
            connection.execute("CREATE TABLE t AS SELECT 1 AS tenant")
            connection.execute("ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
            connection.execute(f"GRANT SELECT ON t TO {name}")
        with psycopg.connect(clone.url(user=name, password="a b/c")) as connection:
            assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
    finally:
        cluster.drop_database(address, name)
        with psycopg.connect(address.url(), autocommit=True) as connection:
            connection.execute(f"DROP ROLE {name}")
