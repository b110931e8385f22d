"""Settings: every variable taken, every wrong value answered with one line, no secret ever shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from commons.kit.settings import Settings, SettingsError, load_settings, variable

GOOD = [
    ("COMMONS_HOST", "::1", "host", "::1"),
    ("COMMONS_PORT", "65535", "port", 65535),
    ("COMMONS_DATA", "/srv/commons", "data", Path("/srv/commons")),
    ("DATABASE_URL", "postgres://ada:p%2F@one:5432,two/commons", "database_url", None),
    ("DATABASE_URL", "postgresql://commons@/commons?host=%2Fsrv%2Fsocket&port=5432", "database_url", None),
    ("DATABASE_URL", "postgresql://[::1]:5432/commons", "database_url", None),
    ("COMMONS_SECRET", "s" * 32, "secret", None),
    ("COMMONS_BASE_URL", "https://commons.example.org:8443/", "base_url", "https://commons.example.org:8443"),
    ("COMMONS_POINTS_PER_HOUR", "1", "points_per_hour", 1),
    ("COMMONS_TRUSTED_PROXIES", "10.0.0.1, 10.1.0.0/16, ::1", "trusted_proxies", None),
    ("COMMONS_TRUSTED_PROXIES", "*", "trusted_proxies", None),
]

WRONG = [
    ("COMMONS_PORT", "0", "COMMONS_PORT is '0': input should be greater than or equal to 1"),
    ("COMMONS_PORT", "65536", "COMMONS_PORT is '65536': input should be less than or equal to 65535"),
    ("COMMONS_PORT", "http", "COMMONS_PORT is 'http': input should be a valid integer"),
    ("COMMONS_DATA", "~no-such-user/x", "COMMONS_DATA is '~no-such-user/x': there is no such user, so no home folder"),
    ("DATABASE_URL", "mysql://h/db", "DATABASE_URL: it must start with postgresql://"),
    ("DATABASE_URL", "/srv/commons.sqlite", "DATABASE_URL: it must start with postgresql://"),
    ("DATABASE_URL", "postgresql://u:p@h:port/db", "DATABASE_URL: its host and port can't be read"),
    ("DATABASE_URL", "postgresql://u:p@[::1/db", "DATABASE_URL: its host and port can't be read"),
    ("COMMONS_SECRET", "s" * 31, "COMMONS_SECRET: string should have at least 32 characters"),
    ("COMMONS_BASE_URL", "commons.example.org", "COMMONS_BASE_URL is 'commons.example.org': it must be an address"),
    ("COMMONS_BASE_URL", "ftp://example.org", "COMMONS_BASE_URL is 'ftp://example.org': it must be an address"),
    ("COMMONS_BASE_URL", "https:///path", "COMMONS_BASE_URL is 'https:///path': it must be an address"),
    ("COMMONS_BASE_URL", "https://h?a=b", "COMMONS_BASE_URL is 'https://h?a=b': it must be an address"),
    ("COMMONS_BASE_URL", "https://h#a", "COMMONS_BASE_URL is 'https://h#a': it must be an address"),
    ("COMMONS_BASE_URL", "https://h/registry", "COMMONS_BASE_URL is 'https://h/registry': it must have no path"),
    ("COMMONS_BASE_URL", "https://h:0", "COMMONS_BASE_URL is 'https://h:0': it must be an address"),
    ("COMMONS_BASE_URL", "https://h:65536", "COMMONS_BASE_URL is 'https://h:65536': port out of range"),
    ("COMMONS_POINTS_PER_HOUR", "0", "COMMONS_POINTS_PER_HOUR is '0': input should be greater than or equal to 1"),
    ("COMMONS_POINTS_PER_HOUR", "1e6", "COMMONS_POINTS_PER_HOUR is '1e6': input should be a valid integer"),
    ("COMMONS_TRUSTED_PROXIES", "10.0.0.1,proxy", "COMMONS_TRUSTED_PROXIES is '10.0.0.1,proxy': 'proxy' does not"),
    ("COMMONS_TRUSTED_PROXIES", "10.0.0.1,*", "COMMONS_TRUSTED_PROXIES is '10.0.0.1,*': '*' does not appear"),
]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that sets nothing of ours."""
    for name in list(os.environ):
        if name.upper().startswith("COMMONS_") or name.upper() == "DATABASE_URL":
            monkeypatch.delenv(name)


@pytest.mark.parametrize(("name", "text", "field", "expected"), GOOD)
def test_a_good_value_is_taken(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(name, text)
    assert getattr(load_settings(), field) == (text if expected is None else expected)


@pytest.mark.parametrize(("name", "text", "start"), WRONG)
def test_a_wrong_value_is_answered_with_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, start: str
) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(start)
    assert "\n" not in str(caught.value)


def test_every_setting_has_its_rows_here() -> None:
    every = {variable(field) for field in Settings.model_fields}
    assert {name for name, *_ in GOOD} == every
    assert {name for name, *_ in WRONG} == every - {"COMMONS_HOST"}  # any text may be the name of a host


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_without_an_environment_everything_has_a_value() -> None:
    found = load_settings()
    assert (found.host, found.port, found.database_url, found.secret) == ("127.0.0.1", 8000, None, None)
    assert found.data.is_absolute()


@pytest.mark.parametrize("name", sorted({name for name, *_ in GOOD}))
def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    unset = load_settings()
    monkeypatch.setenv(name, "")
    assert load_settings() == unset


def test_of_several_wrong_values_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONS_PORT", "x")
    monkeypatch.setenv("COMMONS_POINTS_PER_HOUR", "x")
    with pytest.raises(SettingsError, match=r"^COMMONS_P[A-Z_]+ is 'x': [^\n]+$"):
        load_settings()


@pytest.mark.parametrize("folder", ["here/data", "~/data"])
def test_the_data_folder_is_absolute_wherever_the_program_goes_later(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "here"))
    monkeypatch.setenv("COMMONS_DATA", folder)
    assert load_settings().data == tmp_path / "here/data"


@pytest.mark.parametrize(
    ("host", "port", "base_url", "address"),
    [
        ("127.0.0.1", 8000, None, "http://127.0.0.1:8000"),
        ("::1", 80, None, "http://[::1]:80"),
        ("0.0.0.0", 8000, "https://commons.example.org/", "https://commons.example.org"),
    ],
)
def test_the_public_address_has_no_slash_at_its_end(host: str, port: int, base_url: str | None, address: str) -> None:
    assert Settings(host=host, port=port, base_url=base_url).address == address


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("COMMONS_SECRET", "hush-hush"),
        ("DATABASE_URL", "mysql://ada:hush-hush@h/db"),
        ("DATABASE_URL", "postgresql://ada:hush-hush/x@h/db"),
        ("DATABASE_URL", "postgresql://ada:hush-hush#x@h/db"),
        ("DATABASE_URL", "postgresql://ada:[hush-hush]@h/db"),
        ("DATABASE_URL", "postgresql://ada:[hush-hush@h/db"),
    ],
)
def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "hush" not in str(caught.value)
    assert caught.value.__suppress_context__, "a traceback would show the value"


def test_settings_can_be_printed_without_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONS_SECRET", "hush-hush" * 4)
    monkeypatch.setenv("DATABASE_URL", "postgresql://ada:hush-hush@h/db")
    found = load_settings()
    assert found.secret_bytes() == b"hush-hush" * 4
    for shown in (repr(found), str(found), f"{found}"):
        assert "hush" not in shown
