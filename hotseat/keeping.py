"""Writes what a role-play leaves behind, and remembers one that was broken off."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from hotseat.talks import Outcome
from scoring.outputs import transcript_file
from scoring.page import transcript_page
from scoring.plain_text import transcript_text

UNFINISHED = "unfinished.json"


def write_outcome(outcome: Outcome, folder: Path) -> list[Path]:
    """The transcript as JSON, page and plain text, named after its id."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = (outcome.transcript, outcome.sheet, outcome.scenario)
    # The one that the others can be made from comes first, whatever befalls those.
    forms: dict[str, Callable[[], str]] = {
        ".json": lambda: to_json_text(transcript_file(*parts[:2])),
        ".html": lambda: transcript_page(*parts),
        ".txt": lambda: transcript_text(*parts),
    }
    paths = []
    for suffix, make in forms.items():
        path = folder / f"{outcome.transcript.id}{suffix}"
        # Half surrogates, which UTF-8 has no place for, are written as their numbers.
        path.write_bytes(make().encode("utf-8", "backslashreplace"))
        paths.append(path)
    return paths


def to_json_text(data: object) -> str:
    """JSON for people to read; all in ASCII where the text would not go into UTF-8."""
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(data, indent=2) + "\n"
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A role-play that was left before its end. None of its words are in here."""

    id: str
    title: str


def remember(folder: Path, unfinished: Unfinished) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(unfinished))
    (folder / UNFINISHED).write_text(text, "utf-8")


def remembered(folder: Path) -> Unfinished | None:
    """The role-play that was left last, if it can still be found."""
    try:
        data = json.loads((folder / UNFINISHED).read_text("utf-8"))
        return Unfinished(id=str(data["id"]), title=str(data["title"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(folder: Path) -> None:
    (folder / UNFINISHED).unlink(missing_ok=True)
