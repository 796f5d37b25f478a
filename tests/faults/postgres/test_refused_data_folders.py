from __future__ import annotations

import contextlib
import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from tests.faults.postgres.conftest import PASSWORD, DataFolder

from vivavoce.infra.embedded.errors import (
    ClusterAlreadyRunningError,
    ClusterDataMissingError,
    ClusterError,
    ClusterNotRunningError,
    DataFolderCopiedError,
    DataFolderUnusableError,
    DiskFullError,
    UnsafeDatabaseSettingError,
    WrongClusterPasswordError,
    WrongPostgresVersionError,
)
from vivavoce.infra.embedded.locator import PostgresBinaries, find_binaries

AS_ROOT = os.geteuid() == 0


def _made(data_folder: DataFolder) -> None:
    cluster = data_folder.cluster()
    cluster.start()
    cluster.stop()


def test_a_second_process_is_refused_with_the_pid_of_the_first_and_may_attach(
    data_folder: DataFolder,
) -> None:
    owner = data_folder.other_owner()
    second = data_folder.cluster()
    with pytest.raises(
        ClusterAlreadyRunningError, match=rf"Process {owner.pid} .*VIVAVOCE_DATA_DIR"
    ) as second_refusal:
        second.start()
    assert second_refusal.value.pid == owner.pid
    with psycopg.connect(second.attach().url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_two_owners_in_one_process_are_refused_too(data_folder: DataFolder) -> None:
    data_folder.cluster().start()
    with pytest.raises(ClusterAlreadyRunningError):
        data_folder.cluster().start()


def test_attaching_without_a_running_server_is_refused_and_creates_nothing(
    data_folder: DataFolder,
) -> None:
    with pytest.raises(ClusterNotRunningError):
        data_folder.cluster().attach()
    assert not data_folder.data_dir.exists()


def test_a_copied_data_folder_is_refused_with_both_paths(
    data_folder: DataFolder,
) -> None:
    owner = data_folder.other_owner()
    copy = data_folder.root / "a copy"
    shutil.copytree(data_folder.data_dir, copy, symlinks=True)
    for opened in (data_folder.cluster(copy).start, data_folder.cluster(copy).attach):
        with pytest.raises(DataFolderCopiedError, match="pg_dump") as refused:
            opened()
        assert (refused.value.copy, refused.value.original) == (copy, data_folder.data_dir)

    owner.communicate()
    with pytest.raises(DataFolderCopiedError):
        data_folder.cluster(copy).start()
    data_folder.cluster().start()


def test_a_moved_data_folder_works_at_its_new_path(data_folder: DataFolder) -> None:
    _made(data_folder)
    moved = data_folder.root / "moved"
    data_folder.data_dir.rename(moved)
    cluster = data_folder.cluster(moved)
    cluster.start()
    cluster.stop()

    data_folder.data_dir.mkdir()
    cluster.start()


def test_a_symbolic_link_to_the_data_folder_is_no_copy(data_folder: DataFolder) -> None:
    _made(data_folder)
    link = data_folder.root / "link"
    link.symlink_to(data_folder.data_dir)
    data_folder.cluster(link).start()


def test_data_of_another_major_version_is_refused_by_name(data_folder: DataFolder) -> None:
    _made(data_folder)
    (data_folder.home.pgdata / "PG_VERSION").write_text("15\n")
    with pytest.raises(WrongPostgresVersionError, match="PostgreSQL 15"):
        data_folder.cluster().start()


def test_a_wrong_password_is_refused_and_nothing_stays_running(data_folder: DataFolder) -> None:
    _made(data_folder)
    with pytest.raises(WrongClusterPasswordError, match="VIVAVOCE_SECRET_KEY"):
        data_folder.cluster(superuser_password="lost").start()
    assert data_folder.server_pid() is None
    data_folder.cluster().start()


def test_a_connection_without_the_password_is_refused(data_folder: DataFolder) -> None:
    address = data_folder.cluster().start()
    for password in ("", "wrong", PASSWORD.upper()):
        with pytest.raises(psycopg.OperationalError, match=r"password|authentication"):
            psycopg.connect(address.url(password=password))
    hba = (data_folder.home.pgdata / "pg_hba.conf").read_text()
    methods = {line.split()[-1] for line in hba.splitlines() if line and line[0] != "#"}
    assert methods == {"scram-sha-256"}


def test_the_data_is_private_and_no_other_folder_is_touched(data_folder: DataFolder) -> None:
    outer = data_folder.root / "mine"
    outer.mkdir(mode=0o755)
    own = outer / "kept open"
    own.mkdir()
    own.chmod(0o750)
    seen = {
        each: (each.stat().st_mode, each.stat().st_uid) for each in (data_folder.root, outer, own)
    }
    data_folder.data_dir = own
    data_folder.cluster().start()

    assert {each: (each.stat().st_mode, each.stat().st_uid) for each in seen} == seen
    home = data_folder.home
    assert stat.S_IMODE(home.pgdata.stat().st_mode) == 0o700
    assert home.pgdata.stat().st_uid != 0
    for name in ("server.log", "port", "owner.lock"):
        assert stat.S_IMODE((home.root / name).stat().st_mode) == 0o600
    assert not [each for each in home.root.iterdir() if each.name.startswith(".secret")]


def test_a_data_folder_that_sets_fsync_off_is_refused(data_folder: DataFolder) -> None:
    _made(data_folder)
    with (data_folder.home.pgdata / "postgresql.conf").open("a") as conf:
        conf.write("fsync = off\n")
    with pytest.raises(UnsafeDatabaseSettingError, match="'fsync' is off"):
        data_folder.cluster().start()
    assert data_folder.server_pid() is None


def test_a_role_that_commits_without_waiting_is_refused(data_folder: DataFolder) -> None:
    cluster = data_folder.cluster()
    with psycopg.connect(cluster.start().url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE hasty")
        connection.execute("ALTER ROLE hasty SET synchronous_commit = off")
    cluster.stop()
    with pytest.raises(UnsafeDatabaseSettingError, match="'synchronous_commit' is off"):
        cluster.start()


def test_a_port_taken_by_another_process_is_replaced_and_the_new_one_is_kept(
    data_folder: DataFolder,
) -> None:
    cluster = data_folder.cluster()
    port = cluster.start().port
    cluster.stop()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        other = cluster.start().port
        cluster.stop()
    assert other != port
    assert cluster.start().port == other


def test_a_full_disk_is_named_in_the_error(data_folder: DataFolder) -> None:
    _made(data_folder)
    real = find_binaries()
    programs = data_folder.root / "programs"
    programs.mkdir(mode=0o755)
    fake = programs / "postgres"
    fake.write_text(
        "#!/bin/sh\necho 'PANIC:  could not write: No space left on device' >&2\nexit 1\n"
    )
    fake.chmod(0o755)
    full = PostgresBinaries(programs, real.major, real.version, "full")
    with pytest.raises(DiskFullError, match="Free some space"):
        data_folder.cluster(locate_binaries=lambda major: full).start()


def _can_mount() -> bool:
    probe = Path("/var/tmp") / f"vivavoce-mount-{os.getpid()}"  # noqa: S108
    probe.mkdir()
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "none", probe],
            capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            subprocess.run(["umount", probe], check=True)
        return done.returncode == 0
    finally:
        probe.rmdir()


def _fill_up(path: Path) -> None:
    with path.open("wb", buffering=0) as junk:
        for size in (1 << 20, 1 << 10, 1):
            with contextlib.suppress(OSError):
                while junk.write(bytes(size)) == size:
                    pass


if AS_ROOT and _can_mount():

    @pytest.mark.parametrize("megabytes", [8, 150])
    def test_a_disk_that_is_really_full_is_named_before_and_after_the_data_is_made(
        data_folder: DataFolder, megabytes: int
    ) -> None:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none",
             data_folder.system_home], check=True,
        )  # fmt: skip
        try:
            if megabytes > 100:
                with pytest.raises(DiskFullError, match="MB"):  # no room for programs and data
                    data_folder.cluster().start()
                subprocess.run(
                    ["mount", "-o", "remount,size=400m", data_folder.system_home], check=True
                )
                _made(data_folder)
                _fill_up(data_folder.system_home / "junk")
            with pytest.raises(DiskFullError):
                data_folder.cluster().start()
            if megabytes > 100:
                (data_folder.system_home / "junk").unlink()
                cluster = data_folder.cluster()
                cluster.start()
                cluster.stop()
        finally:
            subprocess.run(["umount", "-l", data_folder.system_home], check=True)


