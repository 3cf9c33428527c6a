from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dialogue.acts import ActKind
from dialogue.errors import DetectorError
from perception.detector import Detector
from perception.settings import load_settings


@pytest.fixture
def copied(detector_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(detector_folder, tmp_path / "detector"))


def test_settings_name_every_act_of_the_codebook_in_order(
    detector_folder: Path,
) -> None:
    settings = load_settings(detector_folder)
    assert [act.kind for act in settings.acts] == list(ActKind)
    assert all(0 < act.threshold < 1 and act.scale > 0 for act in settings.acts)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "settings.json"])
def test_load_names_the_file_that_is_missing(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(DetectorError, match=f"{name} is missing"):
        Detector.load(copied)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_load_refuses_a_file_that_was_changed(copied: Path, name: str) -> None:
    with (copied / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(DetectorError, match=f"{name} is not the file"):
        Detector.load(copied)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 99}', '{"format": 1}'])
def test_load_refuses_settings_that_are_none(copied: Path, text: str) -> None:
    (copied / "settings.json").write_text(text, "utf-8")
    with pytest.raises(DetectorError, match=r"settings\.json"):
        Detector.load(copied)


def test_load_refuses_an_unknown_act(copied: Path) -> None:
    path = copied / "settings.json"
    row = json.loads(path.read_text("utf-8"))
    row["acts"][0]["act"] = "grovel"
    path.write_text(json.dumps(row), "utf-8")
    with pytest.raises(DetectorError, match="grovel"):
        Detector.load(copied)


def test_model_file_is_at_most_30_mb(detector_folder: Path) -> None:
    assert (detector_folder / "model.onnx").stat().st_size <= 30_000_000
