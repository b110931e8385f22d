"""The secret that is made where none is given: once, whoever starts, and for its owner's eyes."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from commons.kit.settings import Settings, SettingsError

AT_ONCE = 6
PROGRAM = "from commons.kit.settings import load_settings; print(load_settings().secret_bytes().decode())"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "not" / "there yet"


def test_a_secret_is_made_once_and_kept(data: Path) -> None:
    secret = Settings(data=data).secret_bytes()
    assert len(secret) >= 32
    assert Settings(data=data).secret_bytes() == secret
    assert [path.name for path in data.iterdir()] == ["secret"]


def test_two_installations_have_two_secrets(tmp_path: Path) -> None:
    assert Settings(data=tmp_path / "a").secret_bytes() != Settings(data=tmp_path / "b").secret_bytes()


def test_only_its_owner_can_read_it(data: Path) -> None:
    before = os.umask(0)
    try:
        Settings(data=data).secret_bytes()
    finally:
        os.umask(before)
    assert stat.S_IMODE((data / "secret").stat().st_mode) == 0o600


def test_a_secret_of_the_environment_is_used_and_none_is_written(data: Path) -> None:
    assert Settings(data=data, secret="s" * 40).secret_bytes() == b"s" * 40
    assert not data.exists()


def test_programs_that_make_it_in_the_same_instant_have_the_same(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    all_drafted = threading.Barrier(AT_ONCE, timeout=30)
    link = os.link

    def link_together(draft: Path, path: Path) -> None:
        all_drafted.wait()
        link(draft, path)

    monkeypatch.setattr(os, "link", link_together)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        secrets = set(pool.map(lambda _: Settings(data=data).secret_bytes(), range(AT_ONCE)))
    assert len(secrets) == 1
    assert [path.name for path in data.iterdir()] == ["secret"]


def test_processes_that_start_together_have_the_same(data: Path) -> None:
    environment = {**os.environ, "COMMONS_DATA": str(data), "COMMONS_SECRET": ""}
    starting = [
        subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, stdout=subprocess.PIPE) for _ in range(4)
    ]
    printed = [process.communicate(timeout=60)[0] for process in starting]
    assert printed == [(data / "secret").read_bytes() + b"\n"] * 4


def test_a_folder_that_can_not_keep_it_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"^COMMONS_DATA is '[^\n]+': no secret can be kept there: [^\n]+$"):
        Settings(data=tmp_path / "file").secret_bytes()
