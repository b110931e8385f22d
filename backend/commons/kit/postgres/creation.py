"""The first start: a whole cluster with its database, or nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from commons.kit.postgres.binaries import version
from commons.kit.postgres.errors import PostgresError, last_words
from commons.kit.postgres.site import Site
from commons.kit.postgres.sockets import DATABASE, ROLE

# The builtin provider sorts alike on every machine; before version 17 only "C" does.
BUILTIN_SINCE = 17
PATIENCE = 120


def create(site: Site, binaries: Path, mutex: int) -> None:
    """Makes the cluster in a folder beside its place and moves it there when it is complete.

    ``mutex`` is handed on to initdb: if we are killed, nobody begins anew before initdb has ended too.
    """
    draft = site.home / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(0o700)
    site.account.adopt(draft)
    try:
        _run(site, mutex, binaries / "initdb", "-D", draft, *_initdb_options(binaries))
        single = ("--single", "-D", draft, "-c", "exit_on_error=on", "postgres")
        create_database = f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'"
        _run(site, mutex, binaries / "postgres", *single, stdin=create_database)
    except PostgresError:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    draft.rename(site.cluster)
    _sync(site.home)


def _initdb_options(binaries: Path) -> list[str]:
    builtin = version(binaries) >= BUILTIN_SINCE
    return [
        f"--username={ROLE}",
        "--encoding=UTF8",
        "--locale=C",
        *(("--locale-provider=builtin", "--builtin-locale=C.UTF-8") if builtin else ()),
        "--data-checksums",
        "--auth-local=trust",  # the socket's folder is the guard: only its owner may enter
        "--auth-host=reject",
        "--no-instructions",
    ]


def _run(site: Site, mutex: int, *command: str | Path, stdin: str = "") -> None:
    try:
        done = subprocess.run(
            command,
            input=stdin.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
            start_new_session=True,
            pass_fds=(mutex,),
            **site.account.options(),
        )
    except subprocess.TimeoutExpired as error:
        raise PostgresError(f"PostgreSQL's cluster in {site.home} was not made within {PATIENCE} s.") from error
    if done.returncode != 0:
        told = last_words(done.stdout.decode(errors="replace"))
        raise PostgresError(f"PostgreSQL's cluster can't be made in {site.home}:{told}")


def _sync(folder: Path) -> None:
    # Without it a power cut could undo the move after data was committed.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
