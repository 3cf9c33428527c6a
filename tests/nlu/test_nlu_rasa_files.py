"""What Rasa reads of ours, by Rasa's own rules."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import (
    YAMLStoryReader,
)
from rasa.shared.data import is_likely_yaml_file, is_nlu_file
from rasa.shared.utils.io import is_key_in_yaml

from dialogue import wire
from dialogue.acts import ActKind
from hotseat import places

DATA = places.ROOT / "data"
RASAS = (DATA / "nlu", DATA / "rules")
OURS = [
    path
    for path in sorted(DATA.rglob("*"))
    if path.is_file() and not any(folder in path.parents for folder in RASAS)
]


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((places.ROOT / "domain.yml").read_text())
    return data


def test_files_of_ours_are_found() -> None:
    assert {"scenarios", "rubrics"} <= {path.parent.name for path in OURS}


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_rasa_takes_no_file_of_ours_for_training_data(path: Path) -> None:
    keys = ("nlu", "rules", "stories", "responses", "intents", "slots", "forms")
    if is_likely_yaml_file(path):
        assert not is_key_in_yaml(path, *keys)
    assert not is_nlu_file(str(path))
    assert not YAMLStoryReader.is_stories_file(path)
    assert not Domain.is_domain_file(path)


def test_rasa_finds_its_own_training_data() -> None:
    assert is_nlu_file(str(DATA / "nlu" / "intents.yml"))
    assert YAMLStoryReader.is_stories_file(DATA / "rules" / "actions.yml")


def test_domain_loads_with_no_warning_of_its_own() -> None:
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        Domain.from_path(places.ROOT / "domain.yml")
    said = [str(w.message) for w in given if w.category is UserWarning]
    # Rasa says this of every domain with slots.
    assert [words for words in said if "Slot auto-fill" not in words] == []


def test_entities_are_the_acts(domain: dict[str, Any]) -> None:
    assert domain["entities"] == [str(kind) for kind in ActKind]


def test_intents_are_the_reply_and_the_payloads(domain: dict[str, Any]) -> None:
    names = [name for intent in domain["intents"] for name in intent]
    payloads = (wire.START, wire.HINT, wire.FINISH)
    assert names == [wire.REPLY_INTENT, *(p.removeprefix("/") for p in payloads)]


def test_nothing_in_a_reply_decides_which_action_comes_next(
    domain: dict[str, Any],
) -> None:
    settings = [value for intent in domain["intents"] for value in intent.values()]
    assert all(value == {"use_entities": []} for value in settings)
    assert set(domain["slots"]) == {wire.TALK_SLOT, wire.CUSTOMER_SLOT}
    assert not any(s["influence_conversation"] for s in domain["slots"].values())


def test_a_talk_never_expires(domain: dict[str, Any]) -> None:
    assert domain["session_config"]["session_expiration_time"] == 0


def test_nothing_of_tensorflow_is_in_the_pipeline() -> None:
    config = yaml.safe_load((places.ROOT / "config.yml").read_text())
    names = [part["name"] for part in config["pipeline"] + config["policies"]]
    assert names == ["nlu.act_detector.ActDetector", "RulePolicy"]
