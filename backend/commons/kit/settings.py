"""Settings, all from the environment. ``commons serve --help`` and the README list them from here."""

from __future__ import annotations

import os
import re
import secrets
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting has a value that can't be used. Its text is one line that names the variable."""


# A host of an address, or a socket's folder; a password with a bare / or # ends up here and must not be shown.
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]*)(:\d*)?")


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError:
        raise ValueError("there is no such user, so no home folder") from None


def _hosts(url: str) -> list[str]:
    try:
        return urlsplit(url).netloc.rpartition("@")[2].split(",")
    except ValueError:
        return ["["]  # no host


def _default_data() -> Path:
    return Path(platformdirs.user_data_dir("safer-commons"))


class Settings(BaseSettings):
    """What the program takes from its environment; each field's description is its documentation."""

    model_config = SettingsConfigDict(
        env_prefix="COMMONS_", extra="ignore", env_ignore_empty=True, populate_by_name=True
    )

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=1, le=65535, description="TCP port to listen on.")
    data: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=_default_data,
        description="Folder for everything the installation keeps on disk, the embedded database included.",
    )
    database_url: str | None = Field(
        default=None,
        repr=False,
        validation_alias="DATABASE_URL",
        description="postgresql://… of a PostgreSQL 15 or later; without it, one is started in COMMONS_DATA.",
    )
    secret: str | None = Field(
        default=None,
        repr=False,
        min_length=32,
        description="At least 32 characters that nobody else knows. Without it one is made and kept in COMMONS_DATA.",
    )
    base_url: str | None = Field(
        default=None,
        description="Public address of the installation, e.g. https://commons.example.org; every URI starts with it.",
    )
    points_per_hour: int = Field(
        default=1_000_000,
        ge=1,
        le=2**31 - 1,
        description="GraphQL cost points that one address may spend in an hour.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Comma-separated addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("it must start with postgresql://")
        if not all(_HOST.fullmatch(host) for host in _hosts(value)):
            raise ValueError("its host and port can't be read; in a password write / as %2F and # as %23")
        return value

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        port = parts.port  # ValueError where it can't be one
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or parts.query or parts.fragment:
            raise ValueError("it must be an address such as https://commons.example.org")
        if parts.path not in ("", "/"):
            raise ValueError("it must have no path: the registry has a host of its own")
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for part in value.split(",") if value not in ("", "*") else []:
            ip_network(part.strip())  # ValueError with its own words
        return value

    @cached_property
    def address(self) -> str:
        """The public address without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url or f"http://{host}:{self.port}"

    def secret_bytes(self) -> bytes:
        """The secret; made at the first need and kept, readable by its owner only, in the data folder."""
        if self.secret is not None:
            return self.secret.encode()
        try:
            return _kept_secret(self.data / "secret")
        except OSError as error:
            reason = f"no secret can be kept there: {error.strerror}"
            raise SettingsError(f"{variable('data')} is {str(self.data)!r}: {reason}") from error


def _kept_secret(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Several processes may start at once: whoever links first wins, and all read the winner's.
        draft = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        finally:
            draft.unlink()
    except FileExistsError:
        pass
    return path.read_bytes()


def load_settings() -> Settings:
    """The settings; SettingsError with one clear line where a value is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_one_line(error)) from None


def variable(field: str) -> str:
    """The environment variable of a settings field."""
    return "DATABASE_URL" if field in ("database_url", "DATABASE_URL") else f"COMMONS_{field.upper()}"


def _one_line(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = variable(str(first["loc"][0]))
    reason = str(first["msg"]).removeprefix("Value error, ")
    # A wrong secret or a URL with a password is never repeated.
    shown = "" if name in ("COMMONS_SECRET", "DATABASE_URL") else f" is {first['input']!r}"
    return f"{name}{shown}: {reason[:1].lower()}{reason[1:]}"
