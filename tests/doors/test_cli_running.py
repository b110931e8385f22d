"""Commands that run for a while: serving until told to stop, and the embedded database in the background."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.standards.commands import complaint, run
from tests.standards.serving import Served, served

BODY = json.dumps({"query": "{ vocabularies { notation } }"}).encode()


@pytest.fixture
def data() -> Iterator[Path]:
    # Not pytest's own folder: as root the server runs as another user, who can't enter that one.
    folder = Path(tempfile.mkdtemp(prefix="commons-test-"))
    folder.chmod(0o755)
    yield folder / "our data"
    shutil.rmtree(folder)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_serving_ends_when_told_and_ends_the_request_under_way_first(
    library_dsn: str, tmp_path: Path, told: signal.Signals
) -> None:
    with served(tmp_path, DATABASE_URL=library_dsn) as server:
        half = _half_sent(server)
        server.process.send_signal(told)
        _wait_until_nobody_listens(server)
        assert server.process.poll() is None
        _send_slowly(half, BODY[20:])
        answer = b"".join(iter(lambda: half.recv(65_536), b""))
        half.close()
        assert server.process.wait(30) == 0
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"approach"' in answer
    assert "Traceback" not in server.log.read_text()


def _half_sent(server: Served) -> socket.socket:
    """A connection on which a request has begun and not ended."""
    parts = urlsplit(server.url)
    connection = socket.create_connection((parts.hostname, parts.port), timeout=30)
    head = f"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {len(BODY)}\r\n\r\n"
    connection.sendall(head.encode() + BODY[:20])
    # Whoever answers this has read what came before.
    httpx.get(f"{server.url}/healthz").raise_for_status()
    return connection


def _send_slowly(connection: socket.socket, rest: bytes) -> None:
    """A byte at a time, so that a server that waits for nobody has ended by then."""
    for number in rest:
        time.sleep(0.05)
        connection.sendall(bytes([number]))


def _wait_until_nobody_listens(server: Served) -> None:
    for _ in range(10_000):
        try:
            httpx.get(f"{server.url}/healthz")
        except httpx.TransportError:
            return
    pytest.fail("It still answers after it was told to stop.")


def test_several_workers_answer_and_end_with_their_supervisor(library_dsn: str, tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "2", DATABASE_URL=library_dsn) as server:
        assert httpx.get(f"{server.url}/readyz").json() == {"status": "ready"}
        server.process.terminate()
        assert server.process.wait(30) == 0
        _wait_until_nobody_listens(server)


def test_serving_says_where_and_logs_each_request_as_one_json_object(library_dsn: str, tmp_path: Path) -> None:
    with served(tmp_path, DATABASE_URL=library_dsn) as server:
        httpx.get(f"{server.url}/nowhere")
    said = server.log.read_text().splitlines()
    assert said[0] == f"Serving on {server.url}"
    logged = [json.loads(line) for line in said[1:]]
    assert {"method": "GET", "path": "/nowhere", "status": 404}.items() <= logged[-1].items()


def test_the_embedded_database_is_started_found_used_and_stopped(data: Path) -> None:
    assert "PostgreSQL is not running" in complaint(run("db", "url", data=data))
    started = run("db", "start", data=data)
    try:
        assert started.returncode == 0, started.stderr
        assert run("db", "start", data=data).stdout == started.stdout
        assert run("db", "url", data=data).stdout == started.stdout
        assert "applied" in run("migrate", data=data).stdout
        told = run("db", "shell", "--", "-XAtc", "SELECT count(*) FROM practice", data=data)
        assert (told.returncode, told.stdout) == (0, "0\n")
        assert run("db", "shell", "--", "-XAtc", "SELECT nonsense", data=data).returncode == 1
    finally:
        stopped = run("db", "stop", data=data)
    assert (stopped.returncode, stopped.stdout) == (0, "Stopped.\n")
    assert run("db", "stop", data=data).stdout == "It was not running.\n"
    assert "PostgreSQL is not running" in complaint(run("db", "url", data=data))


def test_a_database_that_is_named_is_neither_started_nor_stopped(empty_dsn: str, data: Path) -> None:
    assert run("db", "url", data=data, DATABASE_URL=empty_dsn).stdout == f"{empty_dsn}\n"
    for command in ("start", "stop"):
        said = complaint(run("db", command, data=data, DATABASE_URL=empty_dsn))
        assert said == "DATABASE_URL names the database; there is no embedded server to start or stop."
    assert not data.exists()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the arguments of a process are read from /proc")
def test_the_shell_shows_no_password_to_the_machine(empty_dsn: str, data: Path) -> None:
    parts = urlsplit(empty_dsn)
    host = parts.netloc.rpartition("@")[2]
    dsn = parts._replace(netloc=f"{parts.username}:{quote('sword@fish')}@{host}").geturl()
    shown = r"\! tr '\0' ' ' < /proc/$PPID/cmdline; echo; echo $PGPASSWORD"
    told = run("db", "shell", "--", "-Xc", shown, "-Atc", "SELECT 'it works'", data=data, DATABASE_URL=dsn)
    assert told.returncode == 0, told.stderr
    arguments, password, answer = told.stdout.splitlines()
    assert "psql postgresql://commons@" in arguments
    assert "sword" not in arguments
    assert (password, answer) == ("sword@fish", "it works")
