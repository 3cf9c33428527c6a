"""What `hotseat run` checks before it starts anything."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hotseat import places, rasa_model, running
from hotseat.__main__ import main


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTSEAT_RUN_DIR", str(tmp_path / "run"))


def test_taken_port_is_a_plain_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["run", "--port", str(port)]) == 1
    error = capsys.readouterr().err
    assert f"port {port} is taken" in error
    assert "--port" in error


def test_missing_detector_is_a_plain_sentence(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(places, "DETECTOR", tmp_path / "nowhere")
    assert main(["run"]) == 1
    error = capsys.readouterr().err
    assert "nowhere" in error
    assert "missing" in error


def test_site_that_listens_to_the_network_is_told_its_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HOTSEAT_HOSTS", raising=False)
    running._allow_hosts("127.0.0.1")
    assert "HOTSEAT_HOSTS" not in os.environ
    running._allow_hosts("10.1.2.3")
    assert {"localhost", "10.1.2.3"} <= set(os.environ["HOTSEAT_HOSTS"].split(","))


def test_names_that_were_given_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTSEAT_HOSTS", "hotseat.example")
    running._allow_hosts("0.0.0.0")
    assert os.environ["HOTSEAT_HOSTS"] == "hotseat.example"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root with all that Rasa's model is made of."""
    for name in (
        "config.yml",
        "domain.yml",
        "data/nlu/intents.yml",
        "data/rules/actions.yml",
        "data/scenarios/small.yml",
        "nlu/act_detector.py",
        "models/detector/settings.json",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("the first\n")
    monkeypatch.setattr(places, "ROOT", tmp_path)
    monkeypatch.setattr(places, "DETECTOR", tmp_path / "models" / "detector")
    monkeypatch.setattr(rasa_model, "MODEL", tmp_path / "hotseat.tar.gz")
    monkeypatch.setattr(rasa_model, "STAMP", tmp_path / "hotseat.stamp")
    monkeypatch.setattr(rasa_model, "version", lambda _: "3.6.21")
    return tmp_path


@pytest.fixture
def _is_trained(root: Path) -> None:
    (root / "hotseat.tar.gz").write_text("a model")
    (root / "hotseat.stamp").write_text(rasa_model.fingerprint())


def _delete(name: str) -> Callable[[Path], Any]:
    return lambda root: (root / name).unlink()


def _change(name: str) -> Callable[[Path], Any]:
    return lambda root: (root / name).write_text("another")


@pytest.mark.usefixtures("_is_trained")
def test_model_is_not_trained_again_for_nothing(root: Path) -> None:
    assert rasa_model.is_trained()
    _change("data/scenarios/small.yml")(root)
    assert rasa_model.is_trained()


@pytest.mark.usefixtures("_is_trained")
@pytest.mark.parametrize(
    "change",
    [
        _delete("hotseat.tar.gz"),
        _delete("hotseat.stamp"),
        _change("config.yml"),
        _change("domain.yml"),
        _change("data/nlu/intents.yml"),
        _change("data/nlu/more.yml"),
        _change("data/rules/actions.yml"),
        _delete("data/rules/actions.yml"),
        _change("nlu/act_detector.py"),
        _change("models/detector/settings.json"),
    ],
)
def test_model_is_trained_again_after(root: Path, change: Any) -> None:
    change(root)
    assert not rasa_model.is_trained()


@pytest.mark.usefixtures("_is_trained")
def test_model_is_trained_again_for_another_rasa(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rasa_model, "version", lambda _: "3.7.0")
    assert not rasa_model.is_trained()


def test_failed_training_is_a_plain_sentence(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail = [sys.executable, "-c", "raise SystemExit('it went wrong')"]
    monkeypatch.setattr(rasa_model, "_command", lambda: fail)
    with pytest.raises(rasa_model.ServiceError, match=r"training\.log says why"):
        rasa_model.train(root / "training.log")
    assert "it went wrong" in (root / "training.log").read_text()
    assert not rasa_model.is_trained()
