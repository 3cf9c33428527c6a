"""The questions in data/questions, as training reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue.plain import plain
from training.questions import Case, question_phrases, read_cases

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "questions"


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return read_cases(FOLDER)


def test_no_question_of_a_case_stands_under_two_facts(cases: list[Case]) -> None:
    for case in cases:
        texts = [plain(text) for text in case.texts()]
        assert len(set(texts)) == len(texts), case.about


def test_questions_are_phrases_that_ask(cases: list[Case]) -> None:
    phrases = question_phrases(cases)
    labels = {span.label for phrase in phrases for span in phrase.spans}
    assert labels == {"clarify", "verify"}
    assert len(phrases) == sum(len(f.asks) for case in cases for f in case.facts)


def test_case_needs_two_facts(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        "- {case: a, sector: b, facts: [{about: c, asks: [d, e]}], others: []}\n",
        "utf-8",
    )
    with pytest.raises(ValueError, match=r"a\.yml: 'a' must have two facts or more"):
        read_cases(tmp_path)
