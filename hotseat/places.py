"""Where things lie, from the project's root."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "data" / "scenarios"
RUBRICS = ROOT / "data" / "rubrics"
MANNERS = ROOT / "data" / "manners.yml"
DETECTOR = ROOT / "models" / "detector"


def rubric(rubric_id: str) -> Path:
    """The file of a rubric that comes with Hotseat."""
    return RUBRICS / f"{rubric_id}.yml"
