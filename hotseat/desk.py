"""What a role-play or a marking needs, loaded once: scenarios, rubrics, detector."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from dialogue.errors import ScenarioError
from hotseat import places
from hotseat.core_talk import CoreTalk
from perception.detector import Detector
from scenario.library import Library, load_library, read_scenario
from scenario.manners import Manners, load_manners
from scenario.rubric_loading import load_rubric
from scenario.rubrics import Rubric
from scenario.types import Scenario
from simulation.stage import Stage, prepare


@dataclass
class Desk:
    """Loads from `data/` and `models/` what is asked for, when it is asked for."""

    detector_folder: Path = places.DETECTOR
    _stages: dict[str, Stage] = field(default_factory=dict)

    @cached_property
    def library(self) -> Library:
        return load_library(places.SCENARIOS)

    @cached_property
    def manners(self) -> Manners:
        return load_manners(places.MANNERS)

    @cached_property
    def detector(self) -> Detector:
        return Detector.load(self.detector_folder)

    def scenario(self, name: str) -> Scenario:
        """By id, or by the path of a file.

        Raises ScenarioError, with all problems of the file or the ids there are.
        """
        path = Path(name)
        if path.suffix not in {".yml", ".yaml"}:
            return self.library.get(name)
        scenario, problems = read_scenario(path)
        if scenario is None:
            raise ScenarioError("\n".join(map(str, problems)))
        return scenario

    def rubric(self, name: str) -> Rubric:
        """By id, or by the path of a file. Raises ScenarioError with all problems."""
        path = Path(name)
        if path.suffix in {".yml", ".yaml"}:
            return load_rubric(path)
        return load_rubric(places.rubric(name))

    def stage(self, scenario: Scenario) -> Stage:
        """The scenario made ready; kept, since embedding its examples takes a while."""
        if scenario.sha256 not in self._stages:
            self._stages[scenario.sha256] = prepare(
                scenario, manners=self.manners, embedder=self.detector
            )
        return self._stages[scenario.sha256]

    def talk(self, scenario: Scenario, *, seed: int, transcript_id: str) -> CoreTalk:
        return CoreTalk(
            stage=self.stage(scenario),
            rubric=self.rubric(scenario.rubric),
            perceiver=self.detector,
            seed=seed,
            transcript_id=transcript_id,
            versions={"detector": self.detector.version},
        )
