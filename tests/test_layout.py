"""The house as its plan says: folders, rooms, sizes, dependencies and who may import whom."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from importlib.machinery import PathFinder
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any

import pytest

from commons.kit.migrations import all_migrations

ROOT = Path(__file__).parent.parent
PRODUCT = ("backend", "graphql", "admin", "seeds")
PACKAGES = {
    "commons": "backend",
    "commons_web": "backend",
    "commons_graphql": "graphql",
    "commons_admin": "admin",
    "commons_seeds": "seeds",
}
# What a room may hold (docs: the plan of the house), and what single rooms hold besides, each for its reason.
ROOM_FILES = {"__init__", "states", "rules", "tables", "actions", "queries", "migrations"}
BESIDES = {
    "people/actor": "who acts: all that the room is so far",
    "vocabulary/content": "the words that actions take in, as plain values",
    "vocabulary/places": "countries and their parts, from a package and not from a table",
    "practices/content": "the words that actions take in, as plain values, with their fingerprint",
    "practices/writing": "the statements behind the actions, which would pass the length of a file",
    "practices/indexing": "what the search index holds of a version, and its renewal",
}
# Floors for known vulnerabilities; what is not installed need not be there.
FLOORS = {
    "graphql-core": (3, 3, 2),
    "litestar": (2, 20),
    "python-multipart": (0, 0, 27),
    "authlib": (1, 9, 9),
    "granian": (2, 8, 7),
}


def files_in_git(*patterns: str) -> list[Path]:
    """Files that are in git or would be with the next commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def product(*suffixes: str) -> list[Path]:
    return [path for path in files_in_git(*PRODUCT) if path.suffix in suffixes]


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_no_folder_of_the_checkout_is_a_package_by_accident() -> None:
    for folder in (path for path in ROOT.iterdir() if path.is_dir() and path.name != "tests"):
        spec = PathFinder.find_spec(folder.name, [str(ROOT)])
        assert spec is None or spec.origin is None, f"{folder.name} can be imported and would shadow a package"


SHOWS = "import graphql; print(graphql.__file__); from graphql.version import version"


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-c", SHOWS],
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {SHOWS}"],
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_layout.py", "-k", "graphql_core_here"],
        [sys.executable, "-m", "uvicorn", "--app-dir", str(ROOT), "graphql.version:nonsense"],
    ],
    ids=["a script in the root", "a script elsewhere", "pytest", "uvicorn"],
)
def test_graphql_is_graphql_core_however_python_is_started(command: list[str]) -> None:
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 'Could not import module "graphql' not in run.stderr
    if "uvicorn" in command:
        assert 'Attribute "nonsense" not found in module "graphql.version"' in run.stderr
    elif "-c" in command:
        assert "site-packages" in run.stdout
    else:
        assert "1 passed" in run.stdout


def test_graphql_is_graphql_core_here() -> None:
    assert "site-packages" in (sys.modules["graphql"].__file__ or "")


def test_the_distribution_has_its_five_packages_and_an_editable_install_their_folders() -> None:
    hatch = pyproject()["tool"]["hatch"]["build"]
    assert hatch["targets"]["wheel"]["packages"] == [f"{folder}/{name}" for name, folder in PACKAGES.items()]
    assert hatch["dev-mode-dirs"] == list(PRODUCT)
    found = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("*/*/__init__.py")}
    assert {name for name in found if name.split("/")[0] in PRODUCT} == {f"{f}/{name}" for name, f in PACKAGES.items()}


def test_a_room_holds_what_a_room_may_hold() -> None:
    rooms = ROOT / "backend/commons"
    odd = {
        path.relative_to(rooms).with_suffix("").as_posix()
        for room in rooms.iterdir()
        if room.is_dir() and room.name not in ("kit", "__pycache__")
        for path in room.iterdir()
        if path.stem not in ROOM_FILES and path.name != "__pycache__"
    }
    assert odd == set(BESIDES)


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [migration.number for migration in all_migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_file_is_longer_than_300_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): length
        for path in product(".py", ".js", ".mjs", ".css", ".html", ".sql")
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long


def test_half_of_all_functions_have_fewer_than_10_lines_and_none_more_than_60() -> None:
    lengths = {
        f"{path.relative_to(ROOT)}::{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in product(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert statistics.median(lengths.values()) < 10
    assert not {name: length for name, length in lengths.items() if length > 60}


def test_the_contracts_of_import_linter_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    assert f"Contracts: {len(contracts)} kept, 0 broken." in run.stdout


def requirements() -> dict[str, str]:
    """Each line of pyproject.toml that asks for a distribution, with its comment or the one above it."""
    found: dict[str, str] = {}
    above = ""
    section = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.scripts]")[0]
    for line in section.splitlines():
        match = re.match(r'(?:    |embedded = \[)"([A-Za-z0-9-]+)[^"]*"\]?,?\s*(?:# ?(.*))?$', line)
        if match is not None:
            found[match[1]] = match[2] or above
        above = line.removeprefix("# ") if line.startswith("# ") else ""
    return found


