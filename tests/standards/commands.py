"""The command `commons` as people run it: a process of its own, with no settings but those given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.standards.serving import environment

COMMAND = [sys.executable, "-m", "commons_web.cli"]


def run(*arguments: str | Path, data: Path, **settings: object) -> subprocess.CompletedProcess[str]:
    """The ended command with what it said."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(COMMONS_DATA=data, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The one line with which the command refused."""
    assert done.returncode == 1, done
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("Error: ")
    return lines[0].removeprefix("Error: ")
