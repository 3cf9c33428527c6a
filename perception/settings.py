"""What training settled beside the weights: settings.json, checked as it is read.

Thresholds and calibration come from replies that the model was not trained on.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialogue.acts import ActKind
from dialogue.errors import DetectorError

FORMAT = 1
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
SETTINGS_FILE = "settings.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActSettings:
    """How the scores of one act are read.

    The calibrated probability is the logistic of `scale` times the score plus
    `offset`; the act is found from `threshold` on.
    """

    kind: ActKind
    scale: float
    offset: float
    threshold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one trained model.

    Lengths are in tokens. A reply holds no act at all unless one is as likely as
    `gate`. A decision less sure than `stated_confidence` makes the
    reply unsure.
    """

    acts: tuple[ActSettings, ...]
    window: int
    overlap: int
    context: int
    brief: int
    stated_confidence: float
    gate: float = 0.0
    model_sha256: str
    tokenizer_sha256: str

    @property
    def version(self) -> str:
        """A short name that no other trained model has."""
        return self.model_sha256[:12]


def load_settings(folder: Path) -> Settings:
    """The settings in a folder, whose model and tokenizer must be those they name.

    Raises DetectorError where a file is missing, damaged or another one.
    """
    path = folder / SETTINGS_FILE
    try:
        row = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise DetectorError(_missing(path)) from error
    except ValueError as error:
        raise DetectorError(f"{path} is not JSON; train or fetch it again") from error
    try:
        settings = parse_settings(row)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DetectorError(
            f"{path} does not hold the settings of a detector ({error!r}); "
            f"format must be {FORMAT}"
        ) from error
    check_file(folder / MODEL_FILE, settings.model_sha256)
    check_file(folder / TOKENIZER_FILE, settings.tokenizer_sha256)
    return settings


def parse_settings(row: dict[str, Any]) -> Settings:
    """Settings from their JSON form; raises KeyError, TypeError or ValueError."""
    if row["format"] != FORMAT:
        raise ValueError(f"format is {row['format']!r}")
    acts = tuple(
        ActSettings(
            kind=ActKind(act["act"]),
            scale=float(act["scale"]),
            offset=float(act["offset"]),
            threshold=float(act["threshold"]),
        )
        for act in row["acts"]
    )
    lengths = row["lengths"]
    return Settings(
        acts=acts,
        window=int(lengths["reply"]),
        overlap=int(lengths["overlap"]),
        context=int(lengths["context"]),
        brief=int(lengths["brief"]),
        stated_confidence=float(row["stated_confidence"]),
        gate=float(row["gate"]),
        model_sha256=str(row["sha256"][MODEL_FILE]),
        tokenizer_sha256=str(row["sha256"][TOKENIZER_FILE]),
    )


def check_file(path: Path, sha256: str) -> None:
    """Raises DetectorError unless the file is there and is the one meant."""
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError as error:
        raise DetectorError(_missing(path)) from error
    if found != sha256:
        raise DetectorError(
            f"{path} is not the file that the settings name: its sha256 is {found}, "
            f"must be {sha256}; put back the folder as it was built"
        )


def _missing(path: Path) -> str:
    return f"{path} is missing; the detector's folder must hold what training wrote"
