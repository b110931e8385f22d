"""Which browser is used, and that a run without any can't be taken for a good one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests.browser.chromium import NAMES, found
from tests.browser.conftest import SKIPPED, pytest_sessionfinish


def _program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with nothing on it."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    return tmp_path


def test_a_machine_without_a_browser_has_none(bare: Path) -> None:
    assert found() is None
    assert not list(bare.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_browser_is_found_under_each_of_its_names(bare: Path, name: str) -> None:
    program = _program(bare / "bin" / name)
    assert found() == str(program)


def test_playwrights_own_is_the_last_and_the_named_one_the_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(bare / "browsers/chromium-1100/chrome-linux/chrome")
    newest = _program(bare / "browsers/chromium-1200/chrome-linux/chrome")
    assert found() == str(newest)
    installed = _program(bare / "bin/chromium")
    assert found() == str(installed)
    named = _program(bare / "elsewhere/my-browser")
    monkeypatch.setenv("CHROMIUM", str(named))
    assert found() == str(named)
    monkeypatch.setenv("CHROMIUM", str(bare / "missing"))
    assert found() is None


@pytest.mark.parametrize(("skipped", "ci", "code"), [(True, "true", 1), (True, "", 0), (False, "true", 0)])
def test_only_ci_fails_where_there_is_no_browser(
    monkeypatch: pytest.MonkeyPatch, skipped: bool, ci: str, code: int
) -> None:
    monkeypatch.setenv("CI", ci)
    session = SimpleNamespace(config=SimpleNamespace(stash=pytest.Stash()), exitstatus=0)
    session.config.stash[SKIPPED] = skipped
    pytest_sessionfinish(cast(pytest.Session, session))
    assert session.exitstatus == code


def test_a_run_without_a_browser_says_so_loudly(checkout: Path, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "CHROMIUM"}
    nothing = {
        "PATH": str(tmp_path),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path),
        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1",
        "CI": "true",
    }
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/browser/test_explorer.py"]
    run = subprocess.run(command, cwd=checkout, env=kept | nothing, capture_output=True, text=True, check=False)
    assert "NO BROWSER: THE TESTS IN tests/browser DID NOT RUN." in run.stdout
    assert " skipped" in run.stdout
    assert run.returncode == 1
