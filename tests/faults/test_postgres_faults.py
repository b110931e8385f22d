"""The embedded PostgreSQL under violence: whatever is killed, the next start works and has the data."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from commons.kit.postgres import Cluster, PostgresError, processes, server
from commons.kit.postgres.sockets import answers
from tests.faults.postgres_apps import App, check, folder, runs, server_pid, site_of, sql, wait_until, write, written

ENDLESS = "DO $$ BEGIN LOOP END LOOP; END $$"


pytestmark = pytest.mark.faults


@pytest.fixture
def data() -> Iterator[Path]:
    with folder() as path:
        yield path


# The program is killed.


def test_the_server_of_a_killed_program_is_used_again_and_stopped_by_the_next(data: Path) -> None:
    with App(data) as first:
        write(first.start())
        pid = server_pid(data)
        first.kill()
    assert runs(data)
    with App(data) as second:
        check(second.start())
        assert server_pid(data) == pid
        assert second.end() == 0
    assert not runs(data)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_program_that_is_told_to_end_stops_the_server(data: Path, number: signal.Signals) -> None:
    with App(data) as app:
        write(app.start())
        assert app.kill(number) != 0
    assert not runs(data)
    with App(data) as app:
        check(app.start())


def test_the_last_user_stops_the_server_and_nothing_of_it_remains(data: Path) -> None:
    with App(data) as first, App(data) as second, App(data) as third:
        write(first.start())
        assert second.start() == third.start()
        assert first.end() == 0
        check(second.start())
        second.stop()
        second.stop()
        assert second.end() == 0
        check(third.start())
        connections = [_endless(third.start()) for _ in range(3)]
        assert third.end() == 0
    assert not runs(data)
    for connection in connections:
        connection.join()
    left = {path.name for path in data.iterdir()} | {path.name for path in (data / "postgres.socket").iterdir()}
    assert left == {"postgres"} | {f"postgres.{end}" for end in ("alive", "log", "mutex", "socket", "users")}
    assert not (data / "postgres" / "postmaster.pid").exists()
    with App(data) as app:
        check(app.start())


def _endless(url: str) -> threading.Thread:
    """A connection that computes without end in a thread of its own."""

    def run() -> None:
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            sql(url, ENDLESS)

    thread = threading.Thread(target=run)
    thread.start()
    busy = f"SELECT count(*) FROM pg_stat_activity WHERE query = '{ENDLESS.replace(chr(39), chr(39) * 2)}'"
    wait_until(lambda: sql(url, busy) > 0)
    return thread


# The server is killed.


def test_the_same_program_brings_back_a_killed_server(data: Path) -> None:
    with App(data) as app:
        write(app.start())
        os.kill(server_pid(data), signal.SIGKILL)
        check(app.start())
        assert app.end() == 0
    assert not runs(data)


def test_another_program_brings_back_a_killed_server_for_both(data: Path) -> None:
    with App(data) as first, App(data) as second:
        url = first.start()
        write(url)
        os.kill(server_pid(data), signal.SIGKILL)
        check(second.start())
        check(url)
        assert second.end() == 0
        check(url)
        assert first.end() == 0
    assert not runs(data)


def test_orphans_that_compute_on_are_ended_before_a_new_server_starts(data: Path) -> None:
    with App(data) as app:
        url = app.start()
        write(url)
        connection = _endless(url)
        os.kill(server_pid(data), signal.SIGKILL)
        wait_until(lambda: not answers(site_of(data).home / "postgres.socket"))
        orphans = processes.family(site_of(data).name)
        assert orphans
        check(app.start())
        assert not set(orphans) & set(processes.family(site_of(data).name))
        connection.join()


def test_a_stopped_program_ends_the_orphans_of_a_killed_server(data: Path) -> None:
    with App(data) as app:
        url = app.start()
        write(url)
        connection = _endless(url)
        os.kill(server_pid(data), signal.SIGKILL)
        assert app.end() == 0
        assert not runs(data)
        connection.join()
    with App(data) as app:
        check(app.start())


def test_a_killed_backend_costs_a_recovery_only(data: Path) -> None:
    with App(data) as app:
        url = app.start()
        write(url)
        with pytest.raises((asyncpg.PostgresError, ConnectionError)):
            sql(url, "COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID'", "SELECT 1")
        # Before the server has noticed, it still answers.
        wait_until(lambda: "was terminated by signal 9" in (data / "postgres.log").read_text())
        check(app.start())


def test_a_frozen_server_is_an_error_until_it_thaws(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(data)
    with App(data) as app, Cluster(data) as cluster:
        app.start()
        for _ in range(2):
            pid = server_pid(data)
            os.kill(pid, signal.SIGSTOP)
            with monkeypatch.context() as hurry:
                hurry.setattr(server, "PATIENCE", 2.0)
                with pytest.raises(PostgresError, match="did not answer within 2 s"):
                    cluster.start()
            os.kill(pid, signal.SIGCONT)
            check(cluster.start())


def test_a_frozen_server_is_killed_by_the_last_user(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(data)
    with Cluster(data) as cluster:
        os.kill(server_pid(data), signal.SIGSTOP)
        with monkeypatch.context() as hurry:
            hurry.setattr(server, "PATIENCE", 2.0)
            hurry.setattr(server, "FAREWELLS", ((signal.SIGINT, 1.0), (signal.SIGKILL, 10.0)))
            with pytest.raises(PostgresError):
                cluster.start()
            cluster.stop()
        assert not runs(data)
        check(cluster.start())


def test_a_server_that_does_not_start_is_quoted(data: Path) -> None:
    written(data)
    settings = data / "postgres" / "postgresql.conf"
    good = settings.read_text()
    settings.write_text(f"{good}\nnonsense = 1\n")
    with App(data) as app:
        app.say("start")
        error = app.hear()["error"]
        assert error.startswith(f"PostgreSQL does not start in {data}:\n")
        assert 'unrecognized configuration parameter "nonsense"' in error
        settings.write_text(good)
        check(app.start())
        assert app.end() == 0
    assert not runs(data)


# The ground is taken away, or shared.


def test_a_folder_deleted_under_the_server_leaves_no_orphan(data: Path) -> None:
    with App(data) as app:
        app.start()
        name = site_of(data).name
        shutil.rmtree(data)
        assert app.end() == 0
    assert not processes.family(name)
    written(data)
    with App(data) as app:
        check(app.start())


def test_forked_children_neither_stop_the_server_nor_keep_it(data: Path) -> None:
    with Cluster(data) as cluster:
        write(cluster.url())
        child = os.fork()
        if child == 0:
            cluster.stop()
            os._exit(0)
        os.waitpid(child, 0)
        check(cluster.url())
        sleeper = os.fork()
        if sleeper == 0:
            signal.pause()
        cluster.stop()
        assert not runs(data)
        os.kill(sleeper, signal.SIGKILL)
        os.waitpid(sleeper, 0)
        check(cluster.start())
