"""Rasa's own model: trained when something that it is made of has changed.

Rasa finds out by itself what has to be trained again, but only after it has loaded
TensorFlow; the stamp beside the model saves that wait.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from dialogue.errors import ServiceError
from hotseat import places

FOLDER = places.ROOT / "models" / "rasa"
MODEL = FOLDER / "hotseat.tar.gz"
STAMP = FOLDER / "hotseat.stamp"

# No other folder of data/: Rasa takes any YAML file with a telling line for its own.
TRAINING_DATA = ("data/nlu", "data/rules")

# Nothing is sent to Rasa's makers, and TensorFlow keeps its greetings to itself.
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2"}


def is_trained() -> bool:
    """Whether there is a model made of what lies here now."""
    try:
        return MODEL.is_file() and STAMP.read_text("utf-8") == fingerprint()
    except FileNotFoundError:
        return False


def train(log: Path) -> None:
    """Trains, with all that Rasa says going to the log. Raises ServiceError."""
    stamp = fingerprint()
    STAMP.unlink(missing_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as shown:
        done = subprocess.run(
            _command(),
            cwd=places.ROOT,
            env={**os.environ, **QUIET},
            stdin=subprocess.DEVNULL,
            stdout=shown,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode or not MODEL.is_file():
        raise ServiceError(f"Rasa's model could not be trained; {log} says why")
    STAMP.write_text(stamp, "utf-8")


def fingerprint() -> str:
    """One hash over everything that Rasa's model is made of."""
    total = hashlib.sha256(version("rasa").encode())
    for path in _sources():
        total.update(str(path.relative_to(places.ROOT)).encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _sources() -> Iterator[Path]:
    yield places.ROOT / "config.yml"
    yield places.ROOT / "domain.yml"
    for folder in TRAINING_DATA:
        yield from sorted((places.ROOT / folder).rglob("*.yml"))
    yield from sorted((places.ROOT / "nlu").glob("*.py"))
    # Names the hashes of the detector's other files.
    yield places.DETECTOR / "settings.json"


def _command() -> list[str]:
    return [
        *(sys.executable, "-m", "rasa", "train"),
        *("--config", "config.yml", "--domain", "domain.yml"),
        *("--data", *TRAINING_DATA),
        *("--out", str(FOLDER), "--fixed-model-name", "hotseat"),
    ]
