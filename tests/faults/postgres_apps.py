"""Small programs that use the embedded PostgreSQL, to be killed, and what the tests ask about them."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import asyncpg
import pytest

from commons.kit.postgres import processes
from commons.kit.postgres.notes import Note
from commons.kit.postgres.server import shut_down
from commons.kit.postgres.site import APART, Site, home_of, settle

PROGRAM = """
import json, sys
from pathlib import Path
from commons.kit.postgres import Cluster, PostgresError

cluster = Cluster(*(Path(argument) for argument in sys.argv[1:]))
for verb in sys.stdin:
    try:
        answer = {"answer": getattr(cluster, verb.strip())()}
    except PostgresError as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)
"""


class App:
    """One process that starts and stops the cluster as told, and ends as programs do when its input ends."""

    def __init__(
        self,
        data: Path,
        binaries: Path | None = None,
        *,
        user: str | None = None,
        python: str = sys.executable,
        variables: Mapping[str, str | None] | None = None,
    ) -> None:
        changed = variables or {}
        kept = {name: value for name, value in os.environ.items() if name not in changed}
        given = {name: value for name, value in changed.items() if value is not None}
        account = pwd.getpwnam(user) if user else None
        self.process = subprocess.Popen(
            [python, "-c", PROGRAM, *filter(None, (data, binaries))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**kept, **given, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            cwd="/",
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=[] if account else None,
        )

    def say(self, verb: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{verb}\n".encode())
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the program ended with {self.process.wait()}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def start(self) -> str:
        self.say("start")
        answer = self.hear()
        assert "error" not in answer, answer["error"]
        return str(answer["answer"])

    def stop(self) -> None:
        self.say("stop")
        assert self.hear() == {"answer": None}

    def kill(self, number: signal.Signals = signal.SIGKILL) -> int:
        """Sends the signal and gives the exit status."""
        self.process.send_signal(number)
        return self.process.wait(90)

    def end(self) -> int:
        """Lets it come to its end, and gives the exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(90)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


@contextmanager
def folder(name: str = "data", mode: int = 0o755) -> Iterator[Path]:
    """A folder for a cluster that a service user can reach, as pytest's own is not; all of it is gone afterwards."""
    base = Path(tempfile.mkdtemp(prefix="commons-faults-"))
    base.chmod(mode)
    try:
        yield base / name
    finally:
        clean(base / name)
        shutil.rmtree(base)


def clean(data: Path) -> None:
    """Ends what still runs on ``data`` and removes what was kept apart from it."""
    home = home_of(data) or data
    note = Note.read(home / "postgres")
    # Not by SIGKILL, which leaves a segment of shared memory behind for a start that won't come.
    processes.send(processes.family(site_of(data).name), signal.SIGCONT)
    shut_down(site_of(data))
    if note and note.sockets and note.sockets.name.startswith("safer-commons-"):
        shutil.rmtree(note.sockets, ignore_errors=True)
    if home.parent == APART:
        shutil.rmtree(home)


def site_of(data: Path) -> Site:
    return settle(data)


def server_pid(data: Path) -> int:
    """The one server's process id."""
    # A child that was forked this moment still looks like its parent.
    wait_until(lambda: len(processes.masters(site_of(data).name)) == 1)
    note = Note.read(site_of(data).cluster)
    assert note is not None
    assert note.pid in processes.masters(site_of(data).name)
    return note.pid


def runs(data: Path) -> bool:
    """Whether any process of the server is left."""
    return bool(processes.family(site_of(data).name))


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


def sql(url: str, *statements: str) -> Any:
    """Runs the statements through asyncpg; the first column of the last one's first row."""

    async def run() -> Any:
        connection = await asyncpg.connect(url, timeout=20)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetchval(statements[-1])
        finally:
            await connection.close()

    return asyncio.run(run())


def write(url: str, value: int = 1) -> None:
    """Commits a row that ``check`` looks for."""
    sql(url, "CREATE TABLE IF NOT EXISTS kept (value int)", f"INSERT INTO kept VALUES ({value}) RETURNING 1")


def check(url: str, *values: int) -> None:
    """The server answers, and has each value that was written."""
    assert sql(url, "SELECT 1") == 1
    assert sql(url, "SELECT array_agg(value ORDER BY value) FROM kept") == sorted(values or (1,))


def written(data: Path) -> None:
    """A cluster at rest that holds the row which ``check`` looks for."""
    with App(data) as app:
        write(app.start())
        assert app.end() == 0


def python_for(user: str) -> str:
    """An interpreter that ``user`` can run with our packages; skips the test when there is none."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, shutil.which(name, path="/usr/local/bin:/usr/bin")):
        if python and _can_import(user, python):
            return python
    pytest.skip(f"{user} can't run {name} with our packages here")


def _can_import(user: str, python: str) -> bool:
    try:
        return run_as(user, python, "import commons.kit.postgres, asyncpg").returncode == 0
    except PermissionError:
        return False


def run_as(user: str, python: str, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a Python program as that user, with our packages."""
    account = pwd.getpwnam(user)
    return subprocess.run(
        [python, "-c", program, *arguments],
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        cwd="/",
        capture_output=True,
        text=True,
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        check=False,
    )
