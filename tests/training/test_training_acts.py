"""Holds the annotated replies in data/acts, and their card, to what they promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.census import BEGIN, count, put_into
from training.corpus import (
    LABELS,
    Corpus,
    Problem,
    Reply,
    find_duplicates,
    read_corpus,
)

ROOT = Path(__file__).parents[2]
ACTS = ROOT / "data" / "acts"
EXAM = ROOT.parent / "shared" / "exam" / "dev.jsonl"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus([ACTS])


def test_every_line_is_right(corpus: Corpus) -> None:
    assert [str(problem) for problem in corpus.problems] == []
    assert len(corpus.replies) > 2000


def test_every_act_is_there(corpus: Corpus) -> None:
    held = {label for reply in corpus.replies for label in reply.labels()}
    assert held == set(LABELS)


def test_card_gives_the_counts_of_the_files(corpus: Corpus) -> None:
    card = (ACTS / "README.md").read_text("utf-8")
    assert put_into(card, count(corpus)) == card, (
        "run: python -m training.corpus data/acts --card data/acts/README.md"
    )


def test_nothing_stands_in_the_exam(corpus: Corpus) -> None:
    if not EXAM.exists():
        pytest.skip(f"no exam at {EXAM}")
    from evaluation.detection import read_questions

    exam = [
        (
            Problem(file="exam", line=n, message=""),
            Reply(id=f"exam {n}", text=one.reply),
        )
        for n, one in enumerate(read_questions(EXAM), 1)
    ]
    ours = [
        (Problem(file="acts", line=n, message=""), reply)
        for n, reply in enumerate(corpus.replies, 1)
        if reply.text.strip()
    ]
    clashes = [
        str(one) for one in find_duplicates(exam + ours) if "exam:" in one.message
    ]
    # A reply of three words or fewer may come to anyone's mind ("one moment please").
    assert [one for one in clashes if "near" in one] == []
    assert len(clashes) <= 3


def test_counts_go_between_the_marks() -> None:
    card = f"a\n{BEGIN}\nold\n<!-- end of counts -->\nb\n"
    assert put_into(card, "new") == f"a\n{BEGIN}\n\nnew\n\n<!-- end of counts -->\nb\n"


def test_card_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="must hold"):
        put_into("no marks", "new")
