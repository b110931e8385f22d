"""The command line: what it does, what it says, and with which code it ends."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from commons.kit.migrations import all_migrations
from commons.kit.settings import Settings, variable
from commons_graphql.sdl import print_sdl
from commons_web.cli import main
from tests.standards.commands import COMMAND, complaint, run


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that there is, with the groups that it stands in."""
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(commands(main)), ids=" ".join)
def test_every_command_says_what_it_does(path: tuple[str, ...]) -> None:
    told = CliRunner().invoke(main, [*path, "--help"])
    assert told.exit_code == 0
    usage, _, said = told.output.partition("\n\n")
    assert usage.startswith("Usage: ")
    assert said.strip()[0].isupper()
    assert all(len(line) <= 120 for line in told.output.splitlines() if not line.startswith("    "))


def test_help_names_every_setting(tmp_path: Path) -> None:
    told = run("--help", data=tmp_path)
    assert told.returncode == 0
    for field in Settings.model_fields:
        assert f"    {variable(field)} " in told.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["serve", "--workers", "0"],
        ["serve", "--workers", "two"],
        ["seed", "--from", "no-such-folder"],
        ["schema", "check", "--against", "no-such-file"],
        ["migrate", "extra"],
        ["db"],
        ["schema", "nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_says_how_it_is_right(arguments: list[str]) -> None:
    told = CliRunner().invoke(main, arguments)
    assert told.exit_code == 2
    assert "Usage: " in told.output


def test_wrong_usage_ends_a_process_with_2(tmp_path: Path) -> None:
    told = run("serve", "--workers", "0", data=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert "Usage: " in told.stderr


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"COMMONS_PORT": "x"}, "COMMONS_PORT is 'x': "),
        ({"COMMONS_PORT": "0"}, "COMMONS_PORT is '0': "),
        ({"COMMONS_PORT": "65536"}, "COMMONS_PORT is '65536': "),
        ({"COMMONS_SECRET": "swordfish"}, "COMMONS_SECRET: "),
        ({"COMMONS_BASE_URL": "ftp://commons.example.org"}, "COMMONS_BASE_URL is 'ftp://commons.example.org': "),
        ({"COMMONS_POINTS_PER_HOUR": "0"}, "COMMONS_POINTS_PER_HOUR is '0': "),
        ({"DATABASE_URL": "mysql://ada:swordfish@localhost/x"}, "DATABASE_URL: it must start with postgresql://"),
        ({"DATABASE_URL": "postgresql://ada:swordfish@127.0.0.1:1/x"}, "The database can't be reached: "),
        ({"DATABASE_URL": "postgresql://ada:swordfish@127.0.0.1:99999/x"}, "The database can't be reached: "),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_line_without_its_secrets(settings: dict[str, str], words: str) -> None:
    told = CliRunner().invoke(main, ["migrate"], env=settings)
    assert told.exit_code == 1
    assert told.output.startswith(f"Error: {words}")
    assert told.output.count("\n") == 1
    assert "swordfish" not in told.output


def test_a_refusal_ends_a_process_with_1_and_one_line(tmp_path: Path) -> None:
    assert complaint(run("serve", data=tmp_path, COMMONS_PORT="x")).startswith("COMMONS_PORT is 'x': ")
    assert not list(tmp_path.iterdir())


def test_migrations_are_applied_once(blank_dsn: str, tmp_path: Path) -> None:
    first, second = (run("migrate", data=tmp_path, DATABASE_URL=blank_dsn) for _ in range(2))
    names = [migration.name for migration in all_migrations()]
    up_to_date = "applied; the database is up to date."
    assert first.stdout.splitlines() == [*(f"applied {name}" for name in names), f"{len(names)} {up_to_date}"]
    assert second.stdout.splitlines() == [f"0 {up_to_date}"]
    assert first.returncode == second.returncode == 0


@pytest.fixture
def seeds(checkout: Path, tmp_path: Path) -> Path:
    """The vocabularies and three practices."""
    folder = tmp_path / "seeds"
    shutil.copytree(checkout / "seeds", folder, ignore=shutil.ignore_patterns("commons_seeds", "practices"))
    (folder / "practices").mkdir()
    for path in sorted((checkout / "seeds/practices").glob("*.yaml"))[:3]:
        shutil.copy2(path, folder / "practices")
    return folder


