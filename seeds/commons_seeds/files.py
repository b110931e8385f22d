"""Reading seed files: YAML checked by a pydantic model, every mistake with its file, line and reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

Model = TypeVar("Model")
Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a file; ``line`` counts from 1."""

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class SeedError(Exception):
    """Files that can't be loaded, each mistake on a line of its own."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A file that was read: its nodes know their lines."""

    path: Path
    root: yaml.Node

    def mistake(self, location: Location, reason: str) -> Mistake:
        """A mistake at a place in the document, given as keys and indexes."""
        return Mistake(self.path, _line(self.root, location), reason)


def read(path: Path, model: type[Model]) -> tuple[Model, SeedFile]:
    """The document as a ``model``; SeedError with all its mistakes."""
    try:
        file = SeedFile(path, _compose(_text(path)))
        document = _construct(file.root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SeedError([Mistake(path, line, error.problem or "this is not YAML")]) from None
    except RecursionError:
        raise SeedError([Mistake(path, 1, "this is nested too deeply")]) from None
    try:
        return TypeAdapter(model).validate_python(document), file
    except ValidationError as error:
        raise SeedError([_mistake(file, details) for details in error.errors(include_url=False)]) from None


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SeedError([Mistake(path, line, f"this is not UTF-8: {error.reason}")]) from None


class _Loader(yaml.SafeLoader):
    """A loader whose every error knows its line."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, KeyError, AttributeError):
            problem = f"{node.value!s} is no {node.tag.rpartition(':')[2]}"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark) from None


def _compose(text: str) -> yaml.Node:
    try:
        loader = _Loader(text)
    except yaml.reader.ReaderError as error:
        mark = yaml.Mark("", 0, text[: error.position].count("\n"), 0, None, 0)
        problem = f"the character U+{error.character:04X} can't stand here"
        raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark) from None
    try:
        root = loader.get_single_node()
    finally:
        loader.dispose()
    if root is None:
        raise yaml.MarkedYAMLError(problem="the file is empty", problem_mark=None)
    _refuse_twice(root)
    return root


def _refuse_twice(node: yaml.Node) -> None:
    """YAML readers keep the last of two equal keys and say nothing; a record must not lose text that way."""
    children: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[object] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key is a word", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
            children.append(value)
    elif isinstance(node, yaml.SequenceNode):
        children = node.value
    for child in children:
        _refuse_twice(child)


def _construct(root: yaml.Node) -> Any:
    loader = _Loader("")
    try:
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _mistake(file: SeedFile, details: Any) -> Mistake:
    location: Location = tuple(details["loc"])
    reason = str(details["msg"]).removeprefix("Value error, ")
    where = ".".join(str(part) for part in location)
    return file.mistake(location, f"{where}: {reason}" if where else reason)


def _line(root: yaml.Node, location: Location) -> int:
    """The line of the deepest part of the location that exists."""
    node, line = root, root.start_mark.line
    for part in location:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
    return int(line) + 1


def _child(node: yaml.Node, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line, node.value[part]
    return None
