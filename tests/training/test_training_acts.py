"""Holds the annotated replies in data/acts, and their card, to what they promise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.census import BEGIN, count, main, put_into, shared_with_exam
from training.corpus import LABELS, Corpus, Reply, read_corpus

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
    lines = EXAM.read_text("utf-8").splitlines()
    texts = [json.loads(line)["reply"] for line in lines]
    assert [str(one) for one in shared_with_exam(corpus, texts)] == []


def test_reply_that_stands_in_an_exam_is_found() -> None:
    ours = Reply(id="a-1", text="I'll ring the depot now and find out where it is.")
    corpus = Corpus(replies=(ours,), problems=(), sha256="")
    same = "i'll ring the depot now and find out where it is"
    assert [p.file for p in shared_with_exam(corpus, [same])] == ["a-1"]
    assert shared_with_exam(corpus, ["Can I take your order number please?"]) == []


def test_command_complains_of_what_stands_in_the_exam(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Let me see what our courier has done with it."
    row = {"id": "a", "text": text, "context": "", "brief": "", "spans": []}
    acts, exam = tmp_path / "acts.jsonl", tmp_path / "exam.jsonl"
    acts.write_text(json.dumps(row), "utf-8")
    exam.write_text(json.dumps({"reply": text}), "utf-8")
    assert main([str(acts), "--apart-from", str(exam)]) == 1
    assert "duplicate text, first at exam:1" in capsys.readouterr().err
    assert main([str(acts), "--apart-from", str(tmp_path / "none")]) == 0


def test_counts_go_between_the_marks() -> None:
    card = f"a\n{BEGIN}\nold\n<!-- end of counts -->\nb\n"
    assert put_into(card, "new") == f"a\n{BEGIN}\n\nnew\n\n<!-- end of counts -->\nb\n"


def test_card_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="must hold"):
        put_into("no marks", "new")
