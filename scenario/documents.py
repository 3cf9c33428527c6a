"""Reads one YAML file an author wrote into plain data that knows its line numbers.

Only the plain part of YAML is taken: no tags, no anchors, no duplicate keys, a bounded
size and depth. Nothing here raises for what an author wrote: it returns problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scenario.problems import Code, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

Path_ = tuple[str | int, ...]

# The same loader in C, ten times as fast, where PyYAML was built with it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Rasa takes any YAML file below the data folder with such a line, at any indent,
# for training data (rasa.shared.utils.io.is_key_in_yaml).
_RASA_KEY = re.compile(r"^\s*(nlu|rules|stories|responses):")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?[0-9]+\.[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's plain data, and the line at which each value of it begins."""

    file: str
    data: Any
    lines: dict[Path_, int]

    def line(self, path: Path_) -> int:
        """The line of the value at `path`, or of the nearest value that encloses it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def read_document(path: Path) -> tuple[Document | None, list[Problem]]:
    """Reads a file; the document is None where nothing of it could be used."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        message = f"the file can't be read ({error.strerror or error})"
        return None, [Problem(code=Code.UNREADABLE, message=message, file=str(path))]
    if size > MAX_BYTES:
        message = f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read"
        return None, [Problem(code=Code.TOO_LARGE, message=message, file=str(path))]
    return parse_document(content, file=str(path))


def parse_document(
    content: bytes, *, file: str
) -> tuple[Document | None, list[Problem]]:
    """Like `read_document`, for content at hand; `file` is named in problems."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = "the file is not UTF-8 text; save it with the encoding UTF-8"
        problem = Problem(code=Code.UNREADABLE, message=message, file=file, line=line)
        return None, [problem]
    problems = list(_rasa_keys(text, file))
    try:
        unsafe = list(_aliases_and_tags(text, file))
        if unsafe:
            return None, problems + unsafe
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message = f"this is not YAML: {error.problem or error.context or 'unreadable'}"
        problem = Problem(code=Code.NOT_YAML, message=message, file=file, line=line)
        return None, [*problems, problem]
    except (yaml.YAMLError, RecursionError) as error:
        message = f"this is not YAML: {str(error).splitlines()[0]}"
        problems.append(Problem(code=Code.NOT_YAML, message=message, file=file))
        return None, problems
    if node is None:
        message = "the file is empty; begin with `format: 1`"
        problems.append(Problem(code=Code.NOT_YAML, message=message, file=file))
        return None, problems
    builder = _Builder(file)
    data = builder.build(node, ())
    document = Document(file=file, data=data, lines=builder.lines)
    return document, problems + builder.problems


def _rasa_keys(text: str, file: str) -> Iterator[Problem]:
    for number, line in enumerate(text.splitlines(), 1):
        if match := _RASA_KEY.match(line):
            message = (
                f"no line may begin with `{match[1]}:`, since Rasa would take the file "
                "for training data; rename the key, or quote the text"
            )
            yield Problem(code=Code.RASA_KEY, message=message, file=file, line=number)


def _aliases_and_tags(text: str, file: str) -> Iterator[Problem]:
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_LOADER):
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        message = ""
        if depth > MAX_DEPTH:
            message = f"the file nests deeper than {MAX_DEPTH} levels"
        elif anchor:
            message = f"anchors (&{anchor}) are not used here; repeat the text"
        elif tag:
            message = f"the tag {tag!r} is not used here; leave it out"
        if message:
            line = event.start_mark.line + 1
            yield Problem(code=Code.ALIAS_OR_TAG, message=message, file=file, line=line)
        if depth > MAX_DEPTH:
            return


class _Builder:
    """Turns YAML nodes into dicts, lists, text, numbers and booleans.

    Plain scalars are read as YAML 1.2 reads them: `No` and `12:30` stay text.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []

    def build(self, node: yaml.Node, path: Path_) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            items = enumerate(node.value)
            return [self.build(item, (*path, index)) for index, item in items]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(Code.NOT_YAML, "a key must be a plain word", line)
                continue
            key = str(key_node.value)
            if key in data:
                message = f"the key {key!r} stands here twice; keep one of them"
                self._problem(Code.DUPLICATE_KEY, message, line)
                continue
            place = (*path, key)
            data[key] = self.build(value_node, place)
            self.lines[place] = line
        return data

    def _problem(self, code: Code, message: str, line: int) -> None:
        self.problems.append(
            Problem(code=code, message=message, file=self.file, line=line)
        )


def _scalar(node: yaml.Node) -> Any:
    value = str(node.value)
    # A plain scalar has no style: None from the loader in Python, "" from that in C.
    if getattr(node, "style", None):
        return value
    if value in {"", "~", "null"}:
        return None
    if value in {"true", "false"}:
        return value == "true"
    if _INTEGER.fullmatch(value) and len(value) <= 12:
        return int(value)
    return float(value) if _NUMBER.fullmatch(value) and len(value) <= 24 else value
