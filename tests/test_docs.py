"""Documentation is run: its commands exist, its queries answer what it says, and what it names is there."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import click
import httpx
import pytest

from commons.kit.settings import Settings, variable
from commons_web.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DECISIONS = sorted((ROOT / "docs/decisions").iterdir())


def blocks(language: str) -> list[str]:
    """The code blocks of the README in this language."""
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert found, f"The README has no block marked {language}"
    return found


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line and not line.startswith("#")]


def targets() -> set[str]:
    """The targets of the Makefile."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):", text, re.MULTILINE))


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_exists_with_its_options(line: str) -> None:
    program, *arguments = line.split()
    assert program in ("make", "commons"), f"Nothing says that {program} exists"
    if program == "make":
        assert set(arguments) <= targets()
        return
    command: click.Command = main
    while isinstance(command, click.Group) and arguments:
        command = command.commands[arguments.pop(0)]
    assert not isinstance(command, click.Group), f"{line} is not a whole command"
    command.make_context(line, arguments)


def test_the_readme_shows_both_first_commands_and_every_command_of_the_program() -> None:
    shown = {" ".join(line.split()[1:3]) for line in COMMANDS if line.startswith("commons")}
    names = {name for name, one in main.commands.items() if not isinstance(one, click.Group)}
    names |= {
        f"{name} {below}"
        for name, group in main.commands.items()
        if isinstance(group, click.Group)
        for below, one in group.commands.items()
        if not one.hidden
    }
    assert {re.sub(r" --.*", "", one) for one in shown} == names
    assert {"make demo", "make test"} <= set(COMMANDS)


async def test_the_first_query_of_the_readme_answers_what_it_says(client: httpx.AsyncClient) -> None:
    query, answer = re.findall(r"^```graphql\n(.*?)^```\n+```json\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[0]
    assert (await client.post("/graphql", json={"query": query})).json() == json.loads(answer)


@pytest.mark.parametrize("query", blocks("graphql"))
async def test_every_query_of_the_readme_runs(client: httpx.AsyncClient, query: str) -> None:
    answer = (await client.post("/graphql", json={"query": query})).json()
    assert "errors" not in answer
    assert any(answer["data"].values())


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_in_the_readme_with_its_default(field: str) -> None:
    rows = [line.split("|")[1:4] for line in README.splitlines() if line.startswith(f"| `{variable(field)}` |")]
    assert len(rows) == 1
    default = Settings.model_fields[field].default
    if isinstance(default, int) or default:
        shown = str(default) if isinstance(default, int | str) else None
        assert shown is None or rows[0][1].strip() == f"`{shown}`"
    assert len(rows[0][2].strip()) > 10


def test_the_readme_names_no_setting_that_there_is_not() -> None:
    named = set(re.findall(r"\b(?:COMMONS_[A-Z_]+|DATABASE_URL)\b", README))
    assert named == {variable(field) for field in Settings.model_fields}


NAMED = re.findall(r"`([\w./*-]+\.(?:py|sql|graphql|md|lock|yaml)(?:::\w+)?)`", README)
LINKED = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]


@pytest.mark.parametrize("name", sorted(set(NAMED)))
def test_a_file_that_the_readme_names_exists_and_so_does_its_function(name: str) -> None:
    path, _, function = name.partition("::")
    # A name without a folder is one that several rooms have.
    found = [match for folder in ("backend", "graphql", "seeds") for match in (ROOT / folder).rglob(path)]
    found = [*ROOT.glob(path), *found]
    assert found
    if function:
        assert function in {getattr(node, "name", None) for node in ast.parse(found[0].read_text("utf-8")).body}


@pytest.mark.parametrize("link", LINKED)
def test_a_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:5] for path in DECISIONS] == [f"{number:04}-" for number in range(1, len(DECISIONS) + 1)]
    assert len(DECISIONS) > 3


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_why_what_and_what_follows(path: Path) -> None:
    title, *rest = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(rf"# {int(path.name[:4])}\. .{{10,}}", title)
    assert [line for line in rest if line.startswith("#")] == ["## Context", "## Choice", "## Consequences"]
    sections = re.split(r"^## .*$", "\n".join(rest), flags=re.MULTILINE)[1:]
    assert all(len(section.split()) > 10 for section in sections)


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_file_that_a_decision_names_exists(path: Path) -> None:
    for name in re.findall(r"`((?:backend|graphql|admin|seeds|tests|docs|\.ci)/[\w./-]+)`", path.read_text("utf-8")):
        assert (ROOT / name).exists(), name


def test_decisions_that_the_code_leans_on_exist() -> None:
    code = [path for folder in ("backend", "graphql", "seeds") for path in (ROOT / folder).rglob("*.py")]
    for path in code:
        for name in re.findall(r"docs/decisions/[\w-]+\.md", path.read_text(encoding="utf-8")):
            assert (ROOT / name).exists(), f"{path}: {name}"


def test_make_help_lists_every_target_that_says_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    described = dict(re.findall(r"^([\w.-]+):.*?## (.+)$", text, re.MULTILINE))
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = dict(re.findall(r"^  make ([a-z]+) +(.+)$", told, re.MULTILINE))
    assert listed == described
    assert {"demo", "test", "check", "help"} <= set(listed)
