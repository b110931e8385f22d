"""Settings, all from the environment. ``commons serve --help`` and the README list them from here."""

from __future__ import annotations

import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting has a value that can't be used. Its text is one line that names the variable."""


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


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
        validation_alias="DATABASE_URL",
        description="postgresql://… of a PostgreSQL 15 or later; without it, one is started in COMMONS_DATA.",
    )
    secret: str | None = Field(
        default=None,
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
        description="GraphQL cost points that one address may spend in an hour.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Comma-separated addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in ("postgres", "postgresql"):
            raise ValueError("it must start with postgresql://")
        return value

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("it must be an address such as https://commons.example.org")
        return value.rstrip("/")

    @cached_property
    def address(self) -> str:
        """The public address without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url or f"http://{host}:{self.port}"

    def secret_bytes(self) -> bytes:
        """The secret; made at the first need and kept, readable by its owner only, in the data folder."""
        if self.secret is not None:
            return self.secret.encode()
        return _kept_secret(self.data / "secret")


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
