"""What the actions need from files: loaded when first asked for, and kept.

Scenarios, rubrics and manners are read again when their files change, so that a new
scenario needs no restart. A talk goes on with the scenario it began with.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from dialogue.errors import ScenarioError
from scenario.library import Library, load_library, read_scenario
from scenario.manners import Manners, load_manners
from scenario.problems import has_errors
from scenario.rubric_loading import load_rubric
from scenario.rubrics import Rubric
from scenario.types import Scenario
from simulation.stage import Stage, prepare

if TYPE_CHECKING:
    from perception.detector import Detector

ROOT = Path(__file__).resolve().parent.parent

Value = TypeVar("Value")
Snapshot = tuple[tuple[str, int, int], ...]


@cache
def resources() -> Resources:
    """The one set of a process; HOTSEAT_ROOT names another root than the project's."""
    published = os.environ.get("HOTSEAT_PUBLISHED")
    return Resources(
        Path(os.environ.get("HOTSEAT_ROOT", ROOT)),
        Path(published) if published else None,
    )


@dataclass
class Fresh(Generic[Value]):
    """A value read from the files that match a pattern; read again when one changes."""

    folder: Path
    pattern: str
    read: Callable[[], Value]
    _read: tuple[Snapshot, Value] | None = None

    def get(self) -> Value:
        """Raises what `read` raises, each time until the files are mended."""
        now = _snapshot(self.folder.glob(self.pattern))
        if self._read is None or self._read[0] != now:
            self._read = (now, self.read())
        return self._read[1]


class Resources:
    """The files below a root, `data/` and `models/detector`, and published versions.

    `published` is a folder of scenarios as they once were, each named after its hash.
    """

    def __init__(self, root: Path, published: Path | None = None) -> None:
        self._root = root
        self._published = published
        data = root / "data"
        folder = data / "scenarios"
        self._library = Fresh(folder, "*.yml", lambda: load_library(folder))
        self._manners = Fresh(
            data, "manners.yml", lambda: load_manners(data / "manners.yml")
        )
        self._rubrics: dict[str, Fresh[Rubric]] = {}
        self._played: dict[str, Scenario] = {}
        self._stages: dict[tuple[str, Manners], Stage] = {}

    @cached_property
    def detector(self) -> Detector:
        """Raises DetectorError where its files are missing or not the ones meant."""
        # Imported only here: it takes seconds, and the server should answer before.
        from perception.detector import Detector

        return Detector.load(self._root / "models" / "detector")

    def rubric(self, rubric_id: str) -> Rubric:
        """Raises ScenarioError where it cannot be used."""
        folder, name = self._root / "data" / "rubrics", f"{rubric_id}.yml"
        fresh = self._rubrics.setdefault(
            rubric_id,
            Fresh(folder, name, lambda: load_rubric(folder / name)),
        )
        try:
            return fresh.get()
        except ScenarioError as error:
            raise ScenarioError(_faulty("mark scheme", rubric_id)) from error

    def stage(self, scenario_id: str, sha256: str = "") -> Stage:
        """The scenario ready to be played; with `sha256`, in exactly that version.

        Raises ScenarioError where there is none, it has faults, or that version is no
        longer there.
        """
        scenario = self._played.get(sha256) or self._find(scenario_id, sha256)
        manners = self._manners.get()
        key = (scenario.sha256, manners)
        if key not in self._stages:
            self._stages[key] = prepare(
                scenario, manners=manners, embedder=self.detector
            )
            self._played[scenario.sha256] = scenario
        return self._stages[key]

    def _find(self, scenario_id: str, sha256: str) -> Scenario:
        if scenario := self._find_published(sha256):
            return scenario
        library = self._library.get()
        if scenario_id not in library.scenarios and scenario_id in _faulty_ids(library):
            raise ScenarioError(_faulty("scenario", scenario_id))
        scenario = library.get(scenario_id)
        if sha256 and scenario.sha256 != sha256:
            raise ScenarioError(
                f"the scenario {scenario_id!r} has changed since this conversation "
                "began, so it can't go on. Put the file back as it was, or start a new "
                "conversation; what was said here is kept."
            )
        return scenario

    def _find_published(self, sha256: str) -> Scenario | None:
        """That very version, if it was published and is still what it was."""
        if self._published is None or not sha256:
            return None
        scenario, _ = read_scenario(self._published / f"{sha256}.yml")
        return scenario if scenario and scenario.sha256 == sha256 else None


def _snapshot(paths: Iterable[Path]) -> Snapshot:
    """Names, times and sizes: another snapshot means that a file has changed."""
    found = []
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            status = path.stat()
            found.append((path.name, status.st_mtime_ns, status.st_size))
    return tuple(sorted(found))


def _faulty_ids(library: Library) -> set[str]:
    """The ids that files with errors would have, if they are named after them."""
    return {Path(p.file).stem for p in library.problems if has_errors([p])}


def _faulty(what: str, name: str) -> str:
    return (
        f"the {what} {name!r} has faults and can't be used. `hotseat check` lists them "
        "for its author."
    )