def test_seeds_are_loaded_once_and_again_without_a_change(empty_dsn: str, seeds: Path, tmp_path: Path) -> None:
    first, second = (run("seed", "--from", seeds, data=tmp_path, DATABASE_URL=empty_dsn) for _ in range(2))
    assert first.stdout == "3 added, 0 changed, 0 unchanged\n"
    assert second.stdout == "0 added, 0 changed, 3 unchanged\n"
    assert first.returncode == second.returncode == 0


def test_the_library_that_is_delivered_is_sound() -> None:
    told = CliRunner().invoke(main, ["seed", "--check"])
    assert told.exit_code == 0
    assert "practices and 11 vocabularies are sound." in told.output


def _unclosed(seeds: Path) -> Path:
    path = next(seeds.glob("practices/*.yaml"))
    path.write_text(path.read_text(encoding="utf-8") + "\npartners: [", encoding="utf-8")
    return path


def _unknown_concept(seeds: Path) -> Path:
    path = next(seeds.glob("practices/*.yaml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("approach: [", "approach: [nonsense, ", 1), encoding="utf-8")
    return path


def _without_documents(seeds: Path) -> Path:
    path = seeds / "documents.yaml"
    path.unlink()
    return path


@pytest.mark.parametrize("broken", [_unclosed, _unknown_concept, _without_documents])
def test_a_wrong_seed_file_is_named_and_nothing_is_begun(seeds: Path, broken: Callable[[Path], Path]) -> None:
    path = broken(seeds)
    told = CliRunner().invoke(main, ["seed", "--check", "--from", str(seeds)])
    assert told.exit_code == 1
    assert told.output.startswith("Error: ")
    assert path.name in told.output
    assert "Traceback" not in told.output


def test_the_schema_is_printed_as_it_is_published(checkout: Path, tmp_path: Path) -> None:
    told = run("schema", "print", data=tmp_path)
    assert told.stdout == print_sdl() == (checkout / "graphql/public.graphql").read_text(encoding="utf-8")


def test_a_schema_that_keeps_its_promise_passes() -> None:
    told = CliRunner().invoke(main, ["schema", "check"])
    assert (told.exit_code, told.output) == (0, "Nothing breaks.\n")


@pytest.mark.parametrize(
    ("promised", "code", "said"),
    [
        ("", 0, "Nothing breaks.\n"),
        ("extend type Practice { nickname: String }", 1, "breaks: Field Practice.nickname was removed."),
        ("type Orphan { id: ID! }", 1, "breaks: Orphan was removed."),
        ("extend enum Language { LA }", 1, "breaks: Enum value Language.LA was removed."),
    ],
)
def test_what_clients_would_lose_is_named(tmp_path: Path, promised: str, code: int, said: str) -> None:
    older = tmp_path / "older.graphql"
    older.write_text(print_sdl() + promised, encoding="utf-8")
    told = CliRunner().invoke(main, ["schema", "check", "--against", str(older)])
    assert told.exit_code == code
    assert said.strip() in told.output.splitlines()


def test_a_lost_field_ends_a_process_with_1(tmp_path: Path) -> None:
    older = tmp_path / "older.graphql"
    older.write_text(print_sdl() + "extend type Practice { nickname: String }", encoding="utf-8")
    assert run("schema", "check", "--against", older, data=tmp_path).returncode == 1


def test_the_command_is_installed_under_its_name(checkout: Path) -> None:
    script = Path(COMMAND[0]).with_name("commons")
    told = subprocess.run([script, "--version"], capture_output=True, text=True, check=False, cwd=checkout)
    assert told.stdout.startswith("commons, version ")


def test_a_port_that_is_taken_is_one_line(empty_dsn: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = run("serve", data=tmp_path, DATABASE_URL=empty_dsn, COMMONS_PORT=port)
    last = told.stderr.splitlines()[-1]
    assert told.returncode == 1
    assert last == f"Error: Can't listen on 127.0.0.1 port {port}: Address already in use. Set COMMONS_PORT to another."
    assert "Traceback" not in told.stderr
