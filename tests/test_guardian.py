"""The server is shared, ends with its last user however he goes, and loses nothing when killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from infrastructure.accounts import account_for
from infrastructure.database import DatabaseRefused
from infrastructure.embedded import serve
from tests.server_users import (
    ask,
    come_and_go,
    eventually,
    guardian_of,
    killed,
    leave,
    postmaster_of,
    stopped,
    user_of,
    write,
)

pytestmark = pytest.mark.postgres


def test_a_second_user_finds_the_server_of_the_first_and_the_last_one_stops_it(
    installed: Path, users: ExitStack
) -> None:
    first, url = user_of(installed, users)
    second, same = user_of(installed, users)
    pid = postmaster_of(installed)
    assert same == url
    write(url, "DROP TABLE IF EXISTS fact; CREATE TABLE fact AS SELECT 1 AS number")
    leave(first)
    assert postmaster_of(installed) == pid
    assert ask(same, "SELECT number FROM fact") == 1
    leave(second)
    assert stopped(installed)


def test_six_users_may_make_the_first_start_at_once(folder: Path) -> None:
    processes = [come_and_go(folder) for _ in range(6)]
    assert [process.wait(50) for process in processes] == [0] * 6
    assert stopped(folder)


def test_the_server_outlives_a_first_user_killed_and_stops_with_the_second(installed: Path, users: ExitStack) -> None:
    first, url = user_of(installed, users)
    second, _ = user_of(installed, users)
    first.kill()
    first.wait()
    assert ask(url, "SELECT 1") == 1
    leave(second)
    assert stopped(installed)


def test_the_server_stops_even_when_its_only_user_is_killed(installed: Path, users: ExitStack) -> None:
    only, _ = user_of(installed, users)
    only.kill()
    eventually(lambda: stopped(installed))


def test_a_postgresql_killed_under_its_user_is_started_again_with_its_data(installed: Path, users: ExitStack) -> None:
    _, url = user_of(installed, users)
    write(url, "DROP TABLE IF EXISTS fact; CREATE TABLE fact AS SELECT 7 AS number")
    pid = postmaster_of(installed)
    killed(pid)
    eventually(lambda: not stopped(installed) and postmaster_of(installed) != pid)
    with serve(installed) as again:
        assert ask(again, "SELECT number FROM fact") == 7


def test_everything_killed_loses_nothing(installed: Path, users: ExitStack) -> None:
    user, url = user_of(installed, users)
    with psycopg.connect(url) as session:
        session.execute("DROP TABLE IF EXISTS fact; CREATE TABLE fact AS SELECT 7 AS number")
        session.commit()
        session.execute("INSERT INTO fact VALUES (8)")  # never committed
        for pid in (guardian_of(installed), user.pid, postmaster_of(installed)):
            killed(pid)
        session.close()
    eventually(lambda: stopped(installed))
    assert (installed / "cluster" / "postmaster.pid").exists()
    with serve(installed) as again:
        assert ask(again, "SELECT array_agg(number) FROM fact") == [7]
    assert stopped(installed)


def test_a_leftover_number_that_now_is_another_process_does_not_block(installed: Path) -> None:
    with serve(installed) as url:
        write(url, "DROP TABLE IF EXISTS fact; CREATE TABLE fact AS SELECT 7 AS number")
        killed(guardian_of(installed))
        killed(postmaster_of(installed))
        eventually(lambda: stopped(installed))
        left = installed / "cluster" / "postmaster.pid"
        account = account_for(installed)
        with subprocess.Popen(["sleep", "60"], user=account.uid) as stranger:
            try:
                left.write_text("\n".join([str(stranger.pid), *left.read_text().splitlines()[1:]]) + "\n")
                with serve(installed) as again:
                    assert ask(again, "SELECT number FROM fact") == 7
                assert stranger.poll() is None
            finally:
                stranger.kill()


def test_a_server_that_lost_its_guardian_and_its_users_is_taken_over(installed: Path, users: ExitStack) -> None:
    user, url = user_of(installed, users)
    pid = postmaster_of(installed)
    killed(guardian_of(installed))
    user.kill()
    user.wait()
    with serve(installed) as same:
        assert same == url
        assert postmaster_of(installed) == pid
    assert stopped(installed)


def test_a_server_that_cannot_start_says_so_in_one_sentence(folder: Path) -> None:
    with serve(folder):
        pass
    (folder / "cluster" / "global" / "pg_control").unlink()
    with pytest.raises(DatabaseRefused, match="n'a pas démarré"), serve(folder):
        pass


def test_a_server_that_has_served_comes_back_however_long_it_could_not(installed: Path, users: ExitStack) -> None:
    process, url = user_of(installed, users)
    settings = installed / "cluster" / "postgresql.conf"
    eventually(lambda: ask(url, "SELECT 1") == 1)
    time.sleep(0.2)  # the guardian, too, has seen it serve
    settings.rename(settings.with_suffix(".away"))
    os.kill(postmaster_of(installed), signal.SIGINT)
    eventually(lambda: stopped(installed))
    time.sleep(2)
    settings.with_suffix(".away").rename(settings)
    eventually(lambda: not stopped(installed))
    eventually(lambda: ready(url))
    leave(process)


def ready(url: str) -> bool:
    """Whether the server takes connections."""
    try:
        return ask(url, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False
