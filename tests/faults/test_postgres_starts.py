"""The embedded PostgreSQL's starts: on lies, all at once, cut off in the middle, and after random kills."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from commons.kit.postgres import Cluster, PostgresError, processes
from tests.faults.postgres_apps import (
    App,
    check,
    clean,
    folder,
    runs,
    server_pid,
    site_of,
    sql,
    wait_until,
    write,
    written,
)

pytestmark = pytest.mark.faults


@pytest.fixture
def data() -> Iterator[Path]:
    with folder() as path:
        yield path


def crash(data: Path, app: App) -> int:
    """Kills the program and its server; the server's process id."""
    pid = server_pid(data)
    os.kill(pid, signal.SIGKILL)
    app.kill()
    wait_until(lambda: not runs(data))
    return pid


# postmaster.pid tells lies.


@pytest.fixture
def stranger(data: Path) -> Iterator[int]:
    """A live process of the server's user that has nothing to do with PostgreSQL."""
    options = site_of(data).account.options()
    with subprocess.Popen(["sleep", "600"], **options) as process:
        yield process.pid
        assert process.poll() is None, "the stranger was killed"
        process.kill()


NOTES = ("postgres/postmaster.pid", "postgres.socket/.s.PGSQL.5432.lock")


@pytest.mark.parametrize("notes", [NOTES, NOTES[:1], NOTES[1:]], ids=["both", "of the cluster", "of the socket"])
def test_a_reused_process_id_is_not_taken_for_the_server(data: Path, stranger: int, notes: tuple[str, ...]) -> None:
    with App(data) as app:
        write(app.start())
        dead = crash(data, app)
    for note in notes:
        text = (data / note).read_text()
        assert text.startswith(f"{dead}\n")
        (data / note).write_text(text.replace(str(dead), str(stranger), 1))
    with pytest.raises(PostgresError, match="not running"):
        Cluster(data).url()
    with App(data) as app:
        check(app.start())
        assert server_pid(data) != stranger
        assert app.end() == 0
    assert not runs(data)


@pytest.mark.parametrize("text", ["", "\n", "12", "nonsense\n"])
def test_a_cut_off_note_is_overcome(data: Path, text: str) -> None:
    with App(data) as app:
        write(app.start())
        crash(data, app)
    (data / "postgres" / "postmaster.pid").write_text(text)
    with App(data) as app:
        check(app.start())


def test_a_copy_of_a_running_folder_gets_a_server_of_its_own(data: Path) -> None:
    copy = data.with_name("copy")
    with App(data) as first, App(copy) as second:
        url = first.start()
        write(url)
        sql(url, "CHECKPOINT", "SELECT 1")
        shutil.copytree(data, copy, ignore=lambda *_: [".s.PGSQL.5432"])
        try:
            other = second.start()
            assert other != url
            check(other)
            write(other, 2)
            check(url)
            assert second.end() == 0
            check(url)
        finally:
            clean(copy)


# Everybody at once, and in the middle of things.


def test_six_starts_at_once_share_one_server(data: Path) -> None:
    for values in ((1,), (1, 2)):
        with ExitStack() as stack:
            apps = [stack.enter_context(App(data)) for _ in range(6)]
            for app in apps:
                app.say("start")
            urls = [str(app.hear()["answer"]) for app in apps]
            assert len(set(urls)) == 1
            write(urls[0], values[-1])
            server_pid(data)
            for app, url in zip(apps, urls, strict=True):
                check(url, *values)
                assert app.end() == 0
        assert not runs(data)


def test_coming_and_going_at_once_is_never_an_error(data: Path) -> None:
    turns = 15
    with ExitStack() as stack:
        apps = [stack.enter_context(App(data)) for _ in range(4)]
        for app in apps:
            app.say("\n".join(["start", "stop"] * turns))
        for app in apps:
            answers = [app.hear() for _ in range(2 * turns)]
            assert [answer["error"] for answer in answers if "error" in answer] == []
            assert app.end() == 0
    assert not runs(data)


@pytest.mark.parametrize("sight", ["postgres.mutex", "postgres.new", "postgres.new/PG_VERSION", "postgres.new/base/5"])
def test_a_kill_in_the_middle_of_the_first_start_leaves_no_half_cluster(data: Path, sight: str) -> None:
    with App(data) as app:
        app.say("start")
        wait_until((data / sight).exists)
        app.kill()
    assert not (data / "postgres" / "base").exists()
    written(data)
    assert not (data / "postgres.new").exists()
    with App(data) as app:
        check(app.start())


def test_an_empty_folder_in_the_place_of_the_cluster_is_filled(data: Path) -> None:
    (data / "postgres").mkdir(parents=True)
    data.chmod(0o755)
    written(data)
    with App(data) as app:
        check(app.start())


def test_a_killed_initdb_is_an_error_and_the_next_start_works(data: Path) -> None:
    with App(data) as app:
        app.say("start")
        wait_until((data / "postgres.new" / "PG_VERSION").exists)
        for pid, command in processes._commands():
            if f"initdb -D {data}" in command:
                os.kill(pid, signal.SIGKILL)
        assert "can't be made" in app.hear()["error"]
        assert not (data / "postgres.new").exists()
        write(app.start())
        check(app.start())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_kills_lose_nothing_that_was_committed(data: Path, seed: int) -> None:
    chance = random.Random(seed)
    committed: list[int] = []
    for turn in range(8):
        with ExitStack() as stack:
            apps = [stack.enter_context(App(data)) for _ in range(chance.randint(1, 3))]
            for app in apps:
                app.say("start")
            url = str(apps[0].hear()["answer"])
            write(url, turn)
            committed.append(turn)
            time.sleep(chance.random() / 5)
            if chance.random() < 0.5:
                processes.send(processes.masters(site_of(data).name), signal.SIGKILL)
            for app in apps:
                app.kill(chance.choice([signal.SIGKILL, signal.SIGTERM]))
    with App(data) as app:
        check(app.start(), *committed)
        assert app.end() == 0
    assert not runs(data)
