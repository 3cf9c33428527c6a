"""Scenarios and mark schemes: from files into the database, and back into types.

A version's text is kept as it was published; a row never changes but for whether it is
the one that is offered. The action server reads the same text from a folder of files
that are named after their hashes.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from dialogue.errors import ScenarioError
from scenario.library import parse_scenario
from scenario.problems import Problem
from scenario.rubric_loading import parse_rubric
from scenario.rubrics import Rubric
from scenario.types import Scenario
from web.practice.models import RubricVersion, ScenarioVersion


def load_files() -> list[Problem]:
    """Publishes what lies in the folders; gives back what keeps a file from it."""
    problems: list[Problem] = []
    for path in sorted(Path(settings.RUBRICS).glob("*.yml")):
        problems += _try(publish_rubric, path)
    for path in sorted(Path(settings.SCENARIOS).glob("*.yml")):
        problems += _try(publish_scenario, path)
    for version in ScenarioVersion.objects.all():
        _write_file(version)
    return problems


def publish_scenario(
    content: bytes, *, file: str
) -> tuple[ScenarioVersion | None, list[Problem]]:
    """Makes this text the scenario's current version; None where it has errors."""
    scenario, problems = parse_scenario(content, file=file)
    if scenario is None:
        return None, problems
    with transaction.atomic():
        others = ScenarioVersion.objects.filter(slug=scenario.id, is_current=True)
        others.exclude(sha256=scenario.sha256).update(is_current=False)
        version, _ = ScenarioVersion.objects.update_or_create(
            sha256=scenario.sha256,
            defaults={"is_current": True},
            create_defaults={
                "slug": scenario.id,
                "version": scenario.version,
                "text": content.decode("utf-8"),
                "title": scenario.title,
                "sector": scenario.sector,
                "level": scenario.level,
                "practises": list(scenario.practises),
                "customer": scenario.customer.name,
            },
        )
    _write_file(version)
    return version, problems


def publish_rubric(
    content: bytes, *, file: str
) -> tuple[RubricVersion | None, list[Problem]]:
    """Makes this text the mark scheme's current version; None where it has errors."""
    rubric, problems = parse_rubric(content, file=file)
    if rubric is None:
        return None, problems
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        others = RubricVersion.objects.filter(slug=rubric.id, is_current=True)
        others.exclude(sha256=sha256).update(is_current=False)
        version, _ = RubricVersion.objects.update_or_create(
            sha256=sha256,
            defaults={"is_current": True},
            create_defaults={
                "slug": rubric.id,
                "version": rubric.version,
                "text": content.decode("utf-8"),
            },
        )
    return version, problems


def scenario_of(version: ScenarioVersion) -> Scenario:
    """The scenario in that very version. Raises ScenarioError where it has errors."""
    return _scenario(version.sha256, version.text)


def rubric_of(version: RubricVersion) -> Rubric:
    """The mark scheme in that very version. Raises ScenarioError for errors."""
    return _rubric(version.sha256, version.text)


@lru_cache(maxsize=128)
def _scenario(sha256: str, text: str) -> Scenario:
    scenario, problems = parse_scenario(text.encode(), file=f"{sha256[:12]}.yml")
    if scenario is None:
        raise ScenarioError("\n".join(map(str, problems)))
    return scenario


@lru_cache(maxsize=32)
def _rubric(sha256: str, text: str) -> Rubric:
    rubric, problems = parse_rubric(text.encode(), file=f"{sha256[:12]}.yml")
    if rubric is None:
        raise ScenarioError("\n".join(map(str, problems)))
    return rubric


def _try(publish: object, path: Path) -> list[Problem]:
    version, problems = publish(path.read_bytes(), file=str(path))  # type: ignore[operator]
    return [] if version else problems


def _write_file(version: ScenarioVersion) -> None:
    """Whole or not at all: the action server may be reading."""
    folder = Path(settings.PUBLISHED)
    path = folder / f"{version.sha256}.yml"
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(version.text.encode())
    part.replace(path)
