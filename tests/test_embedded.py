"""PostgreSQL starts by itself where nothing was set up, out of reach of the network and of other accounts."""

from __future__ import annotations

import os
import shutil
import stat
import time
from pathlib import Path

import pytest

from infrastructure import binaries
from infrastructure.accounts import account_for, ourselves
from infrastructure.database import DatabaseRefused
from infrastructure.embedded import serve
from tests.server_users import ask, postmaster_of, stopped, write

pytestmark = pytest.mark.postgres
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")


def test_a_first_start_needs_nothing_and_takes_seconds(folder: Path) -> None:
    started = time.monotonic()
    with serve(folder / "not" / "there") as url:
        assert time.monotonic() - started < 15
        assert ask(url, "SELECT current_database()") == "parcours"
        assert ask(url, "SELECT count(*) FROM pg_database WHERE datname = 'parcours_keys'") == 1
        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SHOW fsync") == ask(url, "SHOW data_checksums") == "on"
        assert ask(url, "SELECT lower('ÉCOLE') || upper('ça')") == "écoleÇA"
    assert stopped(folder / "not" / "there")


def test_nothing_listens_on_the_network_and_the_socket_is_private(server: str) -> None:
    socket_dir = Path(str(ask(server, "SHOW unix_socket_directories")))
    assert ask(server, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE((socket_dir / ".s.PGSQL.5432").stat().st_mode) == 0o700
    assert not heard_on_the_network(owner=socket_dir.stat().st_uid, port=5432)


def heard_on_the_network(owner: int, port: int) -> list[str]:
    """The sockets that wait for connections by TCP, as the kernel lists them where it is Linux."""
    tables = [path for path in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")) if path.exists()]
    lines = [line.split() for table in tables for line in table.read_text().splitlines()[1:]]
    return [line[1] for line in lines if line[3] == "0A" and int(line[7]) == owner and line[1].endswith(f":{port:04X}")]


def test_a_path_too_long_for_a_socket_is_no_obstacle(folder: Path) -> None:
    long = folder / ("long" * 30)
    with serve(long) as url:
        socket_dir = Path(str(ask(url, "SHOW unix_socket_directories")))
        assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
    shutil.rmtree(socket_dir.parent)


def test_a_start_cut_short_is_begun_again(folder: Path) -> None:
    (folder / "cluster.unfinished" / "base").mkdir(parents=True)
    with serve(folder) as url:
        assert ask(url, "SELECT 1") == 1


def test_data_of_another_version_is_left_alone(folder: Path) -> None:
    (folder / "cluster").mkdir()
    (folder / "cluster" / "PG_VERSION").write_text("17\n")
    with pytest.raises(DatabaseRefused, match="sont de PostgreSQL 17"), serve(folder):
        pass


@only_root
def test_root_runs_it_as_somebody_else_even_where_that_account_cannot_go(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with serve(closed / "data") as url:
        assert Path(f"/proc/{postmaster_of(closed / 'data')}").stat().st_uid != 0
        assert (closed / "data" / "cluster").stat().st_uid != 0
        write(url, "CREATE TABLE fact AS SELECT 7 AS number")
        near = Path(str(ask(url, "SHOW unix_socket_directories"))).parent
    with serve(closed / "data") as url:
        assert ask(url, "SELECT number FROM fact") == 7
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    shutil.rmtree(near)


@only_root
def test_programs_out_of_reach_are_copied_once(folder: Path) -> None:
    closed = folder / "closed"
    shipped = binaries.shipped().folder
    shutil.copytree(shipped, closed / binaries.PACKAGE / shipped.name)
    libraries = shipped.parent.parent / f"{binaries.PACKAGE}.libs"
    shutil.copytree(libraries, closed / libraries.name)
    closed.chmod(0o700)
    folder.chmod(0o711)
    account = account_for(folder)
    installed = closed / binaries.PACKAGE / shipped.name
    assert binaries.programs_for(ourselves(), installed, folder / "copies") == installed / "bin"
    programs = binaries.programs_for(account, installed, folder / "copies")
    made = programs.stat().st_ctime_ns
    assert account.can_run(programs)
    assert programs.stat().st_uid == 0
    assert binaries.programs_for(account, installed, folder / "copies") == programs
    assert programs.stat().st_ctime_ns == made
