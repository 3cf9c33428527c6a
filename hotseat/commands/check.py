"""`hotseat check [FILE...]`: all problems of scenarios and rubrics, a line each."""

from __future__ import annotations

import argparse
from pathlib import Path

from hotseat import places
from scenario.documents import read_document
from scenario.fitting import fitting_problems
from scenario.library import load_library, read_scenario
from scenario.problems import Code, Problem, has_errors
from scenario.rubric_loading import read_rubric
from scenario.types import Scenario


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="scenario or rubric files; none: all that come with Hotseat",
    )
    parser.add_argument(
        "--strict", action="store_true", help="warnings count as problems too"
    )


def run(options: argparse.Namespace) -> int:
    problems = _of_files(options.files) if options.files else _of_all()
    for problem in problems:
        print(problem)
    count = len(options.files) or len(_shipped())
    print(f"{_counted(count, 'file')}, {_counted(len(problems), 'problem')}")
    return int(has_errors(problems) or (options.strict and bool(problems)))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _shipped() -> list[Path]:
    return sorted([*places.SCENARIOS.glob("*.yml"), *places.RUBRICS.glob("*.yml")])


def _of_all() -> list[Problem]:
    library = load_library(places.SCENARIOS)
    problems = list(library.problems)
    for path in sorted(places.RUBRICS.glob("*.yml")):
        problems += read_rubric(path)[1]
    for scenario in library.scenarios.values():
        problems += _against_rubric(scenario)
    return problems


def _of_files(paths: list[Path]) -> list[Problem]:
    problems: list[Problem] = []
    for path in paths:
        problems += read_rubric(path)[1] if _is_rubric(path) else _of_scenario(path)
    return problems


def _is_rubric(path: Path) -> bool:
    """A rubric has steps, a scenario has a customer."""
    document, _ = read_document(path)
    data = document.data if document else None
    return isinstance(data, dict) and "steps" in data and "customer" not in data


def _of_scenario(path: Path) -> list[Problem]:
    scenario, problems = read_scenario(path)
    return problems if scenario is None else [*problems, *_against_rubric(scenario)]


def _against_rubric(scenario: Scenario) -> list[Problem]:
    """A rubric that is not there, or marks that it does not give."""
    known = sorted(path.stem for path in places.RUBRICS.glob("*.yml"))
    if scenario.rubric not in known:
        message = (
            f"there is no rubric {scenario.rubric!r}; there are: {', '.join(known)}"
        )
        file = scenario.file
        return [Problem(code=Code.UNKNOWN_RUBRIC, message=message, file=file, line=1)]
    rubric, _ = read_rubric(places.rubric(scenario.rubric))
    return list(fitting_problems(scenario, rubric)) if rubric else []
