"""Loads rubrics from their files and checks what their schema can't.

Comes in: a YAML file of the form scenario/schemas/rubric.json. Goes out: a Rubric, or
all problems together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dialogue.acts import ActKind
from dialogue.errors import ScenarioError
from dialogue.turns import EventKind
from scenario.documents import Document, Path_, parse_document, read_document
from scenario.problems import Code, Problem, has_errors
from scenario.rubrics import (
    Blocks,
    Condition,
    ConductRule,
    EscalationRule,
    Level,
    Mistake,
    Predicate,
    ProcessPoint,
    ReadinessRule,
    Rubric,
    RubricStep,
    VerdictRule,
)
from scenario.schema import schema_problems
from scenario.types import Pattern


def read_rubric(path: Path) -> tuple[Rubric | None, list[Problem]]:
    """One file; the rubric is None where an error keeps it from being used."""
    document, problems = read_document(path)
    if document is None:
        return None, problems
    return _checked(document, problems, path.read_bytes())


def parse_rubric(content: bytes, *, file: str) -> tuple[Rubric | None, list[Problem]]:
    """Like `read_rubric`, for content at hand; `file` is named in problems."""
    document, problems = parse_document(content, file=file)
    if document is None:
        return None, problems
    return _checked(document, problems, content)


def _checked(
    document: Document, problems: list[Problem], content: bytes
) -> tuple[Rubric | None, list[Problem]]:
    problems += schema_problems(document, "rubric")
    if has_errors(problems):
        return None, problems
    problems += _rubric_problems(document)
    if has_errors(problems):
        return None, problems
    return _build(document, hashlib.sha256(content).hexdigest()), problems


def load_rubric(path: Path) -> Rubric:
    """The rubric of a file; raises ScenarioError, with all problems, otherwise."""
    rubric, problems = read_rubric(path)
    if rubric is None:
        raise ScenarioError("\n".join(map(str, problems)))
    return rubric


def _rubric_problems(document: Document) -> Iterator[Problem]:
    data = document.data
    wordings = set(data.get("wordings", {}))
    for path, condition in _conditions(data, ()):
        for key in ("wording", "unlike", "not_just"):
            name = condition.get(key)
            if isinstance(name, str) and name not in wordings:
                message = _no_list(name, wordings)
                yield _at(document, (*path, key), Code.RUBRIC_REFERENCE, message)
    for key in ("to_whom", "why"):
        name = data["escalation"][key]
        if name not in wordings:
            message = _no_list(name, wordings)
            path = ("escalation", key)
            yield _at(document, path, Code.RUBRIC_REFERENCE, message)
    for index, step in enumerate(data["steps"]):
        marks = [level["marks"] for level in step["levels"]]
        if marks != sorted(set(marks), reverse=True):
            message = f"the levels of {step['id']!r} must go from the highest mark down"
            place = ("steps", index, "levels")
            yield _at(document, place, Code.RUBRIC_MARKS, message)


def _no_list(name: str, wordings: set[str]) -> str:
    known = ", ".join(sorted(wordings))
    return f"there is no list {name!r} under wordings; it must be one of: {known}"


def _at(document: Document, path: Path_, code: Code, message: str) -> Problem:
    line = document.line(path)
    return Problem(code=code, message=message, file=document.file, line=line)


def _conditions(value: Any, path: Path_) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Every mapping below `value`, with its place."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            if key != "wordings":
                yield from _conditions(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _conditions(inner, (*path, index))


def _build(document: Document, sha256: str) -> Rubric:
    data = document.data
    return Rubric(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        group=data["group"],
        costs_from=data.get("costs_from", 0),
        wordings={name: tuple(words) for name, words in data["wordings"].items()},
        steps=tuple(_step(item) for item in data["steps"]),
        escalation=_escalation(data["escalation"]),
        process=tuple(_point(item) for item in data["process"]),
        conduct=tuple(_conduct(item) for item in data["conduct"]),
        mistakes=tuple(
            Mistake(
                id=item["id"],
                title=item["title"],
                criteria=tuple(item["criteria"]),
                says=item["says"],
                when=condition(item["when"]),
            )
            for item in data["mistakes"]
        ),
        readiness=ReadinessRule(**data["readiness"]),
        sha256=sha256,
    )


def _step(data: dict[str, Any]) -> RubricStep:
    return RubricStep(
        id=data["id"],
        title=data["title"],
        criteria=tuple(data["criteria"]),
        meaning=data["meaning"],
        hint=data["hint"],
        levels=tuple(
            Level(
                marks=level["marks"],
                rule=level["rule"],
                says=level["says"],
                when=condition(level["when"]),
            )
            for level in data["levels"]
        ),
        none_rule=data["none"]["rule"],
        none_says=data["none"]["says"],
        costs=_acts(data["none"]["costs"]),
    )


def _escalation(data: dict[str, Any]) -> EscalationRule:
    return EscalationRule(
        criteria=tuple(data["criteria"]),
        window=data["window"],
        to_whom=data["to_whom"],
        why=data["why"],
        verdicts={
            name: VerdictRule(
                marks=item["marks"], says=item["says"], lacking=item.get("lacking", "")
            )
            for name, item in data["verdicts"].items()
        },
    )


def _point(data: dict[str, Any]) -> ProcessPoint:
    return ProcessPoint(
        id=data["id"],
        title=data["title"],
        criteria=tuple(data["criteria"]),
        applies=condition(data["applies"]) if "applies" in data else None,
        when=condition(data["when"]),
        lacking=data["lacking"],
    )


def _conduct(data: dict[str, Any]) -> ConductRule:
    return ConductRule(
        act=ActKind(data["act"]) if "act" in data else None,
        wording=data.get("wording", ""),
        title=data["title"],
        criteria=tuple(data["criteria"]),
        blocks=Blocks(data["blocks"]),
        advice=data["advice"],
    )


def condition(data: dict[str, Any]) -> Condition:
    """A condition from its YAML form: one predicate, and perhaps `lacking`."""
    name = next(key for key in data if key != "lacking")
    predicate, value = Predicate(name), data[name]
    lacking = data.get("lacking", "")
    if predicate in {Predicate.ALL, Predicate.ANY}:
        parts = tuple(condition(part) for part in value)
        return Condition(predicate=predicate, parts=parts, lacking=lacking)
    if predicate is Predicate.NOT:
        return Condition(
            predicate=predicate, parts=(condition(value),), lacking=lacking
        )
    settings = dict(value)
    if predicate is Predicate.EVENTS:
        settings["events"] = frozenset(EventKind(kind) for kind in settings.pop("of"))
    if predicate is Predicate.PATTERN:
        settings["pattern"] = Pattern(settings.pop("is"))
    for key in ("of", "by", "before", "after", "clean_of", "beside"):
        if key in settings:
            settings[key] = _acts(settings[key])
    return Condition(predicate=predicate, lacking=lacking, **settings)


def _acts(names: list[str]) -> frozenset[ActKind]:
    return frozenset(ActKind(name) for name in names)
