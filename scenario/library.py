"""Loads scenarios from files and folders; a broken one never stops the others."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from dialogue.errors import ScenarioError
from scenario.building import build_scenario
from scenario.checks import scenario_problems
from scenario.documents import Document, parse_document, read_document
from scenario.problems import Code, Problem, has_errors
from scenario.schema import schema_problems
from scenario.types import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The scenarios of a folder by id, and all problems found in its files."""

    scenarios: dict[str, Scenario]
    problems: tuple[Problem, ...]

    def get(self, scenario_id: str) -> Scenario:
        """Raises ScenarioError, naming the scenarios there are, for an unknown id."""
        if scenario_id in self.scenarios:
            return self.scenarios[scenario_id]
        names = ", ".join(sorted(self.scenarios)) or "none that is without faults"
        raise ScenarioError(f"no scenario {scenario_id!r}; there are: {names}")


def read_scenario(path: Path) -> tuple[Scenario | None, list[Problem]]:
    """One file; the scenario is None where an error keeps it from being played."""
    document, problems = read_document(path)
    if document is None:
        return None, problems
    return _checked(document, problems, path.read_bytes())


def parse_scenario(
    content: bytes, *, file: str
) -> tuple[Scenario | None, list[Problem]]:
    """Like `read_scenario`, for content at hand; `file` is named in problems."""
    document, problems = parse_document(content, file=file)
    if document is None:
        return None, problems
    return _checked(document, problems, content)


def _checked(
    document: Document, problems: list[Problem], content: bytes
) -> tuple[Scenario | None, list[Problem]]:
    problems += schema_problems(document, "scenario")
    if has_errors(problems):
        return None, problems
    scenario = build_scenario(document, sha256=hashlib.sha256(content).hexdigest())
    problems += scenario_problems(scenario, document)
    return (None if has_errors(problems) else scenario), problems


def load_library(folder: Path) -> Library:
    """All `*.yml` of a folder, in the order of their names; an id's first counts."""
    scenarios: dict[str, Scenario] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yml")):
        scenario, found = read_scenario(path)
        problems += found
        if scenario is None:
            continue
        if scenario.id in scenarios:
            message = (
                f"the id {scenario.id!r} is taken by {scenarios[scenario.id].file}; "
                "give this scenario another"
            )
            problems.append(
                Problem(code=Code.DUPLICATE_ID, message=message, file=str(path), line=1)
            )
            continue
        scenarios[scenario.id] = scenario
    return Library(scenarios=scenarios, problems=tuple(problems))
