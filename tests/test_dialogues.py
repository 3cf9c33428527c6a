"""Played dialogues: what a learner types, and what must come of it, as data.

Each file of tests/dialogues is played against each scenario it names, with the detector
that ships, through the core. docs/testing.md tells how to add one; no code is needed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from hotseat.desk import Desk
from hotseat.talks import Outcome

FOLDER = Path(__file__).parent / "dialogues"
KEYS = {"readiness", "verdict", "ending", "conduct", "hear", "empathise"}
KEYS |= {"apologise", "own", "replies", "facts", "mistakes"}


def _cases() -> list[Any]:
    cases = []
    for path in sorted(FOLDER.glob("*.yml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        for scenario in data["scenarios"]:
            for seed in data.get("seeds", [1]):
                name = f"{path.stem}-{scenario}-{seed}"
                cases.append(pytest.param(data, scenario, seed, id=name))
    return cases


@cache
def _desk() -> Desk:
    return Desk()


def _play(data: dict[str, Any], scenario_id: str, seed: int) -> Outcome:
    """Each talk is played once for all that is asked about it."""
    key = (tuple(data["replies"]), scenario_id, seed)
    if key not in _PLAYED:
        _PLAYED[key] = _play_anew(data, scenario_id, seed)
    return _PLAYED[key]


_PLAYED: dict[tuple[tuple[str, ...], str, int], Outcome] = {}


def _play_anew(data: dict[str, Any], scenario_id: str, seed: int) -> Outcome:
    desk = _desk()
    talk = desk.talk(desk.library.get(scenario_id), seed=seed, transcript_id="t")
    return talk.play(data["replies"])


def _found(outcome: Outcome) -> dict[str, Any]:
    sheet, events = outcome.sheet, []
    for turn in outcome.transcript.turns:
        events += [e.ref for e in turn.events if e.kind.value == "fact"]
    return {
        "readiness": str(sheet.readiness),
        "verdict": str(sheet.escalation.verdict),
        "ending": outcome.transcript.ending,
        "conduct": [mark.conduct for mark in sheet.conduct],
        "mistakes": [mark.mistake for mark in sheet.mistakes],
        "replies": len(outcome.transcript.replies()),
        "facts": events,
        **{step.step: step.marks for step in sheet.steps},
    }


@pytest.mark.parametrize(("data", "scenario_id", "seed"), _cases())
def test_dialogue(data: dict[str, Any], scenario_id: str, seed: int) -> None:
    """For each key: the value found is among those expected, or holds them all."""
    found = _found(_play(data, scenario_id, seed))
    assert set(data["expect"]) <= KEYS, f"expect takes {sorted(KEYS)}"
    for key, wanted in data["expect"].items():
        if isinstance(found[key], list):
            assert set(wanted) <= set(found[key]), f"{key}: {found}"
        else:
            assert found[key] in wanted, f"{key}: {found}"


@pytest.mark.parametrize(("data", "scenario_id", "seed"), _cases())
def test_dialogue_says_nothing_twice_and_plays_the_same_again(
    data: dict[str, Any], scenario_id: str, seed: int
) -> None:
    first = _play(data, scenario_id, seed)
    assert _play_anew(data, scenario_id, seed) == first
    said = [line for turn in first.transcript.turns for line in turn.line_ids]
    assert len(said) == len(set(said))


def test_every_ending_of_every_scenario_is_reached_by_a_dialogue() -> None:
    reached: dict[str, set[str]] = {}
    for case in _cases():
        data, scenario_id, seed = case.values
        ending = _play(data, scenario_id, seed).transcript.ending
        reached.setdefault(scenario_id, set()).add(ending)
    for scenario_id, scenario in _desk().library.scenarios.items():
        wanted = {ending.id for ending in scenario.endings}
        assert wanted <= reached[scenario_id], scenario_id