if AS_ROOT:

    @pytest.mark.parametrize("right", ["chown", "setuid"])
    def test_a_root_user_without_root_privileges_gets_an_explanation(
        data_folder: DataFolder, right: str
    ) -> None:
        code = (
            "import sys; from pathlib import Path\n"
            "from vivavoce.infra.embedded.cluster import EmbeddedPostgres\n"
            "EmbeddedPostgres(Path(sys.argv[1]), superuser_password='x',"
            " system_home=Path(sys.argv[2])).start()"
        )
        done = subprocess.run(
            ["setpriv", f"--bounding-set=-{right}", sys.executable, "-c", code, data_folder.data_dir,
             data_folder.system_home],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        last = done.stderr.strip().splitlines()[-1]
        assert "NoDataOwnerError" in last
        assert "DATABASE_URL" in last

    def test_a_pointer_to_data_that_is_gone_is_refused_rather_than_begun_anew(
        data_folder: DataFolder,
    ) -> None:
        _made(data_folder)
        data_folder.home.root.rename(data_folder.root / "elsewhere")
        with pytest.raises(ClusterDataMissingError, match="volume"):
            data_folder.cluster().start()

    def test_a_user_s_own_data_started_by_root_stays_the_user_s(data_folder: DataFolder) -> None:
        _made(data_folder)
        home = data_folder.home
        owner = home.pgdata.stat().st_uid
        theirs = data_folder.root / "theirs"
        theirs.mkdir(mode=0o700)
        os.chown(theirs, owner, owner)
        (home.pgdata).rename(theirs / "pgdata")
        cluster = data_folder.cluster(data_dir=theirs)
        cluster.start()
        cluster.stop()
        assert {each.stat().st_uid for each in theirs.iterdir()} == {owner}

else:

    def test_a_data_folder_that_may_not_be_written_is_named(data_folder: DataFolder) -> None:
        data_folder.data_dir.mkdir(mode=0o500)
        with pytest.raises(DataFolderUnusableError, match="VIVAVOCE_DATA_DIR"):
            data_folder.cluster().start()

    def test_data_that_root_made_is_refused_with_the_reason(data_folder: DataFolder) -> None:
        data_folder.data_dir.mkdir()
        (data_folder.data_dir / "cluster.json").write_text("{}")
        with pytest.raises(DataFolderUnusableError, match="created by root"):
            data_folder.cluster().start()


def test_a_file_in_place_of_the_data_folder_is_named_in_the_error(data_folder: DataFolder) -> None:
    data_folder.data_dir.write_text("a file")
    with pytest.raises(DataFolderUnusableError, match="VIVAVOCE_DATA_DIR"):
        data_folder.cluster().start()
    data_folder.data_dir.unlink()


def test_a_folder_with_unrelated_files_is_left_alone(data_folder: DataFolder) -> None:
    _made(data_folder)
    (data_folder.home.pgdata / "PG_VERSION").unlink()
    before = sorted(each.name for each in data_folder.home.pgdata.iterdir())
    with pytest.raises(ClusterError, match="not a PostgreSQL data folder"):
        data_folder.cluster().start()
    assert sorted(each.name for each in data_folder.home.pgdata.iterdir()) == before
