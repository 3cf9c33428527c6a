from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dialogue.errors import InputError
from evaluation.agreement import (
    VERDICTS,
    MarkedTalk,
    Marks,
    compare,
    machine_marks,
    read_marked,
    same_verdicts,
    weighted_kappa,
)
from hotseat.desk import Desk

pytest.importorskip("sklearn")

ROOT = Path(__file__).parents[2]
GOOD = {
    "heat": {"hear": 2, "empathise": 1, "apologise": 3, "own": 0},
    "escalation": "not_applicable",
    "readiness": "not_yet",
}


@pytest.fixture(scope="module")
def talks() -> list[MarkedTalk]:
    return read_marked(ROOT / "data" / "marked")


def row(first: dict[str, Any], second: dict[str, Any], n: int = 0) -> str:
    turns = [{"speaker": "customer", "text": "It broke."}]
    turns.append({"speaker": "learner", "text": "Sorry to hear that. What happened?"})
    talk = {"id": f"t{n}", "scenario": "split-boots", "turns": turns}
    return json.dumps({**talk, "hands": [first, second]})


def test_there_are_talks_of_scenarios_of_each_level(talks: list[MarkedTalk]) -> None:
    library = Desk().library
    played = {talk.transcript.scenario_id for talk in talks}
    assert {library.get(name).level for name in played} == {1, 2, 3}
    assert len(talks) >= 60
    assert len({talk.transcript.id for talk in talks}) == len(talks)


def test_marks_of_every_level_are_there(talks: list[MarkedTalk]) -> None:
    hands = [hand for talk in talks for hand in talk.hands]
    for step in GOOD["heat"]:
        assert {hand.steps[step] for hand in hands} == {0, 1, 2, 3}
    assert {hand.verdict for hand in hands} == {*VERDICTS, "not_applicable"}


@pytest.mark.slow
def test_machine_agrees_with_hands(talks: list[MarkedTalk]) -> None:
    for one in compare(talks, machine_marks(talks, Desk())):
        assert one.hands >= 0.8, one
        assert one.machine >= 0.55, one
        assert one.low <= one.machine <= one.high


def test_kappa_is_that_of_a_worked_example() -> None:
    # Observed squared differences: 1 of 4. Expected by chance, from the margins
    # (0: 1/4, 1: 1/2, 2: 1/4) and (0: 1/2, 1: 1/4, 2: 1/4): 20/16.
    pairs = [(0, 0), (1, 0), (1, 1), (2, 2)]
    assert weighted_kappa(pairs, (0, 1, 2)) == pytest.approx(1 - (1 / 4) / (20 / 16))


def test_kappa_of_one_value_alone_is_one() -> None:
    assert weighted_kappa([(2, 2), (2, 2)], (0, 1, 2, 3)) == 1.0


def test_talks_without_a_verdict_count_only_among_all_verdicts(tmp_path: Path) -> None:
    late = {**GOOD, "escalation": "late"}
    refused = {**GOOD, "escalation": "refused"}
    rows = [row(GOOD, GOOD, 1), row(late, late, 2), row(refused, late, 3)]
    (tmp_path / "a.jsonl").write_text("\n".join(rows), "utf-8")
    talks = read_marked(tmp_path)
    machine = [Marks.from_json(GOOD), Marks.from_json(late), Marks.from_json(late)]
    measured = {one.name: one for one in compare(talks, machine)}
    assert measured["escalation"].talks == 2
    assert measured["hear"].talks == 3
    assert same_verdicts(talks, machine) == (2 / 3, 5 / 6)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"heat": {**GOOD["heat"], "own": 4}}, "a step's mark is 0 to 3, not 4"),
        ({"escalation": "fine"}, "unknown verdict 'fine'"),
        ({"readiness": "soon"}, "unknown readiness 'soon'"),
    ],
)
def test_faulty_mark_is_reported_with_its_place(
    tmp_path: Path, change: dict[str, Any], says: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([row(GOOD, GOOD), row(GOOD, {**GOOD, **change})]))
    with pytest.raises(InputError, match=f"a.jsonl:2: {says}"):
        read_marked(tmp_path)
