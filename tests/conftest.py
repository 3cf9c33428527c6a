from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from perception.detector import Detector

FOLDER = Path(__file__).parents[1] / "models" / "detector"


@pytest.fixture(scope="session")
def detector_folder() -> Path:
    if not (FOLDER / "model.onnx").exists():
        pytest.skip("no trained detector in models/detector")
    return FOLDER


@pytest.fixture(scope="session")
def detector(detector_folder: Path) -> Detector:
    from perception.detector import Detector

    return Detector.load(detector_folder)
