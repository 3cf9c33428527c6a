from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialogue.turns import Speaker, Transcript, Turn
from hotseat.keeping import Unfinished, forget, remember, remembered, write_outcome
from hotseat.talks import Outcome
from scoring.marking import mark
from tests.factories import heat, make_scenario

HOSTILE = "<b>\x00 half \ud83d, 🙂, ‮ \r\n {{ x }} '; DROP TABLE events; --"


@pytest.fixture
def outcome(tmp_path: Path) -> Outcome:
    scenario = make_scenario(tmp_path)
    turns = (
        Turn(index=0, speaker=Speaker.CUSTOMER, text="My lamp!", mood=40),
        Turn(index=1, speaker=Speaker.LEARNER, text=HOSTILE),
    )
    transcript = Transcript(id="talk-1", scenario_id="small", turns=turns)
    sheet = mark(transcript, scenario, heat())
    return Outcome(transcript=transcript, sheet=sheet, scenario=scenario)


def test_outcome_is_written_in_three_forms(outcome: Outcome, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    paths = write_outcome(outcome, folder)
    assert [path.name for path in paths] == [
        "talk-1.json",
        "talk-1.html",
        "talk-1.txt",
    ]
    for path in paths:
        path.read_bytes().decode("utf-8")


def test_json_gives_back_the_learners_very_characters(
    outcome: Outcome, tmp_path: Path
) -> None:
    path = write_outcome(outcome, tmp_path)[0]
    assert json.loads(path.read_bytes())["turns"][1]["text"] == HOSTILE


def test_page_shows_markup_as_it_was_typed(outcome: Outcome, tmp_path: Path) -> None:
    page = write_outcome(outcome, tmp_path)[1].read_text("utf-8")
    assert "&lt;b&gt;" in page
    assert "<b>\x00" not in page


def test_unfinished_talk_is_remembered_until_it_is_forgotten(tmp_path: Path) -> None:
    left = Unfinished(id="talk-1", title="A small case")
    assert remembered(tmp_path) is None
    remember(tmp_path / "run", left)
    assert remembered(tmp_path / "run") == left
    forget(tmp_path / "run")
    assert remembered(tmp_path / "run") is None


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"id": "x"}'])
def test_damaged_memory_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "unfinished.json").write_text(text)
    assert remembered(tmp_path) is None
