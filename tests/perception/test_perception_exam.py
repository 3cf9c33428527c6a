"""Holds the shipped detector to a floor on the exam, where the exam is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.detection import measure, read_questions
from evaluation.keywords import KeywordPerceiver
from perception.detector import Detector

EXAM = Path(__file__).parents[3] / "shared" / "exam" / "dev.jsonl"


@pytest.mark.slow
def test_detector_passes_and_beats_the_keyword_list(detector: Detector) -> None:
    if not EXAM.exists():
        pytest.skip(f"no exam at {EXAM}")
    questions = read_questions(EXAM)
    ours = measure("ours", detector, questions).macro_f1()
    keywords = measure("keywords", KeywordPerceiver(), questions).macro_f1()
    assert ours >= 0.65
    assert ours >= keywords + 0.2