def test_every_dependency_says_what_it_is_for() -> None:
    project = pyproject()
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    asked += project["project"]["optional-dependencies"]["embedded"]
    names = {re.split(r"[^A-Za-z0-9-]", line)[0] for line in asked}
    assert set(requirements()) == names
    assert all(len(comment) > 3 for comment in requirements().values())


@pytest.mark.parametrize(("name", "comment"), requirements().items(), ids=requirements())
def test_the_places_that_a_dependency_is_said_to_be_used_in_exist(name: str, comment: str) -> None:
    places = re.findall(r"(?<![\w/])(?:commons\w*|tests|Makefile)(?:/[\w./]*)?", comment.partition(":")[2])
    homes = [ROOT, *(ROOT / folder for folder in PRODUCT)]
    for place in places:
        found = [home / place for home in homes if (home / place).exists()]
        assert found, f"{name}: there is no {place}"
        assert _uses(found[0], name), f"{name} is not imported in {place}"


def _uses(place: Path, distribution: str) -> bool:
    """Whether a file of this place imports the distribution, or names it where it imports nothing."""
    modules = _modules(distribution)
    files = [place] if place.is_file() else [path for path in place.rglob("*") if path.suffix in (".py", ".pyi")]
    texts = [path.read_text(encoding="utf-8") for path in files if "node_modules" not in path.parts]
    imported = re.compile(rf"^\s*(?:import|from) (?:{'|'.join(map(re.escape, modules))})\b", re.MULTILINE)
    return any(imported.search(text) or distribution in text for text in texts)


def _modules(distribution: str) -> set[str]:
    """The names by which a distribution is imported."""
    for one in distributions():
        if one.metadata["Name"].lower() == distribution.lower():
            files = [file.parts[0] for file in one.files or () if file.suffix == ".py"]
            return {part.removesuffix(".py") for part in files if not part.endswith((".dist-info", ".."))}
    raise AssertionError(f"{distribution} is not installed")


def test_what_is_imported_is_asked_for() -> None:
    asked = {module for name in requirements() if name not in _dev() for module in _modules(name)}
    ours = {*PACKAGES, *sys.stdlib_module_names}
    imported = {
        name.split(".")[0]
        for path in product(".py")
        if path.name != "build.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
    }
    assert imported - ours <= asked


def _dev() -> set[str]:
    return {re.split(r"[^A-Za-z0-9-]", line)[0] for line in pyproject()["dependency-groups"]["dev"]}


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text.partition("+")[0])[:3])


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "installed"])
def test_nothing_with_a_known_vulnerability_is_used(lock: str) -> None:
    if lock == "installed":
        used = {one.metadata["Name"].lower(): version(one.metadata["Name"]) for one in distributions()}
    else:
        text = (ROOT / lock).read_text(encoding="utf-8")
        used = {name.lower(): found for name, found in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE)}
    assert {"graphql-core", "litestar"} <= set(used)
    for name, floor in FLOORS.items():
        assert name not in used or numbers(used[name]) >= floor


def test_what_changes_weekly_is_pinned_and_what_breaks_next_is_kept_out() -> None:
    asked = pyproject()["project"]["dependencies"]
    assert [line for line in asked if re.fullmatch(r"strawberry-graphql==[\d.]+", line)]
    assert [line for line in asked if line.startswith("litestar") and line.endswith("<3")]


def test_locks_name_hashes_and_no_addresses() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
        assert all("--hash=sha256:" in entry for entry in entries)
        assert "://" not in text
    for path in files_in_git("*package-lock.json"):
        text = path.read_text(encoding="utf-8")
        assert text.count('"integrity": "sha512-') == text.count('"node_modules/')
        assert '"resolved"' not in text


def test_no_file_names_this_machine_or_a_package_registry() -> None:
    # Put together here, so that this file does not find itself.
    hosts = ["registry." + "npmjs", "files.python" + "hosted", "pypi." + "org", "deb." + "debian", "crates." + "io"]
    folders = ["/work" + "/", "/home" + "/", "/root" + "/", "/Users" + "/"]
    wanted = re.compile("|".join(re.escape(word) for word in hosts + folders))
    found = {}
    for path in files_in_git():
        match = wanted.search(path.read_text(encoding="utf-8", errors="ignore"))
        if match is not None:
            found[path.relative_to(ROOT).as_posix()] = match[0]
    assert not found


def test_the_command_is_the_one_of_pyproject() -> None:
    assert pyproject()["project"]["scripts"] == {"commons": "commons_web.cli:main"}
    run = subprocess.run(
        [Path(sys.executable).with_name("commons"), "schema", "check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
