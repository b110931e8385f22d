"""The command ``commons``. Exit codes: 0 done, 1 refused or failed with one line that says why, 2 wrong usage."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import click

from commons.kit.database import DATABASE, DatabaseError
from commons.kit.migrations import migrate as apply_migrations
from commons.kit.postgres import Cluster, PostgresError, find_binaries
from commons.kit.settings import Settings, SettingsError, load_settings, variable
from commons.practices.actions import Outcome
from commons_graphql.sdl import breaking_changes, print_sdl, sdl_path
from commons_seeds.files import SeedError
from commons_seeds.library import Library, load_library, read_library, seeds_folder
from commons_web import holder
from commons_web.clock import utc_now
from commons_web.serve import AddressTaken, database, migrated
from commons_web.serve import serve as run_server

_EXPECTED = (SettingsError, DatabaseError, PostgresError, SeedError, AddressTaken)


def _settings_help() -> str:
    lines = ["\b", "Settings, from the environment:"]
    for name, field in Settings.model_fields.items():
        lines.append(f"  {variable(name):24} {field.description}")
    return "\n".join(lines)


class _Commands(click.Group):
    """Expected failures end with one line and exit code 1, not with a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except _EXPECTED as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=_Commands, epilog=_settings_help(), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="safer-commons")
def main() -> None:
    """Safer Commons: the open registry for community crime prevention."""


@main.command()
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
def serve(workers: int) -> None:
    """Bring up the database, apply migrations, and serve until told to stop (SIGTERM or Ctrl-C)."""
    with migrated(load_settings()) as settings:
        click.echo(f"Serving on {settings.address}", err=True)
        run_server(settings, workers=workers)


@main.command()
def migrate() -> None:
    """Apply the migrations that the database does not have yet."""
    with database(load_settings()) as settings:
        applied = asyncio.run(apply_migrations(settings.database_url or ""))
    for migration in applied:
        click.echo(f"applied {migration.name}")
    click.echo(f"{len(applied)} applied; the database is up to date.")


@main.command()
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with documents.yaml, vocabularies/ and practices/; without it the library that is delivered.",
)
@click.option("--check", "only_check", is_flag=True, help="Read and check the files; load nothing.")
def seed(folder: Path | None, only_check: bool) -> None:
    """Load the vocabularies and the library. Loading twice changes nothing; a wrong file stops it before it begins."""
    library = read_library(folder or seeds_folder())
    click.echo(f"{len(library.practices)} practices and {len(library.schemes)} vocabularies are sound.", err=True)
    if only_check:
        return
    with migrated(load_settings()) as settings:
        asyncio.run(_load(settings, library))


async def _load(settings: Settings, library: Library) -> None:
    await DATABASE.open(settings.database_url or "", size=2)
    try:
        outcomes = await load_library(library, clock=utc_now, report=_progress)
    finally:
        await DATABASE.close()
    click.echo(", ".join(f"{outcomes[outcome]} {outcome.value}" for outcome in Outcome))


def _progress(number: int, total: int, title: str, outcome: Outcome) -> None:
    if sys.stderr.isatty():
        line = f"{number:>4}/{total} {outcome.value:<9} {title}"
        click.echo(f"\r\x1b[K{line[: shutil.get_terminal_size().columns - 1]}", nl=number == total, err=True)
    elif number % 10 == 0 or number == total:
        click.echo(f"{number}/{total} practices", err=True)


@main.command()
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
def demo(workers: int) -> None:
    """Bring up everything with the library loaded, print the addresses, and serve."""
    library = read_library(seeds_folder())
    with migrated(load_settings()) as settings:
        asyncio.run(_load(settings, library))
        click.echo(_addresses(settings.address))
        run_server(settings, workers=workers)


def _addresses(address: str) -> str:
    return "\n".join(
        [
            "",
            f"  The library          {address}/",
            f"  GraphQL              {address}/graphql",
            f"  API explorer         {address}/api/explorer",
            "",
            "  Everything here is public: nothing asks for a login yet. Stop with Ctrl-C.",
            "",
        ]
    )


@main.group()
def db() -> None:
    """The embedded PostgreSQL of this installation (not used where DATABASE_URL is set)."""


@db.command("start")
def db_start() -> None:
    """Start the server in the background and print its address; it runs until `commons db stop`."""
    click.echo(holder.start(_embedded().data))


@db.command("stop")
def db_stop() -> None:
    """Stop the server that `commons db start` started, unless something else uses it still."""
    data = _embedded().data
    stopped = holder.stop(data)
    if _running(data):
        click.echo("Another process uses the server still: it stops with that one.")
    else:
        click.echo("Stopped." if stopped else "It was not running.")


@db.command("hold", hidden=True)
def db_hold() -> None:
    """Use the server until told to stop (what `commons db start` puts in the background)."""
    holder.hold(_embedded().data)


@db.command("url")
def db_url() -> None:
    """Print the address of the database that this installation uses, if it runs."""
    settings = load_settings()
    click.echo(settings.database_url or Cluster(settings.data).url())


@db.command("shell", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def db_shell(arguments: tuple[str, ...]) -> None:
    """Open psql on the database; what stands after `--` goes to psql."""
    with database(load_settings()) as settings:
        shown, secret = _without_password(settings.database_url or "")
        environment = {**os.environ, "PGPASSWORD": secret} if secret else dict(os.environ)
        code = os.spawnve(os.P_WAIT, _psql(), ["psql", shown, *arguments], environment)
    raise SystemExit(code)


def _without_password(dsn: str) -> tuple[str, str]:
    """The address without its password, which everybody on the machine could read among psql's arguments."""
    parts = urlsplit(dsn)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{host}")), unquote(parts.password or "")


def _psql() -> str:
    found = shutil.which("psql") or str(find_binaries() / "psql")
    if not Path(found).exists():
        raise PostgresError("psql was not found. Install PostgreSQL's client programs, or use `commons db url`.")
    return found


def _embedded() -> Settings:
    settings = load_settings()
    if settings.database_url is not None:
        raise PostgresError("DATABASE_URL names the database; there is no embedded server to start or stop.")
    return settings


def _running(data: Path) -> bool:
    try:
        Cluster(data).url()
    except PostgresError:
        return False
    return True


@main.group()
def schema() -> None:
    """The public GraphQL schema."""


@schema.command("print")
def schema_print() -> None:
    """Print the schema as the program has it."""
    click.echo(print_sdl(), nl=False)


@schema.command("check")
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An older published schema."
)
def schema_check(against: Path | None) -> None:
    """Compare with the published schema: exit 1 where it differs, naming what would break for clients."""
    published = (against or sdl_path()).read_text(encoding="utf-8")
    broken = breaking_changes(published, print_sdl())
    for change in broken:
        click.echo(f"breaks: {change}")
    if broken:
        raise SystemExit(1)
    if against is None and published != print_sdl():
        raise click.ClickException("The published schema is out of date: commons schema print > graphql/public.graphql")
    click.echo("Nothing breaks.")


if __name__ == "__main__":
    main()
