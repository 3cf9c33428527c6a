"""Reads the annotated replies that the detector is trained on, and splits them.

In: JSON Lines, one reply a line: `{"id", "text", "context", "brief", "spans":
[{"start", "end", "label"}], "meta"}`, offsets in characters into the text, half-open.
Problems are collected with their file and line, not raised one by one.
`python -m training.corpus data/acts` prints problems and counts.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from dialogue.acts import ActKind

LABELS = tuple(kind.value for kind in ActKind)
NEAR_SHARE = 0.8
NEAR_LEAST_WORDS = 4

_KEYS = {"id", "text", "context", "brief", "spans", "meta"}
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One act in a text."""

    start_char: int
    end_char: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One annotated reply with the customer's line before it and its brief."""

    id: str
    text: str
    context: str = ""
    brief: str = ""
    spans: tuple[Span, ...] = ()
    meta: dict[str, Any] = field(default_factory=dict)

    def labels(self) -> frozenset[str]:
        """The acts that the reply holds."""
        return frozenset(span.label for span in self.spans)

    def contested(self) -> frozenset[str]:
        """The acts that annotators could mark either way: they count neither way."""
        return frozenset(self.meta.get("contested", ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with one line of a corpus file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The replies that could be read, in file order, and the problems of the rest."""

    replies: tuple[Reply, ...]
    problems: tuple[Problem, ...]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Replies to learn from, to set thresholds on, and to be tested on."""

    train: tuple[Reply, ...]
    tune: tuple[Reply, ...]
    test: tuple[Reply, ...]


def read_corpus(paths: Sequence[Path]) -> Corpus:
    """All replies of the files, or of the `*.jsonl` files of the folders, named."""
    files = [file for path in paths for file in _files(path)]
    digest = hashlib.sha256()
    placed: list[tuple[Problem, Reply]] = []
    problems: list[Problem] = []
    for file in files:
        data = file.read_bytes()
        digest.update(data)
        for number, line in enumerate(data.decode("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            reply, messages = _read_line(line)
            problems += [
                Problem(file=str(file), line=number, message=m) for m in messages
            ]
            if reply is not None and not messages:
                place = Problem(file=str(file), line=number, message="")
                placed.append((place, reply))
    problems += find_duplicates(placed)
    return Corpus(
        replies=tuple(reply for _, reply in placed),
        problems=tuple(problems),
        sha256=digest.hexdigest(),
    )


def find_duplicates(placed: Iterable[tuple[Problem, Reply]]) -> list[Problem]:
    """Ids used twice, texts that stand twice, and texts that are nearly the same."""
    problems: list[Problem] = []
    ids: dict[str, Problem] = {}
    seen: dict[frozenset[str], tuple[Problem, frozenset[str]]] = {}
    by_shingle: dict[str, list[tuple[Problem, frozenset[str]]]] = defaultdict(list)
    for place, reply in placed:
        if reply.id in ids:
            problems.append(_clash(place, f"id {reply.id!r} again", ids[reply.id]))
        ids.setdefault(reply.id, place)
        shingles = _shingles(reply.text)
        entry = (place, shingles)
        if shingles in seen:
            problems.append(_clash(place, "duplicate text", seen[shingles][0]))
        elif near := _near(shingles, by_shingle):
            problems.append(_clash(place, "near-duplicate text", near))
        seen.setdefault(shingles, entry)
        for shingle in shingles:
            by_shingle[shingle].append(entry)
    return problems


def split_by_brief(
    replies: Sequence[Reply], *, seed: int, tune_share: float, test_share: float
) -> Split:
    """A seeded split in which no brief stands on two sides.

    A brief's side hangs on nothing but its words, so that it stays where it is when
    replies are added.
    """
    sides: tuple[list[Reply], list[Reply], list[Reply]] = ([], [], [])
    for reply in replies:
        place = place_of(reply.brief, seed)
        side = (place >= tune_share) + (place >= tune_share + test_share)
        sides[side].append(reply)
    tune, test, train = map(tuple, sides)
    return Split(train=train, tune=tune, test=test)


def place_of(text: str, seed: int) -> float:
    """A number from 0 to 1 for each text, evenly spread."""
    digest = hashlib.sha256(f"{seed}:{text}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.jsonl")) if path.is_dir() else [path]


def _read_line(line: str) -> tuple[Reply | None, list[str]]:
    """The reply of one line, or None, and what is wrong with it."""
    try:
        row = json.loads(line)
    except ValueError as error:
        return None, [f"not JSON ({error})"]
    if not isinstance(row, dict) or not row.keys() <= _KEYS:
        return None, [f"must be an object with the keys {', '.join(sorted(_KEYS))}"]
    messages = [
        f"{key!r} must be text"
        for key in ("id", "text", "context", "brief")
        if not isinstance(row.get(key), str)
    ]
    if messages:
        return None, messages
    spans, messages = _read_spans(row.get("spans"), row["text"])
    messages += _meta_problems(row.get("meta"))
    reply = Reply(
        id=row["id"],
        text=row["text"],
        context=row["context"],
        brief=row["brief"],
        spans=spans,
        meta=row.get("meta") or {},
    )
    return reply, messages


def _meta_problems(meta: object) -> list[str]:
    """What is wrong with what is known of an annotation; nothing need be known."""
    if meta is None:
        return []
    if not isinstance(meta, dict):
        return ["'meta' must be an object"]
    contested = meta.get("contested", [])
    if not isinstance(contested, list) or not set(contested) <= set(LABELS):
        return [f"'contested' is {contested!r}, must be a list of acts"]
    return []


def _read_spans(rows: object, text: str) -> tuple[tuple[Span, ...], list[str]]:
    if not isinstance(rows, list):
        return (), ["'spans' must be a list"]
    spans: list[Span] = []
    messages: list[str] = []
    for row in rows:
        message = _span_problem(row, text)
        if message:
            messages.append(message)
        else:
            start, end, label = row["start"], row["end"], row["label"]
            spans.append(Span(start_char=start, end_char=end, label=label))
    if len(set(spans)) < len(spans):
        messages.append("the same span stands twice")
    return tuple(spans), messages


def _span_problem(row: object, text: str) -> str:
    """What is wrong with a span, or nothing."""
    if not isinstance(row, dict) or row.keys() != {"start", "end", "label"}:
        return f"span {row!r} must have the keys start, end and label"
    start, end, label = row["start"], row["end"], row["label"]
    if label not in LABELS:
        return f"unknown act {label!r}, must be one of the codebook"
    if not (isinstance(start, int) and isinstance(end, int)):
        return f"offsets of {label!r} must be whole numbers"
    if not 0 <= start < end <= len(text):
        return f"{label!r} {start}-{end} does not fit a text of {len(text)} characters"
    quote = text[start:end]
    if quote != quote.strip():
        return f"{label!r} {start}-{end} begins or ends with white space"
    return ""


def _clash(place: Problem, what: str, first: Problem) -> Problem:
    return Problem(
        file=place.file,
        line=place.line,
        message=f"{what}, first at {first.file}:{first.line}",
    )


def _shingles(text: str) -> frozenset[str]:
    """The pairs of neighbouring words; of a short text, the text itself."""
    words = _WORD.findall(text.lower())
    if len(words) < NEAR_LEAST_WORDS:
        return frozenset([" ".join(words) or text.strip()])
    return frozenset(map(" ".join, pairwise(words)))


def _near(
    shingles: frozenset[str],
    by_shingle: dict[str, list[tuple[Problem, frozenset[str]]]],
) -> Problem | None:
    """Where a text first stands that shares most of its word pairs with this one."""
    shared: dict[int, int] = defaultdict(int)
    entries: dict[int, tuple[Problem, frozenset[str]]] = {}
    for entry in _entries(shingles, by_shingle):
        shared[id(entry)] += 1
        entries[id(entry)] = entry
    for key, count in shared.items():
        place, others = entries[key]
        if count >= NEAR_SHARE * len(shingles | others):
            return place
    return None


def _entries(
    shingles: frozenset[str],
    by_shingle: dict[str, list[tuple[Problem, frozenset[str]]]],
) -> Iterator[tuple[Problem, frozenset[str]]]:
    for shingle in sorted(shingles):
        yield from by_shingle.get(shingle, ())


if __name__ == "__main__":
    from training.census import main

    raise SystemExit(main())
